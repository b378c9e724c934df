"""A page in place of one that is gone, although its status says 200: an error page, or the home."""

from __future__ import annotations

import re
from typing import Final

from pipelines.model import Capture, Document
from pipelines.reference import Reference
from pipelines.reference.tables import comparable
from pipelines.roles import is_home

#: Titles of pages end in the name of the site behind one of these.
_PARTS: Final = re.compile(r"[-_|—–,，:：!！。]+")
#: Where the title of the page as such stands; what a crawl or a file says is none.
_PLACES: Final = frozenset({"title", "h1"})
#: Meta tags of an article or a column, which no home page has.
_INNER: Final = frozenset({"ArticleTitle", "ColumnName", "PubDate"})


def says_gone(document: Document, capture: Capture, reference: Reference) -> bool:
    """Tell whether a page without a report is an error page, or the home page of the portal."""
    return _is_error(document, reference) or _is_home(document, capture, reference)


def _is_home(document: Document, capture: Capture, reference: Reference) -> bool:
    """Whether a page says that its own address is that of the home page, and not the one asked."""
    own = document.metadata.get("Url")
    return (
        is_home(own, capture, reference)
        and not is_home(capture.url, capture, reference)
        and _INNER.isdisjoint(document.metadata)
    )


def _is_error(document: Document, reference: Reference) -> bool:
    """Whether the title of a page is one of an error page (``page_gone`` of words.csv).

    The whole title counts, or the first of its parts: a report about such a page is none.
    """
    known = {word.casefold() for word in reference.words["page_gone"]}
    return any(
        text.casefold() in known
        for place, title in document.titles
        if place in _PLACES
        for text in map(comparable, (title, _PARTS.split(title.strip())[0]))
    )
