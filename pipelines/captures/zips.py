"""ZIP archives of saved files: one capture a member, archives within them one level deep.

What is read of an archive, and within which bounds: :mod:`pipelines.documents.archive`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from pipelines.captures.coding import MAX_BODY
from pipelines.captures.files import capture_of
from pipelines.captures.manifest import Manifest
from pipelines.captures.sources import Source, SourceIssue, source_kind
from pipelines.documents.archive import WITHIN, Bounds, Refused, members_of
from pipelines.model import Capture

#: Members of one archive that are looked at.
MAX_MEMBERS: Final = 20_000
#: What all members of an archive together may give, archives within it counted too. Bytes.
MAX_TOTAL: Final = 2 * 1024 * 1024 * 1024


def read_zip(source: Source, manifest: Manifest | None) -> Iterator[Capture | SourceIssue]:
    """Give a capture for every member that a folder would give one for.

    ``source_path`` is the path of the archive, ``!/`` and the name of the member, with what
    leads out of the archive (``..``, a leading slash) left out of it. Raises
    :class:`OSError` where the file cannot be opened.
    """
    bounds = Bounds(MAX_MEMBERS, MAX_TOTAL, MAX_BODY)
    with source.path.open("rb") as file:
        for found in members_of(file, bounds, source_kind):
            member = _member(source, found.name)
            if isinstance(found, Refused):
                yield SourceIssue(str(member.path), f"{member.path}: {found.why}", found.kind)
            else:
                yield from capture_of(member, found.body, manifest)


def _member(source: Source, name: str | None) -> Source:
    """Source of a member; of the archive itself without a name."""
    if name is None:
        return source
    path = Path(f"{source.path}{WITHIN}{name}")
    relative = f"{source.relative}{WITHIN}{name}"
    return replace(source, path=path, kind=source_kind(name), relative=relative)
