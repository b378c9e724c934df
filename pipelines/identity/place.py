"""Where: the area refined by the body's name, or the name alone where it is clear enough.

1. A central body is central.
2. A division named at the front of the name (after a national body such as 国家税务总局) that
   lies inside the area refines it.
3. With no area it counts if exactly one division bore that name in that year, or its parent is
   printed in the name or elsewhere in the document.
4. A full name that is unique and contradicts the area wins, with ``division.conflict``. A stem
   does so only behind a national body (国家统计局安陆调查队), or at the front of a zone's name
   (阿拉善高新技术产业开发区) that names nothing inside the area: too many ordinary words begin like
   a stem.
5. A zone takes the reviewed code of its parent, else what 2 to 4 gave.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pipelines.identity.area import Area
from pipelines.identity.gazetteer import Gazetteer, Mention, Times
from pipelines.identity.zone import Parts, ZoneFinder
from pipelines.model import Finding
from pipelines.reference import CENTRAL, Division, Reference, comparable

_STATE: Final = "中华人民共和国"


@dataclass(frozen=True, slots=True)
class Place:
    """What was decided.

    ``division`` is the row at the end of the reporting year, null for the centre and where
    nothing was resolved; ``code`` tells these two apart. ``mention`` is the name of a division at the front, if it was read as one.
    """

    code: str | None
    division: Division | None
    source: str | None
    level: str | None
    zone: str | None = None
    mention: Mention | None = None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class _Choice:
    row: Division | None
    from_name: bool = False
    unclear: bool = False
    findings: tuple[Finding, ...] = ()


class Locator:
    """Decides places; built once for the reference data in use."""

    def __init__(self, reference: Reference) -> None:
        self._reference = reference
        self._divisions = reference.divisions
        words = reference.words
        self.gazetteer = Gazetteer(reference.divisions, words)
        self.zones = ZoneFinder(words)
        self._head = re.compile(f"{words.either('head')}+")
        self._placed_head = re.compile(words.either("placed_head"))
        self._branch = re.compile(f"{words.either('branch')}$")

    def mention(self, text: str, times: Times) -> Mention | None:
        """Return the division at the front of a name, behind a national body or not."""
        head = self._head.match(text)
        found = self.gazetteer.leading(text, head.end(), times) if head is not None else None
        return found or self.gazetteer.leading(text, 0, times)

    def locate(
        self, name: str | None, area: Area | None, printed: Sequence[str], times: Times
    ) -> Place:
        """Decide the place of the body ``name`` (folded, without white space; may be null).

        ``printed``: other texts of the document that may print its parent.
        """
        if not name:
            return self._of_area(area)
        if name in self._reference.central or name.removeprefix(_STATE) in self._reference.central:
            return self._central(name, area)
        mention = self.mention(name, times)
        choice = self._choose(name, mention, area, printed, times)
        if mention is not None and mention.by_stem and not choice.from_name:
            mention = None
        return self._with_parts(name, mention, choice, area, times)

    def settle(self, row: Division, times: Times) -> Division:
        """Return the row at the end of the reporting year, else the one in use during it."""
        return self._divisions.translate(row, times.year) or row

    def only(self, rows: Sequence[Division]) -> Division | None:
        """Return the one division that several rows are, or null."""
        return self._divisions.same(rows)

    # --- the name against the area -----------------------------------------------------

    def _choose(
        self,
        name: str,
        mention: Mention | None,
        area: Area | None,
        printed: Sequence[str],
        times: Times,
    ) -> _Choice:
        if mention is None:
            return self._choose_later(name, area, times)
        if area is None:
            row = self._clear(mention, printed, times)
            return _Choice(self._finer(name, mention, row, times), row is not None)
        inside = [row for row in mention.rows if area.holds(row, self._divisions, times.year)]
        if inside:
            row = self.only(inside) or self._by_parent(inside, printed, times)
            if row is not None:
                return _Choice(self._finer(name, mention, row, times), from_name=True)
            return _Choice(
                area.division,
                unclear=True,
                findings=(_conflict(name, f"several divisions of {area.code} bear this name"),),
            )
        return self._against(name, mention, area, printed, times)

    def _against(
        self, name: str, mention: Mention, area: Area, printed: Sequence[str], times: Times
    ) -> _Choice:
        if mention.by_stem and not self._behind_a_national_body(name, mention):
            zone = self.zones.zone(name, mention.full_end, mention.full_start)
            if zone is None or (within := self._inside(name, zone, area, times)) is not None:
                return _Choice(within if zone is not None else area.division)
        row = self._clear(mention, printed, times)
        if row is None:
            message = f"no division of {area.code} ({area.source}) bears this name"
            return _Choice(area.division, findings=(_conflict(name, message),))
        code = self.settle(row, times).code
        message = f"the name says {code}, the {area.source} says {area.code}"
        row = self._finer(name, mention, row, times)
        return _Choice(row, from_name=True, findings=(_conflict(name, message),))

    def _behind_a_national_body(self, name: str, mention: Mention) -> bool:
        """Whether a place must follow what the name begins with (国家统计局安陆调查队)."""
        head = self._placed_head.match(name)
        return head is not None and mention.start == head.end()

    def _inside(self, name: str, zone: Parts, area: Area, times: Times) -> Division | None:
        """Return what a zone's name names inside the area (苏州宿迁工业园区 in 宿迁)."""
        for start in range(zone.start + 1, zone.end):
            mention = self.gazetteer.leading(name, start, times)
            rows = mention.rows if mention is not None else ()
            row = self.only([r for r in rows if area.holds(r, self._divisions, times.year)])
            if row is not None:
                return row
        return None

    def _choose_later(self, name: str, area: Area | None, times: Times) -> _Choice:
        """Refine by a full name inside the name (驻沭阳县办事处), which never contradicts."""
        for mention in self.gazetteer.later(name, 0, times):
            rows = list(mention.rows)
            if area is not None:
                rows = [row for row in rows if area.holds(row, self._divisions, times.year)]
            row = self.only(rows)
            if row is not None and not mention.bare:
                return _Choice(row)
        return _Choice(area.division if area is not None else None)

    def _clear(self, mention: Mention, printed: Sequence[str], times: Times) -> Division | None:
        """Return the division that a name means with no area to go by."""
        if mention.bare and not mention.qualified:
            return self._by_parent(mention.rows, printed, times)
        return self.only(mention.rows) or self._by_parent(mention.rows, printed, times)

    def _by_parent(
        self, rows: Sequence[Division], printed: Sequence[str], times: Times
    ) -> Division | None:
        """Return the one of several namesakes whose parent is printed elsewhere."""
        fitting = []
        for row in rows:
            parents = times.select(self._divisions.ancestors(row))
            names = {name for parent in parents for name in self.gazetteer.full_names(parent)}
            if any(name in text for text in printed for name in names):
                fitting.append(row)
        return self.only(fitting)

    def _finer(
        self, name: str, mention: Mention, row: Division | None, times: Times
    ) -> Division | None:
        """Return the division inside ``row`` that the rest of the name serves, else ``row``.

        X局Y分局 of a division serves Y; and behind a stem the full name may follow later
        (新疆生产建设兵团第八师石河子市).
        """
        branch = self._branch.search(name)
        if row is None:
            return None
        if mention.by_stem:
            for later in self.gazetteer.later(name, mention.end - 1, times):
                found = self.only([r for r in later.rows if r.is_within(row.code)])
                if found is not None and not later.bare:
                    return found
        if branch is None:
            return row
        for start in range(mention.end, branch.start() - 1):
            token = name[start : branch.start()]
            rows = (
                *self.gazetteer.bearing(token, times),
                *self.gazetteer.with_stem(token, times),
            )
            found = self.only([r for r in rows if r.code != row.code and r.is_within(row.code)])
            if found is not None:
                return found
        return row

    # --- what the name adds ------------------------------------------------------------

    def _with_parts(
        self, name: str, mention: Mention | None, choice: _Choice, area: Area | None, times: Times
    ) -> Place:
        head = self._head.match(name)
        start = mention.full_end if mention is not None else head.end() if head else 0
        begins = mention.full_start if mention is not None else start
        zone = self.zones.zone(name, start, begins)
        behind = mention.end if mention is not None else start
        town = self.zones.township(name, behind) if zone is None else None
        row, findings = choice.row, list(choice.findings)
        against = bool(findings) and choice.from_name
        zone_name = name[zone.start : zone.end] if zone is not None else None
        if zone_name is not None and (parent := self._parent_of(zone_name, times)) is not None:
            row = parent
            if area is not None and not area.holds(parent, self._divisions, times.year):
                against = True
                message = f"{parent.code} by zones.csv, the {area.source} says {area.code}"
                findings = [_conflict(zone_name, message)]
            else:
                against, findings = False, []
        central = row is None and area is not None and area.division is None
        division = self.settle(row, times) if row is not None else None
        level = _level(division, central=central)
        if zone is not None or town is not None:
            level = "zone" if zone is not None else "township"
        elif choice.unclear:
            level = None
        return Place(
            code=CENTRAL if central else division.code if division is not None else None,
            division=division,
            source=_source(area, division, central=central, against=against),
            level=level,
            zone=zone_name,
            mention=mention,
            findings=tuple(findings),
        )

    def _parent_of(self, zone: str, times: Times) -> Division | None:
        code = self._reference.zones.code_of(zone)
        rows = self._divisions.named(code) if code is not None else ()
        return self._divisions.translate(rows[-1], times.year) if rows else None

    def _of_area(self, area: Area | None) -> Place:
        if area is None:
            return Place(None, None, None, None)
        level = _level(area.division, central=area.division is None)
        return Place(area.code, area.division, area.source, level)

    def _central(self, name: str, area: Area | None) -> Place:
        if area is None or area.division is None:
            return Place(CENTRAL, None, area.source if area else "agency_name", "central")
        message = f"a central body, but the {area.source} says {area.code}"
        return Place(CENTRAL, None, "agency_name", "central", findings=(_conflict(name, message),))


def _level(division: Division | None, *, central: bool) -> str | None:
    if central:
        return "central"
    return division.level if division is not None else None


def _source(
    area: Area | None, division: Division | None, *, central: bool, against: bool
) -> str | None:
    if division is None and not central:
        return None
    return "agency_name" if area is None or against else area.source


def _conflict(name: str, message: str) -> Finding:
    return Finding("division.conflict", f"{comparable(name)}: {message}", origin="report", raw=name)
