"""The simulation's own arithmetic, on tables small enough to add up by hand."""

from __future__ import annotations

from crawler.simulation.arithmetic import (
    Expected,
    disputes_blank_means_zero,
    findings_of,
    requests_blank_means_zero,
)
from crawler.simulation.figures import Cell, Figures, Row, plain
from crawler.simulation.forms import request_lines
from crawler.simulation.plants import BLANK

COLUMNS = (
    "natural_person",
    "business",
    "research",
    "public_interest",
    "legal_service",
    "other_organisation",
    "total",
)


def _row(natural: int = 0, business: int = 0) -> Row:
    row = dict.fromkeys(COLUMNS, plain(0))
    return {
        **row,
        "natural_person": plain(natural),
        "business": plain(business),
        "total": plain(natural + business),
    }


def _figures(**rows: Row) -> Figures:
    """Three requests received, two disclosed, one carried out; everything else zero."""
    figures = Figures(form="2021")
    figures.requests = {line.item: _row() for line in request_lines(single_other=False)}
    figures.requests |= {
        "received_new": _row(3),
        "disclosed": _row(2),
        "outcome_total": _row(2),
        "carried_out": _row(1),
        **rows,
    }
    return figures


def _found(figures: Figures) -> list[Expected]:
    return findings_of(figures, may_make_rules=False)


def test_figures_that_add_up_give_no_finding() -> None:
    assert _found(_figures()) == []


def test_a_request_too_many_received_breaks_the_balance_of_both_columns() -> None:
    cell = ("requests", "received_new")
    assert _found(_figures(received_new=_row(4))) == [
        Expected("report.as_printed", "info", "report", *cell, "natural_person", 3, 4),
        Expected("report.as_printed", "info", "report", *cell, "total", 3, 4),
        Expected("requests.balance", "error", "report", *cell, "natural_person", 3, 4),
        Expected("requests.balance", "error", "report", *cell, "total", 3, 4),
    ]


def test_where_cells_are_merged_it_is_not_known_whose_doing_a_break_is() -> None:
    merged = {
        **_row(),
        "research": Cell("/", None, "slash", span=2),
        "public_interest": Cell("/", None, "slash", span=0),
    }
    assert {
        (f.rule, f.origin) for f in _found(_figures(received_new=_row(4), refused_repeat=merged))
    } == {("requests.balance", "unknown")}


def test_a_wrong_total_of_one_line_breaks_the_line_and_the_sum_of_the_totals() -> None:
    wrong = {**_row(2), "total": plain(5)}
    assert {
        (f.rule, f.item, f.column, f.expected, f.actual)
        for f in _found(_figures(disclosed=wrong))
        if f.severity == "error"
    } == {
        ("requests.row_total", "disclosed", "total", 2, 5),
        ("requests.outcome_sum", "outcome_total", "total", 5, 2),
    }


def test_a_blank_total_is_not_judged_and_does_not_count_as_zero_above() -> None:
    assert _found(_figures(disclosed={**_row(2), "total": BLANK})) == []


def test_an_unreadable_part_leaves_its_line_and_column_unjudged() -> None:
    unreadable = {**_row(2), "natural_person": Cell("####", None, "unreadable")}
    assert [(f.rule, f.item, f.column) for f in _found(_figures(disclosed=unreadable))] == [
        ("cell.unreadable", "disclosed", "natural_person")
    ]


def _blanked(figures: Figures) -> Figures:
    for item, row in figures.requests.items():
        for column, cell in row.items():
            if cell.value == 0 and column != "total" and item != "outcome_total":
                row[column] = BLANK
    return figures


def test_blanks_mean_zero_where_identities_hold_and_no_zero_is_printed() -> None:
    assert requests_blank_means_zero(_figures()) is None
    assert requests_blank_means_zero(_blanked(_figures())) is True
    one_zero = _blanked(_figures())
    one_zero.requests["refused_repeat"]["business"] = plain(0)
    assert requests_blank_means_zero(one_zero) is None
    hiding = _blanked(_figures())
    hiding.requests["disclosed"]["natural_person"] = BLANK
    assert requests_blank_means_zero(hiding) is False


def _path(**cells: Cell) -> Row:
    zero = dict.fromkeys(("upheld", "corrected", "other", "pending", "total"), plain(0))
    return {**zero, **cells}


def test_section_four_adds_up_over_its_four_results() -> None:
    figures = Figures(form="2021", disputes={"reconsideration": _path(upheld=plain(2))})
    assert _found(figures) == [
        Expected(rule, severity, "report", "disputes", "reconsideration", "total", 2, 0)
        for rule, severity in (("disputes.row_total", "error"), ("report.as_printed", "info"))
    ]
    assert disputes_blank_means_zero(figures) is None


def test_the_2014_form_has_sums_and_floors() -> None:
    from crawler.simulation.forms import STATISTICS

    table = {str(row.item): plain(0) for row in STATISTICS if row.item}
    table |= {"staff_full_time": plain(1), "staff_part_time": plain(2), "staff_total": plain(4)}
    table |= {"litigation_upheld": plain(3), "litigation_total": plain(2)}
    table |= {"reconsideration_upheld": plain(1), "reconsideration_total": plain(2)}
    found = _found(Figures(form="2014", statistics=table))
    assert [(f.rule, f.severity, f.column, f.expected, f.actual) for f in found] == [
        ("report.as_printed", "info", "value", 3, 2),
        ("report.as_printed", "info", "value", 3, 4),
        ("statistics.litigation_total_parts", "warning", "value", 3, 2),
        ("statistics.staff_total_sum", "error", "value", 3, 4),
    ]


def test_rules_are_a_finding_only_for_a_body_that_may_not_make_them() -> None:
    figures = Figures(form="2021", proactive={"rules_issued": plain(2)})
    assert [f.column for f in findings_of(figures, may_make_rules=False)] == ["rules_issued"]
    assert findings_of(figures, may_make_rules=True) == []
