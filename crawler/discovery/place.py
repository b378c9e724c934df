"""Whom a portal serves: its name, its division and its level, as far as they can be told.

From the registry row of its host or of the host above, from ``SiteIDCode`` and ``SiteName``
(政府网站发展指引, 2017), else from the titles of its reports. ``SiteIDCode`` may be stale or left
over from a template, so a clear name goes before it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from pipelines.identity.area import Area
from pipelines.identity.gazetteer import Times
from pipelines.identity.place import Locator, Place
from pipelines.identity.title import TitleGrammar
from pipelines.reference import CENTRAL, TODAY, Portal, Reference, comparable

_SITE_ID: Final = re.compile(r"(\d{6})\d{4}|(bm)\w+", re.IGNORECASE)
_PARTS: Final = re.compile(r"[-—–_|丨·•>»/\s]+")
_OPENING: Final = re.compile(r"^(?:欢迎(?:访问|光临|您)|中国(?=.{2,}政府))")
_ENDING: Final = re.compile(
    r"(?:首页|主页|官方|官网|门户|网站群|网站|(?<!互联)网|信息公开|政务公开)+$"
)
_GOVERNMENT: Final = re.compile(r"(?:人民)?政府(?:办公室|办公厅)?$")
_NOW: Final = Times(TODAY)


@dataclass(frozen=True, slots=True)
class Served:
    """Whom a portal serves; empty texts for what cannot be told. ``source`` names the evidence."""

    name: str = ""
    division_code: str = ""
    level: str = ""
    source: str = ""


def served_by(
    host: str,
    *,
    site_name: str,
    title: str,
    site_id: str,
    report_titles: Iterable[str],
    reference: Reference,
) -> Served:
    """Tell whom the portal of ``host`` serves, from what its home page and its reports say."""
    locator = _locator(reference)
    area = _area(host, site_id, reference)
    for name in dict.fromkeys(_names(site_name, title)):
        place = locator.locate(comparable(name), area, (comparable(title),), _NOW)
        if place.code is not None and (place.mention is not None or area is not None):
            return _served(name, place, area)
    if found := _from_titles(report_titles, locator, area, reference):
        return found
    if area is None:
        return Served(next(_names(site_name, title), ""))
    place = locator.locate(None, area, (), _NOW)
    return _served(next(_names(site_name, title), ""), place, area)


@lru_cache(maxsize=2)
def _locator(reference: Reference) -> Locator:
    """Return what decides places; it knows all divisions, so it is not made for each portal."""
    return Locator(reference)


def _served(name: str, place: Place, area: Area | None) -> Served:
    source = "name" if place.source == "agency_name" or area is None else area.source
    return Served(_full(name, place), place.code or "", place.level or "", source)


def _full(name: str, place: Place) -> str:
    """Return the name with 人民政府 where it says 政府, or nothing but the division."""
    if place.division is None or place.zone:
        return name
    division = place.division.name
    bare = _GOVERNMENT.sub("", name)
    is_government = bare != name or not name
    if comparable(name) == comparable(division) or (is_government and "人民政府" not in name):
        return f"{division}人民政府"
    return name


def _names(site_name: str, title: str) -> Iterator[str]:
    """Yield what a site calls itself, without 门户网站 and the like."""
    for text in (site_name, title):
        for part in _PARTS.split(text):
            name = _ENDING.sub("", _OPENING.sub("", part.strip()))
            if len(name) > 1:
                yield name


def _area(host: str, site_id: str, reference: Reference) -> Area | None:
    """Return the area that the registry knows for a host above, or that SiteIDCode names."""
    above = _registered_above(host, reference)
    claims = [("registry", above.division_code)] if above else []
    if site := _SITE_ID.fullmatch(comparable(site_id)):
        claims.append(("site_id_code", site[1] or CENTRAL))
    for source, code in claims:
        if code == CENTRAL:
            return Area(source, None)
        rows = _NOW.select(reference.divisions.named(code))
        if rows:
            return Area(source, rows[-1])
    return None


def _registered_above(host: str, reference: Reference) -> Portal | None:
    labels = host.split(".")
    for start in range(1, len(labels) - 2):
        parent = ".".join(labels[start:])
        if (portal := reference.portals.of_host(parent)) and portal.level != "central":
            return portal
    return None


def _from_titles(
    titles: Iterable[str], locator: Locator, area: Area | None, reference: Reference
) -> Served | None:
    """Return the government that most report titles name."""
    grammar = TitleGrammar(reference.words)
    votes: Counter[Served] = Counter()
    for title in titles:
        read = grammar.read(title)
        name = read.name if read else ""
        if not _GOVERNMENT.search(name):
            continue
        place = locator.locate(comparable(name), area, (), _NOW)
        if place.code is not None and place.level != "township":
            votes[Served(_full(name, place), place.code, place.level or "", "report titles")] += 1
    return votes.most_common(1)[0][0] if votes else None
