"""How divisions follow one another: when a code holds, and who took it over."""

from __future__ import annotations

import pytest

from pipelines.reference import TODAY, Division, Divisions, Reference

DIVISIONS = Reference.load().divisions

OLD = Division("320829", "洪泽县", "county", 2000, 2016, ("320813",))
NEW = Division("320813", "洪泽区", "county", 2016, None)


def test_a_row_holds_from_the_end_of_its_first_year_to_before_the_end_of_its_last() -> None:
    years = (1999, 2000, 2015, 2016, 2017)
    assert [OLD.holds_at_end_of(year) for year in years] == [False, True, True, False, False]
    assert [OLD.holds_in(year) for year in years] == [False, True, True, True, False]
    assert [NEW.holds_in(year) for year in years] == [False, False, False, True, True]


@pytest.mark.parametrize(
    ("code", "area", "inside"),
    [
        ("321322", "321300", True),
        ("321322", "320000", True),
        ("321322", "100000", True),
        ("321322", "321322", True),
        ("321322", "321200", False),
        ("321322", "321323", False),
        ("320100", "320000", True),
    ],
)
def test_what_lies_in_what(code: str, area: str, *, inside: bool) -> None:
    assert Division(code, "某县", "county", 1990, None).is_within(area) is inside


def test_renamed_and_recoded_one_to_one_is_one_lineage() -> None:
    row = DIVISIONS.named("532722")[0]
    names = [(kin.code, kin.name) for kin in DIVISIONS.lineage(row)]
    assert names == [
        ("532722", "普洱哈尼族彝族自治县"),
        ("530821", "普洱哈尼族彝族自治县"),
        ("530821", "宁洱哈尼族彝族自治县"),
    ]


def test_merged_and_divided_are_no_lineage_but_a_merger_has_an_heir() -> None:
    merged, divided = DIVISIONS.named("110103")[0], DIVISIONS.named("360402")[0]
    assert DIVISIONS.lineage(merged) == (merged,)
    assert DIVISIONS.lineage(divided) == (divided,)
    assert DIVISIONS.current_code(merged) == "110101"
    assert DIVISIONS.current_code(divided) is None


def test_two_that_became_one_new_division_are_no_lineage_of_it() -> None:
    # 万盛区 and 綦江县 became 綦江区 in 2011, which took the code of 万盛区.
    wansheng, qijiang = DIVISIONS.named("500110")
    county = DIVISIONS.named("500222")[0]
    assert DIVISIONS.lineage(qijiang) == (qijiang,)
    assert [DIVISIONS.current_code(row) for row in (wansheng, county)] == ["500110", "500110"]


def test_a_part_that_left_does_not_end_a_division() -> None:
    # 340207[2014] took a part of 无为县, which became 无为市 in 2019.
    row = DIVISIONS.in_use("340225", 2013)
    assert row is not None
    assert DIVISIONS.current_code(row) == "340281"


def test_translation_goes_both_ways_through_changes_one_to_one() -> None:
    divisions = Divisions([OLD, NEW])
    assert divisions.translate(OLD, 2020) == NEW
    assert divisions.translate(NEW, 2010) == OLD
    assert divisions.translate(NEW, 1990) is None
    assert divisions.translate(OLD, TODAY) == NEW


def test_paths() -> None:
    row = DIVISIONS.at_end_of("110101", 2022)
    assert row is not None
    assert DIVISIONS.path(row, 2022) == ("北京市", "东城区")
    row = DIVISIONS.at_end_of("522201", 2010)
    assert row is not None
    assert DIVISIONS.path(row, 2010) == ("贵州省", "铜仁地区", "铜仁市")


def test_every_row_that_ended_has_an_heir_on_record() -> None:
    ended = [row for row in DIVISIONS.rows if row.valid_to is not None]
    assert ended
    for row in ended:
        assert row.valid_to is not None
        assert row.successors, row
        for code in row.successors:
            assert DIVISIONS.at_end_of(code, row.valid_to) is not None, row


def test_codes_and_levels_agree() -> None:
    for row in DIVISIONS.rows:
        zeros = {"province": "0000", "prefecture": "00", "county": ""}[row.level]
        assert row.code.endswith(zeros)
        assert row.level != "county" or not row.code.endswith("00")
