"""What can be read: WARC files, single files and ZIP archives of them, alone or in folders."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from pipelines.errors import UserError

SourceKind = Literal["warc", "file", "zip", "unknown"]

#: Ending of a WARC file that is still being written, or whose writer was killed.
OPEN_SUFFIX: Final = ".open"
_WARC_SUFFIXES: Final = (".warc", ".warc.gz", ".warc.gz" + OPEN_SUFFIX)
_PAGES: Final = (".html", ".htm", ".shtml", ".txt", ".mhtml", ".mht")
_DOCUMENTS: Final = (".pdf", ".docx", ".doc", ".wps", ".rtf", ".xls", ".xlsx")
_PICTURES: Final = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp")
_FILE_SUFFIXES: Final = frozenset((*_PAGES, *_DOCUMENTS, *_PICTURES))


class SourceError(UserError):
    """A source that is not there, or a manifest that cannot be used."""


@dataclass(frozen=True, slots=True)
class SourceIssue:
    """One thing in a source that could not be read, as one line for a person.

    ``kind``: ``empty``, ``unreadable``, ``unsupported``, ``not_a_warc``; ``torn`` (the file
    ends inside a record), ``damaged`` (a record in the middle), ``too_large``, ``http`` (a
    record that is no HTTP answer), ``date``, ``encoding`` (its Content-Encoding), ``cut`` (the
    answer is not whole, by its own length or as the archive says), ``segmented``, ``context``, ``visit``,
    ``refusal``, ``manifest``, ``encrypted`` (a member of a ZIP), ``revisit_without_original``.
    """

    path: str
    message: str
    kind: str
    offset: int | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """One WARC file, one single file or one ZIP archive of them; a member of an archive too.

    ``relative`` is its path from the folder that was given (its name alone for a file that
    was given itself), with ``/`` between the parts.
    """

    path: Path
    kind: SourceKind
    relative: str

    @property
    def warc_file(self) -> str:
        """Base name of the finished WARC file, for a leftover too."""
        return self.path.name.removesuffix(OPEN_SUFFIX)


def list_sources(paths: Sequence[Path | str]) -> list[Source]:
    """Everything to read under these paths, each file once, sorted by path.

    Folders are walked; hidden files and endings that are not known are passed over there,
    while a file that is named itself is always a source. Raises :class:`SourceError` for a
    path that is missing, cannot be listed, or is not local.
    """
    found: dict[str, Source] = {}
    for path in paths:
        for source in _sources_of(path):
            key = os.path.realpath(source.path)
            known = found.get(key)
            if known is None or _preference(source) < _preference(known):
                found[key] = source
    return sorted(found.values(), key=lambda source: (str(source.path), source.relative))


def _preference(source: Source) -> tuple[int, str, str]:
    """Of two ways to name one file the shorter counts, in whatever order they were given."""
    return (len(source.relative), source.relative, str(source.path))


def _sources_of(given: Path | str) -> Iterator[Source]:
    if str(given).startswith(("s3:/", "http:/", "https:/")):
        raise SourceError(f"{given}: only local paths can be read; copy it to this machine first")
    path = Path(given)
    if path.is_dir():
        yield from _walk(path)
    elif path.exists():
        yield Source(path, source_kind(path.name), path.name)
    else:
        raise SourceError(f"{given}: there is no such file or folder; check the path")


def _walk(folder: Path) -> Iterator[Source]:
    for root, folders, names in os.walk(folder, onerror=_cannot_list):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            kind = source_kind(name)
            path = Path(root, name)
            if kind != "unknown" and not name.startswith(".") and path.is_file():
                yield Source(path, kind, path.relative_to(folder).as_posix())


def _cannot_list(error: OSError) -> None:
    raise SourceError(
        f"{error.filename}: {error.strerror or error}; check the permissions of the folder"
    ) from error


def source_kind(name: str) -> SourceKind:
    """Kind of a source by the ending of its name."""
    lower = name.lower()
    if lower.endswith(_WARC_SUFFIXES):
        return "warc"
    if lower.endswith(".zip"):
        return "zip"
    return "file" if Path(lower).suffix in _FILE_SUFFIXES else "unknown"
