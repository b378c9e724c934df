"""``docs/columns.md``, from :mod:`pipelines.schema`: every table, column, type and meaning.

``python -m pipelines.outputs.columns docs/columns.md`` writes it; a test holds the committed
file against :func:`markdown`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pyarrow as pa

from pipelines.schema import (
    CELL_STATES,
    CONTRACT_VERSION,
    DISPUTE_PATHS,
    REQUEST_ITEMS,
    ROLES,
    STATISTICS_ITEMS,
    TABLES,
    Table,
)

#: One row of each table is ...
ROW = {
    "reports": "one report",
    "proactive": "section two (主动公开) of one report",
    "requests": "one line of section three (申请) of one report",
    "disputes": "one path of section four (复议, 诉讼) of one report",
    "statistics": "one printed line of the 2014 or a provincial form (政府信息公开情况统计表)",
    "findings": "one thing that does not add up or could not be read",
    "captures": "one address and one payload that it answered",
    "visits": "one portal and one crawl of it",
}


def markdown() -> str:
    """Describe the eight tables and their codes, as one Markdown page."""
    return "\n".join(_page()) + "\n"


def _page() -> Iterator[str]:
    yield "# Tables and columns"
    yield ""
    yield (
        f"Contract version {CONTRACT_VERSION}. Made from `pipelines/schema.py` by "
        "`python -m pipelines.outputs.columns docs/columns.md`; change it there."
    )
    yield ""
    yield (
        "Every table is a hive-partitioned Parquet folder, `TABLE/region=NNNNNN/year=YYYY/`. "
        "`region` (the province-level division code, int32) and `year` (int32) live in the path "
        "only. Columns stand in this order in every file; one that is not filled yet is null."
    )
    for table in TABLES.values():
        yield from _table(table)
    yield from _codes("Codes of `requests.item`", REQUEST_ITEMS, "printed label")
    yield from _codes("Codes of `disputes.path`", DISPUTE_PATHS, "printed label")
    yield from _codes("Codes of `statistics.item`", STATISTICS_ITEMS, "unit of the form")
    yield from _words("States of a cell (`cell_state.state`)", CELL_STATES)
    yield from _words("Roles of a capture (`captures.role`)", ROLES)


def _table(table: Table) -> Iterator[str]:
    yield from ("", f"## {table.name}", "")
    yield f"One row is {ROW[table.name]}. Sorted by {', '.join(f'`{c}`' for c in table.sort_by)}."
    yield from ("", "| column | type | meaning |", "| --- | --- | --- |")
    for column in table.columns:
        yield f"| `{column.name}` | {_type(column.type)} | {_cell(column.meaning)} |"


def _codes(title: str, codes: Mapping[str, str], meaning: str) -> Iterator[str]:
    yield from ("", f"## {title}", "", f"| code | {meaning} |", "| --- | --- |")
    for code, text in codes.items():
        yield f"| `{code}` | {_cell(text)} |"


def _words(title: str, words: tuple[str, ...]) -> Iterator[str]:
    yield from ("", f"## {title}", "", ", ".join(f"`{word}`" for word in words))


def _type(kind: pa.DataType) -> str:
    """Give the contract's name of a type: ``float64`` rather than Arrow's ``double``."""
    if pa.types.is_list(kind):
        return f"list<{_type(kind.value_type)}>"
    if pa.types.is_struct(kind):
        fields = (kind.field(index) for index in range(kind.num_fields))
        return f"struct<{', '.join(f'{field.name}: {_type(field.type)}' for field in fields)}>"
    names = {
        "double": "float64",
        "date32[day]": "date32",
        "timestamp[us, tz=UTC]": "timestamp[us, UTC]",
    }
    return names.get(str(kind), str(kind))


def _cell(text: str) -> str:
    return text.replace("|", r"\|")


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(markdown(), encoding="utf-8", newline="\n")
