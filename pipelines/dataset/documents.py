"""Documents that may have to be joined to others, as bytes: the same document gives the same.

Every value is a list of its fields in their order, those at the end that are as by default left
out. What a joined report is not read from is left out too: the links, which the index has in
another form.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import MISSING, Field, asdict, fields, replace
from typing import Any, Final, NamedTuple

from pipelines.dataset.encoding import canonical
from pipelines.model import (
    Block,
    Cell,
    Context,
    Decoding,
    Document,
    Grid,
    Heading,
    Paragraph,
)
from pipelines.second.figures import SecondCell, SecondReading

#: A larger document is not kept. Bytes of JSON.
MAX_BYTES: Final = 4 * 1024 * 1024

_BLOCKS: Final = {"h": Heading, "p": Paragraph, "g": Grid}
_KINDS: Final = {kind: name for name, kind in _BLOCKS.items()}


class Kept(NamedTuple):
    """A document, the context that it was read in, and its second reading where there is one."""

    document: Document
    context: Context
    second: SecondReading | None


def pack(document: Document, context: Context, second: SecondReading | None) -> bytes | None:
    """JSON of a document, UTF-8; null where it is too large to be kept."""
    value = {
        "document": {
            **{name: getattr(document, name) for name in _PLAIN},
            "decoding": None if document.decoding is None else _values(document.decoding),
            "blocks": [_packed(block) for block in document.blocks],
        },
        "context": {
            name: value.isoformat() if isinstance(value, dt.date) else value
            for name in _CONTEXT
            if (value := getattr(context, name)) is not None
        },
        "second": None if second is None else asdict(second),
    }
    data = canonical(value).encode("utf-8", "replace")
    return data if len(data) <= MAX_BYTES else None


def unpack(data: bytes) -> Kept:
    """Return what :func:`pack` was given, without the links."""
    value = json.loads(data)
    document, context = value["document"], value["context"]
    day = context.get("list_date")
    return Kept(
        Document(
            kind=document["kind"],
            method=document["method"],
            decoding=None if document["decoding"] is None else Decoding(*document["decoding"]),
            titles=_pairs(document["titles"]),
            metadata=document["metadata"],
            printed=_pairs(document["printed"]),
            blocks=tuple(map(_unpacked, document["blocks"])),
            saved_from=document["saved_from"],
            notes=tuple(document["notes"]),
        ),
        replace(Context(**context), list_date=None if day is None else dt.date.fromisoformat(day)),
        None if value["second"] is None else _second(value["second"]),
    )


_PLAIN: Final = ("kind", "method", "titles", "metadata", "printed", "saved_from", "notes")
_CONTEXT: Final = tuple(field.name for field in fields(Context))


def _second(value: dict[str, Any]) -> SecondReading:
    return SecondReading(
        **{
            table: tuple(
                {
                    line: {column: SecondCell(**cell) for column, cell in cells.items()}
                    for line, cells in lines.items()
                }
                for lines in found
            )
            for table, found in value.items()
        }
    )


def _pairs(values: list[list[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((first, second) for first, second in values)


def _packed(block: Block) -> list[Any]:
    values = _values(block)
    if isinstance(block, Grid):
        values[0] = [_values(cell) for cell in block.cells]
    return [_KINDS[type(block)], *values]


def _unpacked(value: list[Any]) -> Block:
    kind, *values = value
    if kind != "g":
        block: Block = _BLOCKS[kind](*values)
        return block
    cells, height, width, *others = values
    if others[2:]:
        others[2] = tuple(others[2])
    return Grid(tuple(Cell(*cell) for cell in cells), height, width, *others)


def _values(value: Any) -> list[Any]:
    """Fields in their order, without those at the end that are as by default."""
    found = [(field, getattr(value, field.name)) for field in fields(value)]
    while found and _is_default(*found[-1]):
        found.pop()
    return [one for _, one in found]


def _is_default(field: Field[Any], value: Any) -> bool:
    return field.default is not MISSING and value == field.default
