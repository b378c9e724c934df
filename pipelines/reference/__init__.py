"""Reference data that both halves read: portals, divisions, zones, agencies, words.

:meth:`Reference.load` reads the CSV files in use (see :mod:`pipelines.reference.files`) once
for each state of these files. Nothing here is written by the program.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from pipelines.reference.divisions import CENTRAL, TODAY, Division, Divisions, parse_division
from pipelines.reference.files import NAMES, Row, fingerprint, locate, parse, read_bytes
from pipelines.reference.portals import Portal, Portals, host_of, parse_portal
from pipelines.reference.tables import (
    Agencies,
    Names,
    PageRule,
    Systems,
    Words,
    Zones,
    comparable,
    parse_page_rule,
    plain,
)

__all__ = [
    "CENTRAL",
    "TODAY",
    "Agencies",
    "Division",
    "Divisions",
    "PageRule",
    "Portal",
    "Portals",
    "Reference",
    "Row",
    "Zones",
    "comparable",
    "host_of",
    "label_variants",
    "plain",
]

#: Columns that a file must have.
_COLUMNS = {
    "agencies": ("agency_key", "agency_id"),
    "central": ("name",),
    "column_words": ("kind", "field", "pattern", "weight"),
    "divisions": ("code", "name", "level", "valid_from", "valid_to", "successors"),
    "labels": ("axis", "variant", "label"),
    "not_ogi": ("kind", "field", "pattern"),
    "portals": ("key", "name", "level", "division_code", "homepage"),
    "systems": ("pattern",),
    "words": ("role", "word"),
    "zones": ("zone", "region_code"),
}


@dataclass(frozen=True, eq=False)
class Reference:
    """All reference data in use. ``fingerprint`` is the same exactly where the data is.

    Two are equal where their fingerprints are; pickling leaves out what is built from the files.
    """

    files: dict[str, Path] = field(repr=False)
    contents: dict[str, bytes] = field(repr=False)
    fingerprint: str
    added_portals: tuple[Portal, ...] = field(default=(), repr=False)

    @classmethod
    def load(cls, working: Path | None = None) -> Reference:
        """Read the files in use; ``working`` is the folder that comes first (``./data``).

        Raises :class:`pipelines.errors.UserError` with file and line where one is wrong.
        """
        paths = tuple(locate(name, working) for name in NAMES)
        return _load(tuple((path, *_state(path)) for path in paths))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Reference) and self.fingerprint == other.fingerprint

    def __hash__(self) -> int:
        return hash(self.fingerprint)

    def __reduce__(self) -> tuple[type[Reference], tuple[Any, ...]]:
        return Reference, (self.files, self.contents, self.fingerprint, self.added_portals)

    def with_portals(self, portals: Iterable[Portal]) -> Reference:
        """Return the same data with further portals (the simulation's), in the fingerprint too."""
        added = (*self.added_portals, *portals)
        digest = hashlib.sha256(f"{self.fingerprint}\n{added!r}".encode()).hexdigest()
        return Reference(self.files, self.contents, digest, added)

    def rows(self, name: str) -> tuple[Row, ...]:
        """Every line of a reference file (``labels``, ``selectors`` ...), cells as text."""
        return parse(self.contents[name], self.files[name], _COLUMNS.get(name, ()))

    @cached_property
    def divisions(self) -> Divisions:
        """Division codes since 2002."""
        return Divisions(map(parse_division, self.rows("divisions")))

    @cached_property
    def portals(self) -> Portals:
        """The registry of portals."""
        return Portals((*map(parse_portal, self.rows("portals")), *self.added_portals))

    @cached_property
    def zones(self) -> Zones:
        """Reviewed parents of zones."""
        return Zones(self.rows("zones"))

    @cached_property
    def agencies(self) -> Agencies:
        """Reviewed identities of agencies."""
        return Agencies(self.rows("agencies"))

    @cached_property
    def central(self) -> Names:
        """Names of central bodies."""
        return Names(self.rows("central"))

    @cached_property
    def systems(self) -> Systems:
        """Bodies led from above."""
        return Systems(self.rows("systems"))

    @cached_property
    def words(self) -> Words:
        """Spellings by role."""
        return Words(self.rows("words"))

    @cached_property
    def page_rules(self) -> tuple[PageRule, ...]:
        """What tells other pages from reports by their titles; the first that fits decides."""
        return tuple(map(parse_page_rule, self.rows("not_ogi")))


def label_variants() -> Iterator[tuple[str, str, str]]:
    """Lines of ``labels.csv``: axis, printed variant, label of the form."""
    for row in Reference.load().rows("labels"):
        yield row.need("axis"), row.need("variant"), row.need("label")


def _state(path: Path) -> tuple[int, int]:
    state = path.stat()
    return state.st_mtime_ns, state.st_size


@lru_cache(maxsize=8)
def _load(states: tuple[tuple[Path, int, int], ...]) -> Reference:
    files = {path.stem: path for path, _, _ in states}
    contents = {name: read_bytes(path) for name, path in files.items()}
    return Reference(files, contents, fingerprint(contents))
