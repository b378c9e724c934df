"""The rules of findings: how grave each is, and whose doing it may be (contract, findings)."""

from __future__ import annotations

from typing import Final, Literal

Severity = Literal["error", "warning", "info"]
Origin = Literal["report", "reading", "unknown"]


def severity_of(rule: str) -> Severity:
    """Severity of a rule by the contract; raises ``KeyError`` for a rule it does not name."""
    if rule in _SEVERITY:
        return _SEVERITY[rule]
    family = rule.split(".", 1)[0]
    if family == "text":
        return "warning"
    if family == "panel":
        return "warning"
    if family == "statistics" and rule.endswith("_sum"):
        return "error"
    if family == "statistics" and rule.endswith("_parts"):
        return "warning"
    raise KeyError(rule)


_SEVERITY: Final[dict[str, Severity]] = {
    "requests.balance": "error",
    "requests.outcome_sum": "error",
    "requests.row_total": "error",
    "disputes.row_total": "error",
    "cell.unreadable": "error",
    "cell.not_integer": "error",
    "row.missing": "warning",
    "table.missing": "warning",
    "table.extra_column": "warning",
    "label.unknown": "warning",
    "cell.negative": "warning",
    "cell.low_confidence": "warning",
    "amount.unit_unknown": "warning",
    "division.conflict": "warning",
    "year.conflict": "warning",
    "agency.conflict": "warning",
    "report.conflict": "warning",
    "report.worse": "warning",
    "source.untrusted": "warning",
    "proactive.rules_without_power": "warning",
    "label.similar": "info",
    "report.as_printed": "info",
    "text.count": "info",
    # Findings on a document rather than on a cell; the contract leaves them open.
    "document.unreadable": "error",
    "document.truncated": "warning",
    "document.decoding": "warning",
    "table.spans_clamped": "warning",
}
