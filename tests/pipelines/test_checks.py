"""The identities, both sides of each, and what blanks do to them."""

from __future__ import annotations

from collections.abc import Mapping

from pipelines.checks import (
    blank_means_zero,
    dispute_identities,
    identity_findings,
    request_identities,
    rules_without_power,
    statistics_findings,
)
from pipelines.forms import load_forms
from pipelines.model import Finding, Line, StatisticsLine
from pipelines.reading import read_blocks
from tests.tables import LINES_2021, disputes, requests

TOTAL = frozenset({"outcome_total"})


def balanced() -> dict[str, list[str]]:
    """Two applicants: 12 and 3 received, 2 carried in; 13 decided, 4 carried out."""
    values = {line: ["0"] * 7 for line in LINES_2021}
    values["received_new"] = ["12", "3", "0", "0", "0", "0", "15"]
    values["carried_in"] = ["2", "0", "0", "0", "0", "0", "2"]
    values["disclosed"] = ["9", "1", "0", "0", "0", "0", "10"]
    values["refused_repeat"] = ["2", "1", "0", "0", "0", "0", "3"]
    values["outcome_total"] = ["11", "2", "0", "0", "0", "0", "13"]
    values["carried_out"] = ["3", "1", "0", "0", "0", "0", "4"]
    return values


def read(values: Mapping[str, list[str]], *, single: bool = False) -> dict[str, Line]:
    return read_blocks([requests(values, single_other=single)], "x").tables.requests


def broken(lines: dict[str, Line]) -> list[tuple[str, str | None, str | None, object, object]]:
    found: list[Finding] = list(identity_findings(list(request_identities(lines))))
    return [(f.rule, f.item, f.column, f.expected, f.actual) for f in found]


def test_what_adds_up_leaves_no_finding() -> None:
    assert broken(read(balanced())) == []


def test_balance_is_named_at_what_was_received() -> None:
    values = balanced()
    values["carried_out"][1] = "0"
    values["carried_out"][6] = "3"
    assert broken(read(values)) == [
        ("requests.balance", "received_new", "business", 2, 3),
        ("requests.balance", "received_new", "total", 14, 15),
    ]


def test_outcome_sum_and_row_total() -> None:
    values = balanced()
    values["disclosed"] = ["9", "1", "5", "0", "0", "0", "10"]
    assert broken(read(values)) == [
        ("requests.outcome_sum", "outcome_total", "research", 5, 0),
        ("requests.row_total", "disclosed", "total", 15, 10),
    ]


def test_a_blank_part_is_0_and_a_blank_total_is_not_judged() -> None:
    values = balanced()
    values["disclosed"] = ["9", "1", "", "/", "—", "无", "10"]
    assert broken(read(values)) == []
    values["disclosed"][1] = ""
    assert broken(read(values)) == [
        ("requests.outcome_sum", "outcome_total", "business", 1, 2),
        ("requests.row_total", "disclosed", "total", 9, 10),
    ]
    values["outcome_total"] = ["", "2", "0", "0", "0", "0", "13"]
    assert [entry for entry in broken(read(values)) if entry[2] == "natural_person"] == []


def test_blank_row_totals_leave_the_sum_of_the_total_column_open() -> None:
    values = balanced()
    values["disclosed"][6] = ""
    assert broken(read(values)) == []


def test_an_unreadable_part_is_not_judged() -> None:
    values = balanced()
    values["disclosed"][0] = "约9"
    values["disclosed"][6] = "11"
    assert broken(read(values)) == [("requests.outcome_sum", "outcome_total", "total", 14, 13)]


def test_a_missing_line_is_not_judged() -> None:
    lines = read(balanced())
    del lines["refused_petition"]
    assert broken(lines) == []


def test_the_single_other_row_counts_where_the_three_lines_are_not_printed() -> None:
    values = balanced()
    values["other_handling"] = ["1", "0", "0", "0", "0", "0", "1"]
    assert [entry[:3] for entry in broken(read(values, single=True))] == [
        ("requests.outcome_sum", "outcome_total", "natural_person"),
        ("requests.outcome_sum", "outcome_total", "total"),
    ]


def test_disputes_row_total() -> None:
    numbers = ["1", "0", "0", "2", "3", "1", "1", "0", "0", "3", *["0"] * 5]
    tables = read_blocks([disputes(numbers)], "x").tables
    found = list(identity_findings(list(dispute_identities(tables.disputes))))
    assert [(f.rule, f.item, f.expected, f.actual) for f in found] == [
        ("disputes.row_total", "litigation_direct", 2, 3)
    ]


def statistics(**values: float) -> list[StatisticsLine]:
    return [
        StatisticsLine(item, item, place, None, value)
        for place, (item, value) in enumerate(values.items(), start=1)
    ]


def test_statistics_sums_and_floors() -> None:
    forms = load_forms()
    lines = statistics(staff_total=5, staff_full_time=2, staff_part_time=3, litigation_total=4)
    assert list(statistics_findings(lines, forms)) == []
    lines = statistics(
        staff_total=6,
        staff_full_time=2,
        staff_part_time=3,
        litigation_total=4,
        litigation_upheld=3,
        litigation_corrected=1,
        litigation_other=1,
        reconsideration_total=9,
        reconsideration_upheld=1,
        reconsideration_corrected=1,
        reconsideration_other=1,
    )
    found = [(f.rule, f.expected, f.actual, f.severity) for f in statistics_findings(lines, forms)]
    assert found == [
        ("statistics.staff_total_sum", 5, 6, "error"),
        ("statistics.litigation_total_parts", 5, 4, "warning"),
    ]


def judged(values: Mapping[str, list[str]]) -> bool | None:
    lines = read(values)
    return blank_means_zero(lines, list(request_identities(lines)), total_lines=TOTAL)


def blanks() -> dict[str, list[str]]:
    return {
        line: ["" if value == "0" else value for value in row] for line, row in balanced().items()
    }


def test_blanks_stand_for_0_where_every_sum_says_so() -> None:
    assert judged(balanced()) is None
    assert judged(blanks()) is True


def test_blanks_stand_for_something_else_where_a_sum_breaks() -> None:
    values = blanks()
    values["received_new"][6] = "16"
    assert judged(values) is False


def test_a_printed_0_beside_blanks_leaves_it_open() -> None:
    values = blanks()
    values["carried_in"][1] = "0"
    assert judged(values) is None


def test_a_printed_0_in_a_total_does_not() -> None:
    values = blanks()
    values["outcome_total"][2] = "0"
    assert judged(values) is True


def test_a_blank_total_alone_is_no_blank() -> None:
    values = balanced()
    values["disclosed"][6] = ""
    assert judged(values) is None


def test_rules_of_a_body_without_the_power_to_make_them() -> None:
    line = Line({"rules_issued": 2, "rules_repealed": 0, "normative_issued": 5})

    def found(name: str, level: str, scope: str) -> list[str | None]:
        return [f.column for f in rules_without_power(line, name=name, level=level, scope=scope)]

    assert found("沭阳县人民政府", "county", "government") == ["rules_issued"]
    assert found("江苏省财政厅", "province", "agency") == ["rules_issued"]
    assert found("考勒乡人民政府", "township", "agency") == ["rules_issued"]
    assert found("江苏省人民政府", "province", "government") == []
    assert found("淮安市人民政府", "prefecture", "government") == []
    assert found("财政部", "central", "agency") == []
    assert found("上海市人民政府办公厅", "province", "agency") == []
    assert found("宿迁市政府办公室", "prefecture", "agency") == []
    assert found("宿迁市人民政府外事办公室", "prefecture", "agency") == ["rules_issued"]
