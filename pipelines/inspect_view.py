"""One extracted document for a person's eyes: the object of ``inspect --json`` on a terminal.

The view shows what the JSON says, with labels and cells as printed beside it where they differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipelines.model import Printed
from pipelines.schema import (
    DISPUTE_COLUMNS,
    DISPUTE_PATHS,
    PROACTIVE_COLUMNS,
    REQUEST_COLUMNS,
    REQUEST_ITEMS,
)

SEVERITY_STYLE = {"error": "bold red", "warning": "yellow", "info": "cyan"}
#: How an empty cell is shown; any other state shows the text as printed.
BLANK = "(blank)"
#: What the empty cells of a table stand for, where its sums tell.
BLANK_MEANING = {True: "0", False: "not 0"}

STATUS_SENTENCE = {
    "complete": "every line of every table of the form was found",
    "partial": "a table or a line of the form is missing",
    "unfilled": "the tables are there and all of their cells are empty",
    "narrative_only": "the report has no table",
    "attachment_missing": "the tables stand in an attachment that is not at hand",
}
#: Tables that every form has but that of 2014.
SECTIONS = ("proactive", "requests", "disputes")
MISSING_RULES = ("table.missing", "row.missing")

Object = Mapping[str, Any]

#: A page may hold control characters; a terminal would obey them.
_CONTROLS = dict.fromkeys((*range(9), *range(11, 32), *range(127, 160)), "�")


def show(data: Object, console: Console, printed: Sequence[Printed] = ()) -> None:
    """Print one object of ``inspect``, with the further reports of the same file.

    ``printed``: the texts of each report as printed.
    """
    texts = [{place: _printable(text) for place, text in found.items()} for found in printed]
    _show(_printable(data), console, texts)


def _show(data: Object, console: Console, printed: Sequence[Printed]) -> None:
    if data["report"] is None:
        console.print("no report of open government information in this file")
    else:
        _heading(data, console)
        for table in _tables(data, printed[0] if printed else {}):
            console.print(table)
    _findings(data["findings"], console)
    for number, other in enumerate(data.get("more", ()), start=1):
        console.rule()
        _show(other, console, printed[number : number + 1])


def _printable(value: Any) -> Any:
    """Return the same object, its texts without control characters."""
    if isinstance(value, str):
        return value.translate(_CONTROLS)
    if isinstance(value, Mapping):
        return {key: _printable(part) for key, part in value.items()}
    return [_printable(part) for part in value] if isinstance(value, list) else value


def status_sentence(data: Object) -> str:
    """Say why the report has its status, naming what is missing where that is known."""
    report = data["report"]
    sentence = STATUS_SENTENCE.get(report["status"], "")
    missing = [_place(finding) for finding in data["findings"] if finding["rule"] in MISSING_RULES]
    if report["template"] != "2014":
        missing += [table for table in SECTIONS if not data[table] and table not in missing]
    if report["status"] == "partial" and missing:
        sentence += ": " + ", ".join(missing)
    return sentence


def _heading(data: Object, console: Console) -> None:
    report = data["report"]
    region = report.get("region_path") or report.get("region_name")
    rows = (
        ("title", report.get("title")),
        ("agency", report.get("agency_name")),
        ("year", report.get("year")),
        ("region", _joined(report.get("region_code"), region, report.get("level"))),
        ("zone", report.get("zone")),
        ("published", report.get("published_on")),
        ("form", report.get("template")),
        ("figures of", report.get("reach")),
        ("blanks mean", _blanks(report)),
        ("信息处理费", _amount(report.get("processing_fee_10k_yuan"))),
        ("status", f"{report['status']}: {status_sentence(data)}"),
        ("read from", _joined(report.get("document_kind"), report.get("method"))),
    )
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="bold")
    grid.add_column(overflow="fold")
    for name, value in rows:
        if value not in (None, ""):
            grid.add_row(name, str(value))
    console.print(grid)


def _tables(data: Object, printed: Printed) -> Iterator[Table]:
    cells = _Cells(data, printed)
    if data["proactive"] is not None:
        yield _proactive(data["proactive"], cells)
    for caption, table, items, columns in (
        ("三、申请 (requests)", "requests", REQUEST_ITEMS, REQUEST_COLUMNS),
        ("四、复议诉讼 (disputes)", "disputes", DISPUTE_PATHS, DISPUTE_COLUMNS),
    ):
        if data[table]:
            shown = _table(caption, columns.values())
            for item, values in data[table].items():
                texts = [cells.text(table, item, column, values.get(column)) for column in columns]
                label = cells.label(table, item, items.get(item, item))
                shown.add_row(f"{label}\n{item}", *texts)
            yield shown
    if data["statistics_lines"]:
        yield _statistics(data["statistics_lines"], cells)


def _proactive(values: Object, cells: _Cells) -> Table:
    """Lines of section two that the form prints; the others are null without a state."""
    shown = _table("二、主动公开 (proactive)", ("value",))
    for column, (_, meaning) in PROACTIVE_COLUMNS.items():
        text = cells.text("proactive", None, column, values.get(column))
        if text.plain:
            shown.add_row(f"{cells.label('proactive', column, meaning)}\n{column}", text)
    return shown


def _statistics(lines: Iterable[Object], cells: _Cells) -> Table:
    shown = _table("政府信息公开情况统计表 (statistics)", ("unit", "value", "历年累计"))
    for line in lines:
        item = line["item"]
        shown.add_row(
            f"{line['label']}\n{item or '(no code)'}",
            line["unit"] or "",
            cells.text("statistics", item, "value", line["value"]),
            cells.text("statistics", item, "cumulative", line["cumulative"]),
        )
    return shown


def _findings(findings: Iterable[Object], console: Console) -> None:
    rows = list(findings)
    if not rows:
        console.print("findings: none")
        return
    shown = Table(title="findings", title_justify="left", show_edge=False, pad_edge=False)
    for name in ("severity", "origin", "rule", "cell", "expected", "actual", "what"):
        shown.add_column(name, no_wrap=name not in {"cell", "what"}, overflow="fold")
    for finding in rows:
        shown.add_row(
            Text(finding["severity"], SEVERITY_STYLE[finding["severity"]]),
            finding["origin"],
            finding["rule"],
            _place(finding),
            _number(finding.get("expected")),
            _number(finding.get("actual")),
            finding["message"],
        )
    console.print(shown)


class _Cells:
    """States and findings of one report by cell."""

    def __init__(self, data: Object, printed: Printed) -> None:
        self._printed = printed
        self._states = {
            (state["table"], state["item"], state["column"]): state
            for state in data.get("cell_states", ())
        }
        self._severity: dict[tuple[Any, ...], str] = {}
        for finding in data["findings"]:
            key = (finding["table"], finding["item"], finding["column"])
            known = self._severity.get(key)
            if known is None or _weight(finding["severity"]) < _weight(known):
                self._severity[key] = finding["severity"]

    def text(self, table: str, item: str | None, column: str, value: float | None) -> Text:
        """Give the value or the sign of its state, coloured by what was found."""
        key = (table, item, column)
        state = self._states.get(key)
        shown = _number(value)
        raw = _flat(self._printed.get(key, ""))
        if value is None and state is not None:
            shown = BLANK if state["state"] == "blank" else _flat(state["raw"])
        elif raw and value is not None and raw != shown:
            shown = f"{raw} → {shown}"
        severity = self._severity.get(key)
        return Text(shown, SEVERITY_STYLE[severity] if severity else "", justify="right")

    def label(self, table: str, item: str, official: str) -> str:
        """Give the label of a line as printed; without one that of the form."""
        return _flat(self._printed.get((table, item, None), "")) or official


def _flat(text: str) -> str:
    return " ".join(text.split())


def _weight(severity: str) -> int:
    return tuple(SEVERITY_STYLE).index(severity)


def _table(caption: str, columns: Iterable[str]) -> Table:
    table = Table(title=caption, title_justify="left", show_edge=False, pad_edge=False)
    table.add_column("", overflow="fold", ratio=1)
    for column in columns:
        table.add_column(column, justify="right")
    return table


def _place(finding: Object) -> str:
    parts = (finding.get("table"), finding.get("item"), finding.get("column"))
    return ".".join(part for part in parts if part)


def _blanks(report: Object) -> str:
    """Say what an empty cell means in each table whose sums tell."""
    judged = ((table, report.get(f"{table}_blank_means_zero")) for table in SECTIONS[1:])
    return ", ".join(
        f"{BLANK_MEANING[meaning]} in {table}" for table, meaning in judged if meaning is not None
    )


def _amount(value: float | None) -> str:
    return "" if value is None else f"{_number(value)} 万元"


def _joined(*parts: Any) -> str:
    return " ".join(str(part) for part in parts if part not in (None, ""))


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return str(int(value)) if value == int(value) else str(value)
