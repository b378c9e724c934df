"""The identities of the contract, per cell and per report, aware of blanks.

In a sum a blank, slash, dash or 无 part counts as 0. With a blank total, a missing row or an
unreadable part an identity is not judged. A part that is itself a total (the row totals in the
total column) is unknown where it is blank, never 0: Shanghai 2019 leaves nineteen of them blank.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipelines.forms import Forms
from pipelines.model import Finding, Line, StatisticsLine
from pipelines.schema import DISPUTE_COLUMNS, EMPTY_STATES, REQUEST_COLUMNS, REQUEST_ITEMS
from pipelines.script import simplify

_APPLICANTS = tuple(REQUEST_COLUMNS)[:-1]
_OUTCOMES = tuple(REQUEST_ITEMS)[2:-2]
_THREE_LINES = ("other_not_corrected", "other_fee_unpaid", "other_other")
_DISPUTE_PARTS = tuple(DISPUTE_COLUMNS)[:-1]


@dataclass(frozen=True, slots=True)
class Printed:
    """One cell of an identity.

    ``value`` is null where no number is printed; ``counts`` is what it stands for in a sum,
    null where that cannot be said; ``blank`` marks an empty cell.
    """

    value: float | None
    counts: float | None
    blank: bool = False


def cell(line: Line | None, column: str, *, total: bool = False) -> Printed | None:
    """Return one cell of a line, null where the line or the column is not printed.

    ``total`` says that the cell is a total of the table by itself.
    """
    if line is None or column not in line.values:
        return None
    value = line.values[column]
    state = next((state.state for state in line.states if state.column == column), None)
    if value is not None:
        return Printed(value, value)
    counts = 0 if state in EMPTY_STATES and not total else None
    return Printed(None, counts, state == "blank" and not total)


@dataclass(frozen=True, slots=True)
class Identity:
    """One identity at one place.

    ``expected`` and ``actual`` are null where it is not judged; ``blank_part`` says that a
    part which is no total of the table is an empty cell; ``cells`` are its cells, the total
    among them, by item and column.
    """

    rule: str
    table: str
    item: str
    column: str
    expected: float | None
    actual: float | None
    blank_part: bool = False
    cells: tuple[tuple[str, str], ...] = ()

    @property
    def judged(self) -> bool:
        """Whether everything that the identity needs is printed."""
        return self.expected is not None and self.actual is not None

    @property
    def holds(self) -> bool:
        """Whether it holds; only where it is judged."""
        return self.expected == self.actual


def _sum(parts: Sequence[Printed | None]) -> float | None:
    total = 0.0
    for part in parts:
        if part is None or part.counts is None:
            return None
        total += part.counts
    return total


def _blank(parts: Sequence[Printed | None]) -> bool:
    return any(part is not None and part.blank for part in parts)


def request_identities(requests: Mapping[str, Line]) -> Iterator[Identity]:
    """Yield balance and outcome_sum for each column and row_total for each line."""
    for column in REQUEST_COLUMNS:
        yield _balance(requests, column)
        yield _outcome_sum(requests, column)
    for item, line in requests.items():
        parts = [cell(line, column, total=item == "outcome_total") for column in _APPLICANTS]
        total = cell(line, "total")
        yield Identity(
            "requests.row_total",
            "requests",
            item,
            "total",
            _sum(parts),
            total.value if total is not None else None,
            _blank(parts),
            tuple((item, column) for column in REQUEST_COLUMNS),
        )


def _balance(requests: Mapping[str, Line], column: str) -> Identity:
    names = ("received_new", "carried_in", "outcome_total", "carried_out")
    in_total = column == "total"
    received, carried_in, outcome, carried_out = (
        cell(requests.get(name), column, total=in_total or name == "outcome_total")
        for name in names
    )
    expected = None
    # 第一项加第二项之和，等于第三项加第四项之和
    out, into = _sum([outcome, carried_out]), _sum([carried_in])
    expected = None if out is None or into is None else out - into
    return Identity(
        "requests.balance",
        "requests",
        "received_new",
        column,
        expected,
        received.counts if received is not None else None,
        _blank([received, carried_in, carried_out]),
        tuple((name, column) for name in names),
    )


def _outcome_sum(requests: Mapping[str, Line], column: str) -> Identity:
    three = any(name in requests for name in _THREE_LINES)
    other = _THREE_LINES if three else ("other_handling",)
    names = (*(name for name in _OUTCOMES if not name.startswith("other_")), *other)
    parts = [cell(requests.get(name), column, total=column == "total") for name in names]
    total = cell(requests.get("outcome_total"), column)
    return Identity(
        "requests.outcome_sum",
        "requests",
        "outcome_total",
        column,
        _sum(parts),
        total.value if total is not None else None,
        _blank(parts),
        tuple((name, column) for name in (*names, "outcome_total")),
    )


def dispute_identities(disputes: Mapping[str, Line]) -> Iterator[Identity]:
    """Yield row_total for each path."""
    for path, line in disputes.items():
        parts = [cell(line, column) for column in _DISPUTE_PARTS]
        total = cell(line, "total")
        yield Identity(
            "disputes.row_total",
            "disputes",
            path,
            "total",
            _sum(parts),
            total.value if total is not None else None,
            _blank(parts),
            tuple((path, column) for column in DISPUTE_COLUMNS),
        )


def _number(line: StatisticsLine | None) -> Printed | None:
    if line is None:
        return None
    if line.value is not None:
        return Printed(line.value, line.value)
    state = next((state.state for state in line.states if state.column == "value"), None)
    return Printed(None, 0 if state in EMPTY_STATES else None, state == "blank")


def statistics_findings(lines: Sequence[StatisticsLine], forms: Forms) -> Iterator[Finding]:
    """Yield broken sums, and totals below their parts, of the statistics table."""
    by_item = {line.item: _number(line) for line in lines if line.item is not None}
    for sums, suffix in ((forms.statistics_sums, "sum"), (forms.statistics_floors, "parts")):
        for entry in sums:
            total = by_item.get(entry.total)
            expected = _sum([by_item.get(part) for part in entry.parts])
            if expected is None or total is None or total.value is None:
                continue
            broken = total.value != expected if suffix == "sum" else total.value < expected
            if broken:
                relation = "is not" if suffix == "sum" else "is less than"
                yield Finding(
                    f"statistics.{entry.total}_{suffix}",
                    f"{entry.total} {_show(total.value)} {relation} the sum of its parts, "
                    f"{_show(expected)}",
                    "unknown",
                    "statistics",
                    entry.total,
                    "value",
                    expected,
                    total.value,
                    _show(total.value),
                )


def identity_findings(identities: Sequence[Identity]) -> Iterator[Finding]:
    """Yield a finding for each judged identity that does not hold."""
    for identity in identities:
        if identity.judged and not identity.holds:
            expected, actual = _show(identity.expected), _show(identity.actual)
            yield Finding(
                identity.rule,
                f"{identity.table}.{identity.item}.{identity.column} is {actual}, "
                f"its parts give {expected}",
                "unknown",
                identity.table,
                identity.item,
                identity.column,
                identity.expected,
                identity.actual,
                actual,
            )


def _show(number: float | None) -> str:
    return "" if number is None else f"{number:g}" if number % 1 else str(int(number))


def blank_means_zero(
    lines: Mapping[str, Line], identities: Sequence[Identity], *, total_lines: frozenset[str]
) -> bool | None:
    """Judge what the empty cells of one table stand for (contract, "Blanks").

    Null when no cell that is no total is blank; false when an identity breaks with blanks
    read as 0; true when one with a printed total and a blank part holds, none breaks, and
    the table prints no 0 outside its totals; else null.
    """
    cells = [
        printed
        for item, line in lines.items()
        if item not in total_lines
        for column in line.values
        if column != "total" and (printed := cell(line, column)) is not None
    ]
    if not any(printed.blank for printed in cells):
        return None
    judged = [identity for identity in identities if identity.judged]
    if any(not identity.holds for identity in judged):
        return False
    witnessed = any(identity.blank_part for identity in judged)
    prints_zero = any(printed.value == 0 for printed in cells)
    return True if witnessed and not prints_zero else None


_RULES_COLUMNS = (
    "rules_issued",
    "rules_repealed",
    "rules_in_force",
    "rules_made",
    "rules_disclosed",
    "rules_disclosed_total",
)
#: An office reports for its government, which may make rules.
_OFFICES = ("政府办公厅", "政府办公室", "政府办")


def rules_without_power(
    proactive: Line | None, *, name: str | None, level: str | None, scope: str | None
) -> Iterator[Finding]:
    """Yield 规章 that a body reports though the law gives it no power to make them.

    立法法 (2023) art. 91 and 93: departments of the State Council, and governments of provinces
    and of cities with districts and autonomous prefectures, make rules; nobody else does.
    """
    below = scope == "agency" and level not in {None, "central"}
    if proactive is None or name is None or simplify(name).endswith(_OFFICES):
        return
    if not below and level not in {"county", "township"}:
        return
    for column in _RULES_COLUMNS:
        number = proactive.values.get(column)
        if number:
            yield Finding(
                "proactive.rules_without_power",
                f"{name} reports {number} under proactive.{column}, but may make no rules (规章)",
                "report",
                "proactive",
                None,
                column,
                None,
                number,
                str(number),
            )
