"""The five counts, each on a report made by hand, and what is counted besides."""

from __future__ import annotations

import datetime as dt

import pytest

from crawler.accuracy.counts import Cells, DocumentScore
from crawler.accuracy.score import score
from crawler.simulation.mess.page import Target, TrueCell
from pipelines.model import Extraction, Finding, Line, StatisticsLine
from tests.accuracy.samples import (
    applicants,
    document,
    extraction,
    named,
    report,
    row,
    state,
    truth,
)

PRINTED = applicants(3, 1, 0, 2, 0, 4, 10)
RECEIVED = row("requests", "received_new", PRINTED)


def scored(read_as: dict[str, int | float | None], *findings: Finding) -> DocumentScore:
    """Score one printed line that was read as given."""
    found = report(requests={"received_new": read_as}, findings=findings)
    return score(document(truth(RECEIVED)), extraction(found))


def test_a_report_read_as_printed_is_right_and_complete() -> None:
    result = scored(PRINTED)

    assert result.cells == Cells(right=7)
    assert (result.reports, result.complete) == (1, 1)
    assert (result.numbers, result.not_zero) == (7, 5)
    assert result.differences == []


def test_a_page_that_the_reader_failed_on_says_why() -> None:
    failed = Extraction(
        "unreadable", findings=[Finding("document.unreadable", "KeyError: 3", "reading")]
    )
    result = score(document(truth(RECEIVED)), failed)
    assert result.unreadable == "KeyError: 3"
    assert result.cells == Cells(missing=7)


def test_a_number_that_is_not_the_printed_one_is_wrong_and_silent() -> None:
    result = scored({**PRINTED, "business": 9})

    assert result.cells == Cells(right=6, wrong_silent=1)
    assert result.complete == 0
    assert [str(difference) for difference in result.differences] == [
        "wrong silent: requests.received_new.business: printed 1, read 9"
    ]


@pytest.mark.parametrize(
    "finding",
    [
        named("cell.low_confidence", "received_new", "business"),
        named("table.extra_column", "received_new", None),
        named("requests.row_total", "received_new", "total", origin="unknown"),
        named("requests.balance", "received_new", "business", origin="unknown"),
    ],
    ids=["the cell", "its row", "the total of its row", "the balance of its column"],
)
def test_a_wrong_cell_is_flagged_by_a_finding_on_it_its_row_or_an_identity_over_it(
    finding: Finding,
) -> None:
    result = scored({**PRINTED, "business": 9}, finding)

    assert (result.cells.wrong_flagged, result.cells.wrong_silent) == (1, 0)


@pytest.mark.parametrize(
    "finding",
    [
        named("cell.low_confidence", "received_new", "research"),
        named("table.extra_column", "carried_in", None),
        named("table.extra_column", None, None),
        named("label.unknown", None, None),
        named("label.similar", "received_new", "business"),
        named("requests.balance", "received_new", "research", origin="unknown"),
        named("requests.row_total", "carried_in", "total", origin="unknown"),
        named("document.truncated", None, None, table=None),
    ],
    ids=[
        "another cell",
        "another row",
        "the table",
        "an unknown label",
        "severity info",
        "the balance of another column",
        "the total of another row",
        "the document",
    ],
)
def test_a_wrong_cell_stays_silent_where_the_findings_speak_of_something_else(
    finding: Finding,
) -> None:
    result = scored({**PRINTED, "business": 9}, finding)

    assert (result.cells.wrong_flagged, result.cells.wrong_silent) == (0, 1)


def test_a_wrong_cell_that_is_blamed_on_the_report_is_counted_among_the_flagged() -> None:
    blamed = named("requests.row_total", "received_new", "total", origin="report")
    result = scored({**PRINTED, "business": 9}, blamed)

    assert (result.cells.wrong_flagged, result.cells.blamed) == (1, 1)


def test_a_right_cell_is_flagged_by_a_finding_on_it_or_its_row() -> None:
    cell = scored(PRINTED, named("cell.low_confidence", "received_new", "business"))
    line = scored(PRINTED, named("table.extra_column", "received_new", None))

    assert cell.cells == Cells(right=6, right_flagged=1)
    assert cell.rules == {("cell.low_confidence", "right_flagged"): 1}
    assert line.cells == Cells(right_flagged=7)
    assert (cell.complete, line.complete) == (1, 1)


