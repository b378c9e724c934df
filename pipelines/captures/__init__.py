"""WARC files, leftovers, folders, single files and ZIP archives as one stream of captures.

``list_sources`` says what there is, ``read_source`` reads one of them. Everything that cannot
be read becomes a :class:`SourceIssue`; nothing is passed over in silence and nothing that is
broken is read as empty.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.captures.files import read_file
from pipelines.captures.manifest import Manifest, ManifestRow
from pipelines.captures.revisits import RevisitResolver
from pipelines.captures.sources import Source, SourceError, SourceIssue, list_sources
from pipelines.captures.warc import read_record, read_warc
from pipelines.captures.zips import read_zip
from pipelines.model import Capture, Visit

__all__ = [
    "Manifest",
    "ManifestRow",
    "RevisitResolver",
    "Source",
    "SourceError",
    "SourceIssue",
    "list_sources",
    "read_capture",
    "read_source",
]


def read_source(
    source: Source,
    *,
    resolver: RevisitResolver | None = None,
    manifest: Manifest | None = None,
) -> Iterator[Capture | Visit | SourceIssue]:
    """Yield captures and visits of one source, with an issue for all that is amiss.

    Times are UTC. Without a ``resolver`` revisits are looked up in this file and its folder.
    Raises nothing for what stands in the file or for a file that cannot be opened.
    """
    name = str(source.path)
    try:
        if source.kind == "warc":
            yield from read_warc(source, resolver or RevisitResolver([source]))
        elif source.kind == "file":
            yield from read_file(source, manifest)
        elif source.kind == "zip":
            yield from read_zip(source, manifest)
        else:
            message = f"{name}: this kind of file is not known; see gongkai extract --help"
            yield SourceIssue(name, message, "unsupported")
    except OSError as error:
        yield SourceIssue(name, f"{name}: cannot be read: {error.strerror or error}", "unreadable")


def read_capture(
    source: Source,
    warc_offset: int,
    record_id: str | None = None,
    *,
    resolver: RevisitResolver | None = None,
) -> Capture | SourceIssue:
    """Read again the one capture that ``captures.warc_offset`` (bytes) points to, whole.

    Raises nothing: what is not there any more is a :class:`SourceIssue`.
    """
    name = str(source.path)
    try:
        return read_record(source, warc_offset, record_id, resolver or RevisitResolver([source]))
    except OSError as error:
        message = f"{name}: cannot be read: {error.strerror or error}"
        return SourceIssue(name, message, "unreadable")
