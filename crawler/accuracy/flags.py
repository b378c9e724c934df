"""Which findings of a report speak of a cell: by name, by row, or by an identity over it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final

from crawler.simulation.forms import (
    APPLICANTS,
    DISPUTE_RESULTS,
    STATISTICS_FLOORS,
    STATISTICS_SUMS,
    request_lines,
)
from crawler.simulation.mess.page import Target
from pipelines.model import Finding

_GRAVE: Final = frozenset({"error", "warning"})
_THREE_LINES: Final = frozenset({"other_not_corrected", "other_fee_unpaid", "other_other"})
_BALANCE: Final = ("received_new", "carried_in", "outcome_total", "carried_out")
_OUTCOMES: Final = tuple(
    line.item
    for line in request_lines(single_other=False)
    if line.within_results and line.item != "outcome_total" and line.item not in _THREE_LINES
)
#: What an identity of the statistics table adds up, by its rule.
_STATISTICS: Final = {
    **{f"statistics.{total}_sum": parts for total, parts in STATISTICS_SUMS.items()},
    **{f"statistics.{total}_parts": parts for total, parts in STATISTICS_FLOORS.items()},
}


def covered(finding: Finding, request_items: Collection[str]) -> Iterator[Target]:
    """Yield the cells that a broken identity covers, its total included; none for other rules.

    ``request_items`` are the lines of section three that were read: 其他处理 is added up only
    where its three lines are not there.
    """
    item, column = finding.item or "", finding.column or ""
    match finding.rule:
        case "requests.balance":
            yield from (Target("requests", line, column) for line in _BALANCE)
        case "requests.outcome_sum":
            other = _THREE_LINES if _THREE_LINES.intersection(request_items) else {"other_handling"}
            lines = ("outcome_total", *_OUTCOMES, *other)
            yield from (Target("requests", line, column) for line in lines)
        case "requests.row_total":
            yield from (Target("requests", item, name) for name in APPLICANTS)
        case "disputes.row_total":
            yield from (Target("disputes", item, name) for name in DISPUTE_RESULTS)
        case rule if rule in _STATISTICS:
            yield from (Target("statistics", line, column) for line in (item, *_STATISTICS[rule]))


class Flags:
    """The findings of severity error or warning of one report, by the cells they speak of.

    ``codeless`` are the cells of lines of ``statistics`` without a code: column and raw text of
    each. No finding can name such a line by a code; it does by its column and raw text.
    """

    def __init__(
        self,
        findings: Sequence[Finding],
        request_items: Collection[str],
        codeless: Mapping[Target, tuple[str, str | None]],
    ) -> None:
        self._codeless = codeless
        self._by_name: dict[tuple[str | None, str | None, str | None], list[Finding]] = {}
        self._covering: dict[Target, list[Finding]] = {}
        for finding in findings:
            if finding.severity not in _GRAVE:
                continue
            place = (finding.table, finding.item, finding.column)
            self._by_name.setdefault(place, []).append(finding)
            for target in covered(finding, request_items):
                self._covering.setdefault(target, []).append(finding)

    def naming(self, target: Target) -> list[Finding]:
        """Return the findings that name a cell or its whole row."""
        if target in self._codeless:
            column, raw = self._codeless[target]
            found = self._by_name.get((target.table, None, column), [])
            return [finding for finding in found if raw is not None and finding.raw == raw]
        if target.table == "proactive":
            # It has one row: what names no column there speaks of the whole table.
            return self._by_name.get((target.table, None, target.column), [])
        return [
            *self._by_name.get((target.table, target.item, target.column), ()),
            *self._by_name.get((target.table, target.item, None), ()),
        ]

    def covering(self, target: Target) -> list[Finding]:
        """Return the broken identities that cover a cell."""
        return self._covering.get(target, [])

    def tells_of_loss(self, target: Target) -> bool:
        """Whether any finding says that a cell may be missing: of it, its row, table or document."""
        return bool(
            self.naming(target)
            or self._by_name.get((target.table, None, None))
            or any(
                finding.rule.startswith("document.")
                for finding in self._by_name.get((None, None, None), ())
            )
        )