def test_a_right_cell_is_not_flagged_where_the_report_is_at_fault_or_by_an_identity_over_it() -> (
    None
):
    faulty = named("requests.row_total", "received_new", "total", origin="report")
    unknown = named("requests.row_total", "received_new", "total", origin="unknown")

    assert scored(PRINTED, faulty).cells == Cells(right=7)
    assert scored(PRINTED, unknown).cells == Cells(right=6, right_flagged=1)  # the total's own cell


def test_a_printed_number_that_the_dataset_lacks_is_missing_and_may_be_lost_in_silence() -> None:
    without = {column: value for column, value in PRINTED.items() if column != "business"}
    named_so = named("cell.unreadable", "received_new", "business")
    row_missing = named("row.missing", "received_new", None)
    unknown = named("label.unknown", None, None)
    elsewhere = named("label.unknown", None, None, table="disputes")
    truncated = named("document.truncated", None, None, table=None)

    assert scored({**PRINTED, "business": None}).cells == Cells(right=6, missing=1, lost=1)
    assert scored(without, elsewhere).cells == Cells(right=6, missing=1, lost=1)
    for finding in (named_so, unknown, truncated):
        assert scored(without, finding).cells == Cells(right=6, missing=1), finding
    assert scored(without, row_missing).cells == Cells(right_flagged=6, missing=1)


def test_a_blank_cell_read_as_null_is_right_and_read_as_zero_wrong() -> None:
    blank = {Target("requests", "received_new", "business"): TrueCell("", None, "blank")}
    null = report(requests={"received_new": {"business": None}})
    null.requests["received_new"].states = (state("business", "blank", ""),)
    zero = report(requests={"received_new": {"business": 0}})

    right = score(document(truth(blank)), extraction(null))
    wrong = score(document(truth(blank)), extraction(zero))

    assert right.cells == Cells(right=1)
    assert right.states == {("blank", True): 1}
    assert wrong.cells == Cells(wrong_silent=1)
    assert wrong.states == {("blank", False): 1}


def test_a_finding_that_the_contract_demands_on_a_merged_cell_is_told_apart() -> None:
    merged = {Target("requests", "received_new", "business"): TrueCell("5", None, "merged")}
    null = report(
        requests={"received_new": {"business": None}},
        findings=[named("cell.unreadable", "received_new", "business")],
    )
    result = score(document(truth(merged)), extraction(null))

    assert result.cells == Cells(right_flagged=1, demanded=1)


def test_a_number_for_something_that_is_not_printed_is_wrong() -> None:
    found = report(
        requests={"received_new": PRINTED, "carried_in": applicants(*[None] * 6, 5)},
        disputes={"reconsideration": {"upheld": 1}},
        findings=[named("requests.row_total", "carried_in", "total", origin="unknown")],
    )
    result = score(document(truth(RECEIVED)), extraction(found))

    assert result.cells == Cells(right=7, wrong_flagged=1, wrong_silent=1)
    assert result.complete == 0


def test_the_sum_of_outcomes_covers_the_items_that_it_adds_up() -> None:
    broken = named("requests.outcome_sum", "outcome_total", "business", origin="unknown")
    printed = row("requests", "other_handling", {"business": 2})
    found = {"other_handling": {"business": 3}, "outcome_total": {"business": 9}}
    total = row("requests", "outcome_total", {"business": 9})

    one = report(requests=found, findings=[broken])
    three = report(requests={**found, "other_other": {"business": None}}, findings=[broken])

    assert score(document(truth(printed, total)), extraction(one)).cells.wrong_flagged == 1
    # Beside its three lines 其他处理 is in no sum, so nothing covers it.
    assert score(document(truth(printed, total)), extraction(three)).cells.wrong_silent == 1


@pytest.mark.parametrize(
    ("item", "flagged"),
    [
        ("outcome_total", True),
        ("disclosed_in_part", True),
        ("refused_confirm_or_reissue", True),
        ("received_new", False),
        ("carried_out", False),
    ],
)
def test_the_sum_of_outcomes_covers_no_other_line(item: str, *, flagged: bool) -> None:
    broken = named("requests.outcome_sum", "outcome_total", "business", origin="unknown")
    found = report(requests={item: {"business": 3}}, findings=[broken])
    result = score(document(truth(row("requests", item, {"business": 2}))), extraction(found))

    assert bool(result.cells.wrong_flagged) is flagged


