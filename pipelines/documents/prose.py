"""The main text of a page whose structure nothing else explains, by trafilatura.

Only the text and the byline are taken. Its dates are not: it may read them from addresses and
copyright lines, and a date that is not printed as the date of publication is no date here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from pipelines.documents.lines import tidy

#: Beyond this many characters of markup the page is left to the plain reading.
_LONGEST = 2_000_000
#: How it marks items of lists.
_BULLET = re.compile(r"^\s*- ")


@dataclass(frozen=True, slots=True)
class Prose:
    """Paragraphs of the main text; title and author where it found any."""

    paragraphs: tuple[str, ...]
    title: str | None
    author: str | None


def read_prose(root: etree._Element) -> Prose | None:
    """Return the main text, null where there is none. Needs no network and no address."""
    from trafilatura import bare_extraction  # noqa: PLC0415 - slow to import, rarely needed

    markup = etree.tostring(root, encoding="unicode", method="html")
    if len(markup) > _LONGEST:
        return None
    document = bare_extraction(
        markup, favor_recall=True, include_comments=False, with_metadata=True, fast=True
    )
    if document is None or isinstance(document, dict):
        return None
    lines = (tidy(_BULLET.sub("", line)) for line in (document.text or "").split("\n"))
    paragraphs = tuple(line for line in lines if line)
    return Prose(paragraphs, document.title, document.author) if paragraphs else None
