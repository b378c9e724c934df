"""One file from the disk as the object that ``gongkai inspect --json`` prints."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pipelines.api import extract_bytes
from pipelines.captures.sources import OPEN_SUFFIX
from pipelines.errors import UserError
from pipelines.limits import LimitedReader
from pipelines.model import Printed

_MANY = (".warc", ".warc.gz", f".warc.gz{OPEN_SUFFIX}", ".zip")


def inspect_file(path: Path) -> tuple[dict[str, Any], list[Printed]]:
    """Return the object of the contract for one document, and what its reports print.

    Without a report it is null in the object.

    Raises :class:`UserError` where the file is not there or cannot be read at all.
    """
    if path.is_dir():
        raise UserError(f"{path}: is a folder; inspect reads one file, gongkai extract folders")
    if path.name.lower().endswith(_MANY):
        raise UserError(f"{path}: holds many captures; inspect reads one, gongkai extract all")
    with LimitedReader() as reader:
        document = extract_bytes(_bytes(path), name=path.name, reader=reader)
    if document.extraction.role == "unreadable":
        reasons = ", ".join(finding.message for finding in document.extraction.findings)
        raise UserError(f"{path}: cannot be read: {reasons}")
    return document.to_dict(), [found.report.printed for found in document.reports]


def write_expectation(path: Path, content: bytes) -> Path:
    """Write what was read from a document beside it, as ``NAME.expected.json``; return where.

    Raises :class:`UserError` where there is one already, which somebody may have reviewed.
    """
    target = path.with_name(f"{path.name}.expected.json")
    try:
        with target.open("xb") as stream:
            stream.write(content + b"\n")
    except FileExistsError:
        raise UserError(f"{target}: is there already; remove it to write it anew") from None
    except OSError as error:
        raise UserError(f"{target}: cannot be written: {error.strerror or error}") from None
    return target


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UserError(
            f"{path}: {error.strerror or error}; name a file that can be read"
        ) from None