@pytest.mark.parametrize("item", ["received_new", "carried_in", "outcome_total", "carried_out"])
def test_the_balance_covers_its_four_lines(item: str) -> None:
    broken = named("requests.balance", "received_new", "research", origin="unknown")
    found = report(requests={item: {"research": 3}}, findings=[broken])
    result = score(document(truth(row("requests", item, {"research": 2}))), extraction(found))

    assert result.cells == Cells(wrong_flagged=1)


def test_identities_of_disputes_and_statistics_cover_their_parts() -> None:
    printed = {
        **row("disputes", "litigation_direct", {"upheld": 1, "total": 1}),
        **row("disputes", "reconsideration", {"upheld": 1}),
        **row("statistics", "staff_part_time", {"value": 4}),
        **row("statistics", "litigation_upheld", {"value": 4}),
        **row("statistics", "meetings", {"value": 4}),
    }
    lines = [
        StatisticsLine("staff_part_time", "2.兼职人员数", 1, "人", 5.0),
        StatisticsLine("litigation_upheld", "（一）维持具体行政行为数", 2, "件", 5.0),
        StatisticsLine("meetings", "（一）召开会议数", 3, "次", 5.0),
    ]
    found = report(
        disputes={
            "litigation_direct": {"upheld": 2, "total": 1},
            "reconsideration": {"upheld": 2},
        },
        statistics=lines,
        findings=[
            named("disputes.row_total", "litigation_direct", "total", table="disputes"),
            named("statistics.staff_total_sum", "staff_total", "value", table="statistics"),
            named(
                "statistics.litigation_total_parts", "litigation_total", "value", table="statistics"
            ),
        ],
    )
    result = score(document(truth(printed)), extraction(found))

    # direct litigation, part-time staff, upheld suits; not reconsideration and meetings
    assert (result.cells.wrong_flagged, result.cells.wrong_silent) == (3, 2)
    # the total of direct litigation is read as printed, and the identity names it
    assert result.cells.right_flagged == 1


def test_section_two_has_no_item_and_a_finding_on_the_table_names_no_cell_of_it() -> None:
    printed = row("proactive", "", {"rules_issued": 1, "fee_amount_10k_yuan": 25.1})
    wrong = Line({"rules_issued": 2, "fee_amount_10k_yuan": 25.1})
    on_cell = named("cell.negative", None, "rules_issued", table="proactive")
    on_table = named("label.unknown", None, None, table="proactive")

    def cells(finding: Finding) -> Cells:
        found = report(proactive=wrong, findings=[finding])
        return score(document(truth(printed)), extraction(found)).cells

    assert cells(on_cell) == Cells(right=1, wrong_flagged=1)
    assert cells(on_table) == Cells(right=1, wrong_silent=1)


def test_an_amount_may_differ_in_the_last_bit_of_a_division() -> None:
    printed = row("proactive", "", {"fee_amount_10k_yuan": 0.3})

    def cells(value: float) -> Cells:
        found = report(proactive=Line({"fee_amount_10k_yuan": value}))
        return score(document(truth(printed)), extraction(found)).cells

    assert cells(0.1 + 0.2) == Cells(right=1)
    assert cells(0.3001) == Cells(wrong_silent=1)


def test_lines_of_statistics_without_a_code_are_paired_by_their_labels() -> None:
    printed = {
        **row("statistics", "政府信息公开收费减免金额", {"value": 120, "cumulative": 300}),
        **row("statistics", "requests_received", {"value": 7}),
        **row("statistics", "接受行政诉讼、举报数", {"value": 3}),
    }
    lines = [
        StatisticsLine(None, "政府信 息公開收貴減免金額", 1, "元", 120.0, 300.0),
        StatisticsLine("requests_received", "受理依申请公开信息总数", 2, "条", 7.0),
        StatisticsLine(None, "其他说明的数", 3, None, 99.0),
        StatisticsLine(None, "接受行政诉讼、举报数", 4, "件", 3.0),
    ]
    right = score(document(truth(printed)), extraction(report(statistics=lines)))

    assert right.cells == Cells(right=4)

    lines[3] = StatisticsLine(
        None, "接受行政诉讼、举报数", 3, "件", None, None, (state("value", "unreadable", "3-4"),)
    )
    del lines[2]
    doubted = named("cell.unreadable", None, "value", table="statistics", raw="3-4")
    missing = score(
        document(truth(printed)), extraction(report(statistics=lines, findings=[doubted]))
    )

    assert missing.cells == Cells(right=3, missing=1)


