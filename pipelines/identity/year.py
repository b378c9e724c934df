"""The year that the figures describe: title, then the period of statistics, then metadata.

The year in an address is no evidence, nor is the year of publication: a report of which only
that is known has the year 0 (not resolved).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pipelines.identity.title import Title, TitleGrammar
from pipelines.model import Document, Finding

#: Tags of the standard (政府网站发展指引) that may repeat the title; ColumnName and Url may not
#: serve, since a column's year is that of publication.
_TAGS: Final = ("ArticleTitle", "Description", "Keywords", "description", "keywords")


@dataclass(frozen=True, slots=True)
class Year:
    """The year, 0 where nothing tells it."""

    value: int
    findings: tuple[Finding, ...] = ()


def find_year(
    titles: Sequence[Title], period_year: int | None, document: Document, grammar: TitleGrammar
) -> Year:
    """Take the first year of title, period and metadata; any other one is a finding."""
    found = [("title", title.year) for title in titles]
    found.append(("period of statistics", period_year))
    for tag in _TAGS:
        title = grammar.read(document.metadata.get(tag, ""))
        if title is not None and title.has_topic:
            found.append((f"tag {tag}", title.year))
    known = [(source, year) for source, year in found if year is not None]
    if not known:
        return Year(0)
    source, value = known[0]
    others = {year: where for where, year in reversed(known) if year != value}
    others = {
        year: f"other {where}" if where == source else where for year, where in others.items()
    }
    return Year(
        value,
        tuple(
            Finding(
                "year.conflict",
                f"the {source} says {value}, the {where} says {year}",
                origin="report",
                expected=float(value),
                actual=float(year),
                raw=str(year),
            )
            for year, where in sorted(others.items())
        ),
    )
