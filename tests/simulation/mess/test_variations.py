"""What variations do to a page, and what stays true of it."""

from __future__ import annotations

import copy
import datetime as dt
import random

import pytest

from crawler.simulation.mess.draw import draw_page
from crawler.simulation.mess.grid import cells_of, expand, find_tables, tables_of
from crawler.simulation.mess.judgement import settle
from crawler.simulation.mess.page import Page, PrintedText, Target, TrueCell, truths_of
from crawler.simulation.mess.variations import VARIATIONS
from crawler.simulation.mess.variations.edits import bare
from crawler.simulation.mess.writers.html import write_html
from crawler.simulation.mess.writers.text import write_text

#: Variations that change what cells say, or which of them are printed.
CHANGING = {
    name
    for name, variation in VARIATIONS.items()
    if variation.stage in {"form", "values"}
    or name in {"row_dropped", "column_dropped", "table_dropped", "traditional"}
}
Cells = dict[Target, TrueCell]


def _changed(name: str, start: int = 0) -> tuple[Page, Page]:
    """Return the first page that a variation fits, before and after it."""
    for seed in range(start, start + 200):
        rng = random.Random(seed)
        page = draw_page(rng)
        before = copy.deepcopy(page)
        if VARIATIONS[name].function(rng, page):
            settle(before)
            settle(page)
            return before, page
    pytest.fail(f"{name} fits no page")


def _cells(page: Page) -> Cells:
    return truths_of(page)[0].cells


@pytest.mark.parametrize("name", VARIATIONS)
def test_every_variation_changes_what_is_written(name: str) -> None:
    before, after = _changed(name)
    write = write_html if "html" in VARIATIONS[name].kinds else write_text
    # Some styles already have what a quirk asks for.
    assert any(
        write(before, random.Random(style)).body != write(after, random.Random(style)).body
        for style in range(6)
    )


@pytest.mark.parametrize("name", sorted(set(VARIATIONS) - CHANGING))
def test_other_words_and_shapes_leave_the_truth_alone(name: str) -> None:
    for start in (0, 1000):
        before, after = _changed(name, start)
        assert _cells(after) == _cells(before)
        assert after.reports[0].fields == before.reports[0].fields


@pytest.mark.parametrize("name", VARIATIONS)
def test_what_is_said_of_a_variation_is_one_line(name: str) -> None:
    assert VARIATIONS[name].what
    assert "\n" not in VARIATIONS[name].what
    assert VARIATIONS[name].what[-1] != "."


def test_random_edits_keep_a_label_nearest_to_what_was_meant() -> None:
    for start in range(0, 1000, 100):
        before, after = _changed("label_edits", start)
        for old, new in zip(tables_of(before), tables_of(after), strict=True):
            meant = {cell.text for row in old.rows for cell in row if not cell.targets}
            pairs = [
                (one.text, other.text)
                for one_row, other_row in zip(old.rows, new.rows, strict=True)
                for one, other in zip(one_row, other_row, strict=True)
                if one.text != other.text
            ]
            assert all(damaged not in meant for _, damaged in pairs)
            assert all(bare(damaged) for _, damaged in pairs)


def test_random_edits_damage_between_one_in_twenty_and_three_in_ten_labels() -> None:
    for start in range(0, 1000, 100):
        before, after = _changed("label_edits", start)
        labels = [cell.text for cell in cells_of(before) if not cell.targets and cell.text]
        kept = [cell.text for cell in cells_of(after) if not cell.targets and cell.text]
        damaged = sum(one != other for one, other in zip(labels, kept, strict=True))
        assert 1 <= damaged <= round(0.3 * len(labels))


def test_a_dropped_line_is_gone_and_the_report_is_partial() -> None:
    before, after = _changed("row_dropped")
    lost = {target.item for target in _cells(before)} - {target.item for target in _cells(after)}
    assert len(lost) <= 1
    assert len(_cells(after)) < len(_cells(before))
    assert after.reports[0].fields["status"] == "partial"


def test_a_dropped_column_leaves_every_line_and_the_report_complete() -> None:
    before, after = _changed("column_dropped")
    gone = set(_cells(before)) - set(_cells(after))
    assert gone
    assert {(target.table, target.column) for target in gone} == {
        (next(iter(gone)).table, next(iter(gone)).column)
    }
    assert after.reports[0].fields["status"] == "complete"


def test_a_dropped_table_leaves_the_report_partial() -> None:
    before, after = _changed("table_dropped")
    assert {t.table for t in _cells(after)} < {t.table for t in _cells(before)}
    assert after.reports[0].fields["status"] == "partial"


