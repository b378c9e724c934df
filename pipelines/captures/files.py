"""Single saved files: one capture each."""

from __future__ import annotations

import codecs
import hashlib
import re
from collections.abc import Iterator
from typing import Final

from pipelines.captures.coding import MAX_BODY
from pipelines.captures.manifest import Manifest, ManifestRow
from pipelines.captures.sources import Source, SourceIssue
from pipelines.model import Capture, Context

#: Browsers print the address at the very top, archives of mail in their header. Bytes.
_TOP: Final = 16 * 1024
#: ``<!-- saved from url=(0022)http://www.example.com/ -->``, by every browser that does so.
_SAVED_FROM: Final = re.compile(
    r"<!--\s*saved from url=\(\d+\)\s*(https?://[^\s<>]+?)\s*-*>", re.IGNORECASE
)
#: ``<!-- Page saved with SingleFile url: ... saved date: ... -->``, one line each.
_SINGLE_FILE: Final = re.compile(
    r"<!--\s*Page saved with SingleFile\s+url:\s*(https?://[^\s<>]+)", re.IGNORECASE
)
#: Header of MHTML, and the same as a meta tag.
_CONTENT_LOCATION: Final = re.compile(
    r"^(Snapshot-)?Content-Location:\s*(\S+)", re.IGNORECASE | re.MULTILINE
)
_META_LOCATION: Final = re.compile(
    r"<meta\s[^>]*http-equiv\s*=\s*[\"']?Content-Location[\"']?[^>]*"
    r"content\s*=\s*[\"']?(https?://[^\s\"'>]+)",
    re.IGNORECASE,
)
_MARKUP: Final = (".html", ".htm", ".shtml")
_HTTP: Final = ("http://", "https://")
_MAIL: Final = (".mhtml", ".mht")


def read_file(source: Source, manifest: Manifest | None) -> Iterator[Capture | SourceIssue]:
    """Give the capture of one file, or why there is none; ``url`` only where it is known."""
    with source.path.open("rb") as file:
        yield from capture_of(source, file.read(MAX_BODY + 1), manifest)


def capture_of(
    source: Source, body: bytes, manifest: Manifest | None
) -> Iterator[Capture | SourceIssue]:
    """Give the capture of these bytes; ``source`` is a file, or a member of an archive."""
    name = str(source.path)
    if not body:
        # Said at once, and a capture like any other: its row and finding are in the dataset.
        yield SourceIssue(name, f"{name}: the file is empty", "empty")
    if len(body) > MAX_BODY:
        yield SourceIssue(name, f"{name}: the file is larger than {MAX_BODY} bytes", "too_large")
        return
    row = manifest.row_of(source) if manifest is not None else None
    row = row or ManifestRow()
    parent_url = manifest.parent_url(row) if manifest is not None else None
    if manifest is not None and row.parent is not None and row.parent not in manifest.rows:
        message = f"{name}: the manifest has no line for its parent {row.parent}"
        yield SourceIssue(name, message, "manifest")
    yield Capture(
        body=body,
        payload_sha256=hashlib.sha256(body).hexdigest(),
        url=row.url or _printed_address(source, body),
        source_path=source.relative,
        fetched_at=row.fetched_at,
        context=Context(portal=row.portal, parent_url=parent_url),
        parent_path=None if manifest is None else manifest.parent_path(row, source),
    )


def _printed_address(source: Source, body: bytes) -> str | None:
    suffix = source.path.suffix.lower()
    if suffix in _MARKUP:
        top = _decode_top(body[:_TOP])
        found = _SAVED_FROM.search(top) or _SINGLE_FILE.search(top) or _META_LOCATION.search(top)
        return found.group(1) if found else None
    return _mail_address(_decode_top(body[:_TOP])) if suffix in _MAIL else None


def _mail_address(top: str) -> str | None:
    """Address of the whole, else of the first part; those of its pictures are none."""
    found = list(_CONTENT_LOCATION.finditer(top))
    found.sort(key=lambda match: match.group(1) is None)
    address = found[0].group(2) if found else ""
    return address if address.lower().startswith(_HTTP) else None


def _decode_top(top: bytes) -> str:
    """Enough of a decoding to find an address: addresses are ASCII."""
    if top.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return top.decode("utf-16", errors="replace")
    return top.decode("latin-1")
