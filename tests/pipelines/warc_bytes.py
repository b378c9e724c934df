"""WARC files written by hand, byte by byte, so that tests do not trust our own writer."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from pathlib import Path

from pipelines.captures import SourceIssue, list_sources, read_source
from pipelines.model import Capture, Visit

DATE = "2023-01-19T02:03:04Z"


Headers = Mapping[str, str]


def record(
    kind: str, block: bytes = b"", headers: Headers | None = None, *, length: int | None = None
) -> bytes:
    """One plain record; ``length`` where it is to say something else than the truth."""
    named = {"WARC-Type": kind, "WARC-Date": DATE, **(headers or {})}
    named["Content-Length"] = str(len(block) if length is None else length)
    lines = "".join(f"{name}: {value}\r\n" for name, value in named.items())
    return f"WARC/1.1\r\n{lines}\r\n".encode() + block + b"\r\n\r\n"


def http(
    body: bytes = b"<p>hello</p>", status: str = "200 OK", headers: Headers | None = None
) -> bytes:
    """An HTTP answer as it came over the wire."""
    lines = "".join(f"{name}: {value}\r\n" for name, value in (headers or {}).items())
    return f"HTTP/1.1 {status}\r\n{lines}\r\n".encode() + body


def response(
    url: str,
    block: bytes | None = None,
    headers: Headers | None = None,
    *,
    record_id: str | None = None,
) -> bytes:
    """A response record of ``url``."""
    named = {"WARC-Target-URI": url, **(headers or {})}
    if record_id is not None:
        named["WARC-Record-ID"] = record_id
    return record("response", http() if block is None else block, named)


def warcinfo(software: str) -> bytes:
    """The record that says who wrote the file."""
    return record("warcinfo", f"software: {software}\r\n".encode())


def context(refers_to: str, *lines: str, version: str = "1") -> bytes:
    """What a crawl of ours writes beside a response."""
    block = "\r\n".join([f"gongkai: {version}", *lines, ""]).encode()
    return record("metadata", block, {"WARC-Refers-To": refers_to})


def write_gz(path: Path, *records: bytes) -> Path:
    """One gzip member a record."""
    path.write_bytes(b"".join(gzip.compress(one) for one in records))
    return path


def read_all(path: Path) -> list[Capture | Visit | SourceIssue]:
    """Everything that one file gives."""
    return [item for source in list_sources([path]) for item in read_source(source)]


def captures_of(path: Path) -> list[Capture]:
    """The captures of a file that must give nothing else."""
    items = read_all(path)
    assert not [item for item in items if isinstance(item, SourceIssue)]
    return [item for item in items if isinstance(item, Capture)]


def issues_of(path: Path) -> list[SourceIssue]:
    """What is amiss in a file."""
    return [item for item in read_all(path) if isinstance(item, SourceIssue)]


def urls_of(path: Path) -> list[str | None]:
    """Addresses of the captures of a file, in its order."""
    return [item.url for item in read_all(path) if isinstance(item, Capture)]