def test_blank_zeros_mean_zero_where_sums_show_it() -> None:
    before, after = _changed("blank_zeros")
    assert after.reports[0].fields["requests_blank_means_zero"] in {True, None}
    blank = [target for target, cell in _cells(after).items() if cell.state == "blank"]
    assert blank
    assert all(_cells(before)[target].value == 0 for target in blank)


def test_values_one_off_are_true_where_they_are_printed() -> None:
    before, after = _changed("values_one_off")
    moved = {t for t, cell in _cells(after).items() if cell != _cells(before)[t]}
    assert {target.table for target in moved} <= {"requests", "disputes"}
    for table in tables_of(after):
        for line in expand(table):
            for cell in line:
                assert all(cell.text == _cells(after)[target].raw for target in cell.targets)
    assert False in {
        after.reports[0].fields["requests_blank_means_zero"],
        after.reports[0].fields["disputes_blank_means_zero"],
    }


def test_a_number_in_a_merged_cell_is_nobodys() -> None:
    for start in range(0, 400, 40):
        _, after = _changed("merged_values", start)
        merged = [cell for cell in cells_of(after) if len(cell.targets) > 1 and cell.colspan > 1]
        spanning = [cell for cell in merged if next(iter(cell.targets)).table != "proactive"]
        assert spanning
        for cell in spanning:
            states = {meaning.state for meaning in cell.targets.values()}
            assert states <= {"merged", "slash", "dash", "none", "blank"}
            assert all(meaning.value is None for meaning in cell.targets.values())


def test_the_single_row_of_2019_holds_the_sum_of_the_three_lines() -> None:
    before, after = _changed("single_other_row")
    three = ("other_not_corrected", "other_fee_unpaid", "other_other")
    old, new = _cells(before), _cells(after)
    for column in ("natural_person", "total"):
        parts = [old[Target("requests", item, column)].value or 0 for item in three]
        assert new[Target("requests", "other_handling", column)].value == sum(parts)
    assert not any(target.item in three for target in new)
    assert after.reports[0].fields["status"] == "complete"
    labels = [cell.text for row in find_tables(after, "requests")[0].rows for cell in row]
    assert labels.count("（六）其他处理") == 1


def test_amounts_in_yuan_are_true_in_10k_yuan() -> None:
    for start in range(0, 400, 40):
        before, after = _changed("units_in_amounts", start)
        for target, cell in _cells(after).items():
            old = _cells(before)[target]
            if cell.raw.endswith("万元"):
                assert cell.value == float(cell.raw.removesuffix("万元"))
            elif cell.raw.endswith("元") and target.column != "procurement_amount_printed":
                assert cell.value == float(old.raw)
                assert float(cell.raw.removesuffix("元")) == pytest.approx(10_000 * float(old.raw))


def test_a_later_year_is_told_everywhere() -> None:
    before, after = _changed("late_2019_form")
    fields = after.reports[0].fields
    assert fields["template"] == "2019"
    assert fields["year"] in {2021, 2022, 2023}
    assert str(fields["published_on"]).startswith(str(int(str(fields["year"])) + 1))
    assert str(fields["year"]) in after.title
    old = str(before.reports[0].fields["year"])
    told = [block.text for block in after.reports[0].blocks if isinstance(block, PrintedText)]
    assert not any(f"{old}年" in text for text in told)


def test_a_day_that_the_later_year_does_not_have_is_left_in_its_own() -> None:
    pages = (draw_page(random.Random(seed)) for seed in range(200))
    page = next(page for page in pages if page.reports[0].fields["template"] == "2019")
    page.published_on = dt.date(2020, 2, 29)
    assert VARIATIONS["late_2019_form"].function(random.Random(1), page) is False
    page.published_on = dt.date(2020, 2, 28)
    assert VARIATIONS["late_2019_form"].function(random.Random(1), page) is True
    assert (page.published_on.month, page.published_on.day) == (2, 28)


def test_several_reports_have_titles_and_truths_of_their_own() -> None:
    _, after = _changed("several_reports")
    truths = truths_of(after)
    assert len(truths) == len(after.reports) > 1
    assert len({truth.fields["agency_name"] for truth in truths}) == len(truths)
    for report in after.reports:
        text = write_html(after, random.Random(1)).body.decode("utf-8")
        assert str(report.fields["agency_name"]) in text


def test_a_name_in_traditional_characters_is_stored_as_printed() -> None:
    before, after = _changed("traditional")
    name = str(after.reports[0].fields["agency_name"])
    assert len(name) == len(str(before.reports[0].fields["agency_name"]))
    report = "".join(cell.text for cell in cells_of(after))
    assert "公開" in report
    assert not set("开请数类处总") & set(report)
