"""Score one document: read it as any user would, and hold every cell against the truth."""

from __future__ import annotations

import datetime as dt
import math
from typing import Final

from crawler.accuracy.counts import Difference, DocumentScore, Verdict
from crawler.accuracy.flags import Flags
from crawler.accuracy.pairing import FoundCell, FoundCells, found_cells, pair_reports
from crawler.simulation.mess.page import MessDocument, Number, Target, TrueCell, Truth
from pipelines import extract_bytes
from pipelines.model import Extraction, Finding, Report

#: Columns of ``reports`` that are counted besides the cells.
FIELDS: Final = (
    "year",
    "agency_name",
    "region_code",
    "level",
    "scope",
    "template",
    "published_on",
    "requests_blank_means_zero",
    "disputes_blank_means_zero",
    "status",
)
#: States that the contract gives together with a finding, however well the cell was read.
_DEMANDED: Final = frozenset({"merged", "unreadable", "unit_unknown"})
#: Differences that a score keeps.
MOST_DIFFERENCES: Final = 40
_ORDER: Final = ("wrong_silent", "wrong_flagged", "missing", "field", "state", "right_flagged")
_RIGHT: Final = frozenset({"right", "right_flagged"})
_NUMBERS_AGREE: Final = 1e-9


def read(document: MessDocument) -> Extraction:
    """Read a document as ``gongkai`` reads any capture of it."""
    return extract_bytes(
        document.body,
        url=document.url,
        content_type=document.content_type,
        name=document.name,
    ).extraction


def score(
    document: MessDocument, extraction: Extraction, *, most: int = MOST_DIFFERENCES
) -> DocumentScore:
    """Count what was read from a document against its truth; ``most`` differences are kept."""
    scorer = _Scorer(document, extraction)
    for number, (truth, report) in enumerate(
        pair_reports(document.truths, extraction.reports), start=1
    ):
        scorer.report(number, truth, report)
    result = scorer.result
    result.differences.sort(key=lambda difference: _ORDER.index(difference.verdict))
    del result.differences[most:]
    if extraction.role == "unreadable":
        result.unreadable = "; ".join(finding.message for finding in extraction.findings)
    return result


class _Scorer:
    """Counts report after report of one document."""

    def __init__(self, document: MessDocument, extraction: Extraction) -> None:
        self.result = DocumentScore(
            document.number,
            document.seed,
            document.kind,
            document.variations,
            document.random_damage,
        )
        self._several = len(document.truths) > 1
        self._findings = extraction.findings

    def report(self, number: int, truth: Truth | None, report: Report | None) -> None:
        """Count one report; without a truth all its numbers are too many."""
        found = found_cells(report, truth) if report is not None else FoundCells()
        items = set(report.requests) if report is not None else set()
        flags = Flags(self._findings_of(report), items, found.codeless)
        prefix = f"report {number} " if self._several or truth is None else ""
        true_cells = truth.cells if truth is not None else {}
        right = True
        for target in [*true_cells, *(key for key in found.cells if key not in true_cells)]:
            true, cell = true_cells.get(target), found.cells.get(target)
            if true is None and (cell is None or cell.value is None):
                continue
            verdict = self._cell(prefix, target, true, cell, flags)
            right = right and verdict in _RIGHT
            if true is not None:
                self._state(prefix, target, true, cell)
        if truth is not None:
            self.result.reports += 1
            well = self._fields(prefix, truth, report)
            self.result.complete += right and well

    def _findings_of(self, report: Report | None) -> list[Finding]:
        """Return the findings on a report; without one, those that say why there is none."""
        if report is not None:
            return [*report.findings, *self._findings]
        return self._findings

    def _cell(
        self,
        prefix: str,
        target: Target,
        true: TrueCell | None,
        cell: FoundCell | None,
        flags: Flags,
    ) -> Verdict:
        cells = self.result.cells
        printed = true.value if true is not None else None
        found = cell.value if cell is not None else None
        verdict = _verdict(printed, found, target, flags)
        cells.count(verdict)
        if printed is not None:
            self.result.numbers += 1
            self.result.not_zero += printed != 0
        lost = verdict == "missing" and not flags.tells_of_loss(target)
        cells.lost += lost
        rules = self._flagged(verdict, target, true, flags)
        if verdict != "right":
            remark = "nothing says so" if lost else ", ".join(rules)
            self._differ(
                verdict,
                f"{prefix}{_name(target)}" + (f" ({remark})" if remark else ""),
                _shown(true.raw, true.value) if true is not None else "nothing",
                _shown(cell.raw, cell.value) if cell is not None else "nothing",
            )
        return verdict

    def _flagged(
        self, verdict: Verdict, target: Target, true: TrueCell | None, flags: Flags
    ) -> list[str]:
        """Count what flags a cell; return the rules."""
        if verdict == "right_flagged":
            self.result.cells.demanded += true is not None and true.state in _DEMANDED
            findings = [found for found in flags.naming(target) if found.origin != "report"]
        elif verdict == "wrong_flagged":
            findings = [*flags.naming(target), *flags.covering(target)]
            self.result.cells.blamed += all(found.origin == "report" for found in findings)
        else:
            return []
        rules = sorted({finding.rule for finding in findings})
        self.result.rules.update((rule, verdict) for rule in rules)
        return rules

    def _state(self, prefix: str, target: Target, true: TrueCell, cell: FoundCell | None) -> None:
        expected = _state(true.value, true.state)
        found = _state(cell.value, cell.state) if cell is not None else "not there"
        self.result.states[expected, expected == found] += 1
        if expected != found and cell is not None:
            self._differ("state", f"{prefix}{_name(target)} state", expected, found)

    def _fields(self, prefix: str, truth: Truth, report: Report | None) -> bool:
        """Count the columns of ``reports``; return whether the status is the truth's."""
        well = False
        for name in FIELDS:
            if name not in truth.fields:
                continue
            expected = truth.fields[name]
            found = _field(report, name) if report is not None else None
            right = report is not None and found == expected
            self.result.fields[name, right] += 1
            if name == "status":
                well = right
            if not right:
                shown = repr(found) if report is not None else "no report"
                self._differ("field", f"{prefix}{name}", repr(expected), shown)
        return well

    def _differ(self, verdict: str, where: str, expected: str, found: str) -> None:
        self.result.differences.append(Difference(verdict, where, expected, found))


def _verdict(printed: Number, found: Number, target: Target, flags: Flags) -> Verdict:
    naming = flags.naming(target)
    if _agree(printed, found):
        doubted = any(finding.origin != "report" for finding in naming)
        return "right_flagged" if doubted else "right"
    if found is None:
        return "missing"
    return "wrong_flagged" if naming or flags.covering(target) else "wrong_silent"


def _agree(printed: Number, found: Number) -> bool:
    if printed is None or found is None:
        return printed is found
    # Amounts come by division from other units, and the last bit of a double is no misreading.
    return math.isclose(printed, found, rel_tol=_NUMBERS_AGREE, abs_tol=0.0)


def _state(value: Number, state: str | None) -> str:
    return state or ("plain" if value is not None else "not there")


def _field(report: Report, name: str) -> object:
    if name == "year":
        return report.year or None
    value: object = report.fields.get(name)
    return value.isoformat() if isinstance(value, dt.date) else value


def _name(target: Target) -> str:
    return ".".join(part for part in (target.table, target.item, target.column) if part)


def _shown(raw: str | None, value: Number) -> str:
    number = "no number" if value is None else f"{value:.15g}"
    return number if raw is None or raw.strip() == number else f"{number} ({raw.strip()!r})"
