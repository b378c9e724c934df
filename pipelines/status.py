"""Whether a document is a report, and how whole: its status (``schema.md``, ``reports.status``)."""

from __future__ import annotations

import re

from pipelines.labels import squeeze
from pipelines.model import Document
from pipelines.reading import Reading
from pipelines.reading.sections import narrative_rules

_TABLES = ("proactive", "requests", "disputes")
#: A report of prose alone has at least this many numbered sections.
_SECTIONS_OF_A_REPORT = 2


def of_part_of_a_year(title: str) -> bool:
    """Whether a title announces half a year, a quarter or some months."""
    rules = narrative_rules()["part_of_a_year"]
    said = squeeze(title)
    return re.search(rules["says"], said) is not None and not re.search(rules["unless"], said)


def status_of(reading: Reading, document: Document, kind: str, *, promised: bool) -> str | None:
    """Return the status of a report, null where this is none."""
    if kind == "not_ogi" and not reading.official:
        return None
    if reading.official:
        # A notice that prints the blank form tells others to fill it; it reports nothing.
        return None if kind in {"notice", "not_ogi"} and _blank(reading) else reading.status
    if kind != "report" and not promised:
        return None
    if "tables_not_read" in document.notes or printed_as_text(reading):
        return "partial"
    numbered = sum(1 for section in reading.sections if section.heading)
    if numbered >= _SECTIONS_OF_A_REPORT:
        return "narrative_only"
    # A list of reports is titled as one too, and carries them.
    carried = any(link.kind in {"attachment", "frame", "picture"} for link in document.links)
    return "attachment_missing" if carried and not promised else None


def printed_as_text(reading: Reading) -> tuple[str, ...]:
    """Return the tables that the text prints where none could be read, as those without lines."""
    if reading.official:
        return ()
    text = squeeze("".join(section.heading + section.text for section in reading.sections))
    said: dict[str, list[list[str]]] = narrative_rules()["tables"]
    for tables, lists in ((_TABLES, said["said"]), (("statistics",), said["statistics"])):
        if any(all(word in text for word in words) for words in lists):
            return tables
    return ()


def _blank(reading: Reading) -> bool:
    return reading.status == "unfilled"