def test_a_line_whose_label_is_like_none_of_the_truth_is_no_reading_of_it() -> None:
    printed = row("statistics", "接受行政诉讼、举报数", {"value": 3})
    other = StatisticsLine(None, "其他说明", 1, None, 99.0)
    result = score(document(truth(printed)), extraction(report(statistics=[other])))

    assert result.cells == Cells(missing=1, lost=1)


def test_a_report_that_was_not_found_is_missing_as_a_whole() -> None:
    silent = score(document(truth(RECEIVED)), Extraction("no_report"))
    unreadable = named("document.unreadable", None, None, table=None)
    said = score(document(truth(RECEIVED)), Extraction("unreadable", findings=[unreadable]))

    assert silent.cells == Cells(missing=7, lost=7)
    assert said.cells == Cells(missing=7)
    assert (silent.reports, silent.complete) == (1, 0)
    assert not any(right for _, right in silent.fields)
    assert sum(silent.fields.values()) == 10


def test_several_reports_are_paired_by_year_and_agency_then_by_order() -> None:
    office = truth(RECEIVED, agency_name="沐阳县教育局")
    finance = truth(row("requests", "received_new", applicants(1, 0, 0, 0, 0, 0, 1)))
    read_finance = report(requests={"received_new": applicants(1, 0, 0, 0, 0, 0, 1)})
    read_office = report(requests={"received_new": PRINTED}, agency_name="沐阳县教育局")
    unnamed = report(requests={"received_new": PRINTED}, agency_name=None)

    by_name = score(document(office, finance), extraction(read_finance, read_office))
    by_order = score(document(office, finance), extraction(unnamed, read_finance))

    assert by_name.cells == by_order.cells == Cells(right=14)
    assert (by_name.complete, by_order.complete) == (2, 2)
    assert by_order.fields["agency_name", False] == 1


def test_a_report_too_many_gives_numbers_that_no_page_prints() -> None:
    again = report(requests={"received_new": PRINTED})
    result = score(document(truth(RECEIVED)), extraction(again, again))

    assert result.cells == Cells(right=7, wrong_silent=7)
    assert result.differences[0].where == "report 2 requests.received_new.natural_person"


def test_columns_of_the_report_are_counted_one_by_one() -> None:
    found = report(
        requests={"received_new": PRINTED},
        published_on=dt.date(2023, 1, 16),
        level="township",
        status="partial",
    )
    result = score(document(truth(RECEIVED)), extraction(found))

    wrong = {name for (name, right), count in result.fields.items() if not right and count}
    assert wrong == {"level", "status"}
    assert result.fields["published_on", True] == 1
    # Every cell is right, but the report calls itself partial.
    assert result.complete == 0


def test_a_state_counts_as_wrong_where_the_number_is_right_but_the_word_is_not() -> None:
    unit = {Target("proactive", "", "fee_amount_10k_yuan"): TrueCell("5万元", 5, "unit_in_cell")}
    found = report(proactive=Line({"fee_amount_10k_yuan": 5}))
    result = score(document(truth(unit)), extraction(found))

    assert result.cells == Cells(right=1)
    assert result.states == {("unit_in_cell", False): 1}
    assert str(result.differences[0]) == (
        "state: proactive.fee_amount_10k_yuan state: printed unit_in_cell, read plain"
    )


def test_silent_errors_are_shown_first_and_only_so_many_are_kept() -> None:
    found = report(
        requests={"received_new": {**PRINTED, "total": 11, "business": None}}, status="partial"
    )
    result = score(document(truth(RECEIVED)), extraction(found), most=2)

    assert [difference.verdict for difference in result.differences] == ["wrong_silent", "missing"]
