"""Who reports, where, and for which year: the identity columns of ``reports``.

Everything follows from one document, one capture and the reference data; see the modules for
the rules, each of which the contract (``schema.md``, "Ids, place, name") states.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, Final

from pipelines.identity.agency import Namer
from pipelines.identity.area import find_area
from pipelines.identity.credit import find_credit_code
from pipelines.identity.gazetteer import Times
from pipelines.identity.ids import Lineage, address_of, agency_key, report_id
from pipelines.identity.kinds import TitleKind, kind_of_title
from pipelines.identity.place import Locator, Place
from pipelines.identity.published import is_early, parse_day, published_on
from pipelines.identity.title import Title, TitleGrammar
from pipelines.identity.year import find_year
from pipelines.model import Capture, Document, Finding
from pipelines.reference import CENTRAL, TODAY, Reference, comparable

__all__ = ["Identity", "TitleKind", "classify_title", "identify", "parse_day"]

#: Places of titles that give way to headings (h1, ArticleTitle, the mark of a CMS), best first.
_TITLE_RANK: Final = {"list": 1, "title": 2, "first_line": 3, "properties": 4}
_CENTRE: Final = "中央"


@dataclass(frozen=True, slots=True)
class Identity:
    """The identity columns of one report, its partition, and what does not agree.

    ``fields`` has the keys report_id, agency_key, agency_id, agency_id_source, agency_name,
    region_code, region_name, region_path, region_source, current_region_code, zone, level,
    system, scope, credit_code, title and published_on. ``region`` is the province-level code,
    100000 for the centre, 0 not resolved; ``year`` 0 not resolved.
    """

    fields: dict[str, Any]
    region: int
    year: int
    findings: list[Finding] = field(default_factory=list)


def identify(
    document: Document,
    capture: Capture,
    *,
    period_year: int | None,
    body_names: Sequence[str],
    reference: Reference,
    ordinal: int | None = None,
) -> Identity:
    """Decide the identity of one report.

    ``period_year``: the year of the printed period of statistics. ``body_names``: names of the
    body in the opening paragraphs. ``ordinal``: place among reports of one page that nothing
    else tells apart, else null.
    """
    tools = _tools(reference)
    texts = {text: tools.grammar.read(text) for text in _title_texts(document, capture)}
    # Titles that follow the grammar; a bare 2022年度报告 counts after one that names its topic.
    titles = sorted(filter(None, texts.values()), key=lambda title: not title.has_topic)
    year = find_year(titles, period_year, document, tools.grammar)
    day = published_on(document, capture, reference, year.value)
    times = Times(year.value or (day.year if day else TODAY), day.year if day else None)
    candidates = list(tools.namer.candidates(titles, document, body_names))
    agency = tools.namer.choose(candidates, times)
    credit_code = find_credit_code(document.printed, reference.words["printed_code"])
    area = find_area(document, capture, credit_code, times, reference)
    printed = [comparable(text) for text in (*texts, *(named.name for named in candidates))]
    name = comparable(agency.name) if agency.name else None
    place = tools.locator.locate(name, area, printed, times)
    place = tools.with_zone_of_portal(place, capture)
    return Identity(
        fields=_ids(
            tools,
            agency.name,
            place,
            year=year.value,
            address=address_of(capture, document.saved_from),
            ordinal=ordinal,
        )
        | _where(tools, place, times)
        | {
            "agency_name": agency.name,
            "system": reference.systems.of(agency.name) if agency.name else None,
            "scope": tools.scope(name) if name else None,
            "credit_code": credit_code,
            "title": _best_title(texts),
            "published_on": day,
        },
        region=_partition(place),
        year=year.value,
        findings=[
            *year.findings,
            *_early(day, year.value),
            *agency.findings,
            *place.findings,
        ],
    )


def _early(day: dt.date | None, year: int) -> list[Finding]:
    """Say of a date that the report's year was not over then: one of the two is another's."""
    if day is None or not is_early(day, year):
        return []
    message = f"the report is of {year}, but its date is {day}"
    return [
        Finding(
            "year.conflict",
            message,
            "unknown",
            expected=float(year),
            actual=float(day.year),
            raw=str(day),
        )
    ]


def classify_title(title: str, reference: Reference | None = None) -> TitleKind:
    """Tell what a title promises: ``report``, ``not_ogi``, ``notice`` or ``unknown``."""
    data = reference or Reference.load()
    return kind_of_title(title, _tools(data).grammar, data.page_rules)


class _Tools:
    """What is built once for the reference data in use."""

    def __init__(self, reference: Reference) -> None:
        self.reference = reference
        self.grammar = TitleGrammar(reference.words)
        self.locator = Locator(reference)
        self.namer = Namer(reference, self.locator)
        self.lineage = Lineage(reference.divisions, self.locator.gazetteer)
        words = reference.words
        self._government = re.compile(
            rf"(?P<of>.*){words.either('government')}{words.either('government_part')}?"
        )
        self._towns = words["township_end"]

    def scope(self, name: str) -> str:
        """``government`` for a 人民政府 of county level and above, else ``agency``."""
        match = self._government.fullmatch(name)
        return "agency" if match is None or match["of"].endswith(self._towns) else "government"

    def with_zone_of_portal(self, place: Place, capture: Capture) -> Place:
        """Give a body that names no place the zone that its portal serves as a whole."""
        portal = self.reference.portals.get(capture.context.portal)
        if portal is None or portal.level != "zone" or place.zone or place.mention is not None:
            return place
        name = comparable(portal.name)
        found = self.locator.zones.zone(name, 0, 0)
        if found is None or place.source != "registry":
            return place
        level = place.level if place.level == "township" else "zone"
        return replace(place, zone=name[found.start : found.end], level=level)


@lru_cache(maxsize=4)
def _tools(reference: Reference) -> _Tools:
    return _Tools(reference)


def _title_texts(document: Document, capture: Capture) -> list[str]:
    """Return titles as printed, best first, each once."""
    found = [(origin, text) for origin, text in document.titles]
    found.append(("ArticleTitle", document.metadata.get("ArticleTitle", "")))
    found.append(("list", capture.context.list_title or ""))
    found.sort(key=lambda item: _TITLE_RANK.get(item[0], 0))
    return list(dict.fromkeys(text.strip() for _, text in found if text.strip()))


def _best_title(texts: Mapping[str, Title | None]) -> str | None:
    """Return the first title that names a report, else the first of all."""
    with_topic = [text for text, title in texts.items() if title is not None and title.has_topic]
    known = [text for text, title in texts.items() if title is not None]
    return next(iter((*with_topic, *known, *texts)), None)


def _ids(
    tools: _Tools,
    name: str | None,
    place: Place,
    *,
    year: int,
    address: str,
    ordinal: int | None,
) -> dict[str, Any]:
    key = agency_key(name, place.code, place.zone, address)
    reviewed = tools.reference.agencies.id_of(key)
    if name and place.code is not None:
        lineage = tools.lineage.agency_id(name, place.code, place.division, place.zone)
    else:
        lineage = key
    return {
        "report_id": report_id(key, year, address, ordinal),
        "agency_key": key,
        "agency_id": reviewed or lineage,
        "agency_id_source": "reviewed" if reviewed else "lineage",
    }


def _where(tools: _Tools, place: Place, times: Times) -> dict[str, Any]:
    """Columns of the place; those of a division are null for what was not resolved."""
    row, divisions = place.division, tools.reference.divisions
    centre = place.code == CENTRAL
    return {
        "region_code": place.code,
        "region_name": _CENTRE if centre else row.name if row else None,
        "region_path": _CENTRE
        if centre
        else "/".join(divisions.path(row, times.year))
        if row
        else None,
        "region_source": place.source,
        "current_region_code": CENTRAL if centre else divisions.current_code(row) if row else None,
        "zone": place.zone,
        "level": place.level,
    }


def _partition(place: Place) -> int:
    if place.code is None:
        return 0
    return int(CENTRAL) if place.code == CENTRAL else int(place.code[:2]) * 10_000
