"""What a page says of itself in its markup: meta tags, titles, where it was saved from."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice

from lxml import etree

from pipelines.documents import tree
from pipelines.documents.lines import bare, is_unrendered, tidy
from pipelines.documents.vocabulary import Vocabulary

Title = tuple[str, str]

#: The standard names (政府网站发展指引, 2017), and what else tells who and when; any case is read.
_STANDARD = {
    name.lower(): name
    for name in (
        *("SiteName", "SiteDomain", "SiteIDCode"),
        *("ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType"),
        *("ArticleTitle", "PubDate", "ContentSource", "Keywords", "Description", "Author", "Url"),
        *("Image", "Contentid"),
    )
}
#: As browsers print it, and as SingleFile does, with a line for each.
_SAVED_FROM = re.compile(
    r"<!--\s*(?:saved from url=\(\d{1,6}\)(https?://\S+?)\s*-->"
    r"|page saved with singlefile\s+url:\s*(https?://[^\s<>]+))",
    re.IGNORECASE,
)
_WITHIN = 4096
#: A page of more than this many titles has none.
_MOST_TITLES = 200


def read_metadata(root: etree._Element) -> dict[str, str]:
    """Return meta tags by name, first non-empty value of each, and ``publishtime`` elements.

    Standard names get their standard spelling, others stay as printed. What a template should
    have filled in and did not (``{{ title }}``) says nothing.
    """
    found: dict[str, str] = {}
    for element in root.iter("meta", "publishtime"):
        if element.tag == "meta":
            printed = tidy(element.get("name") or element.get("property") or "")
            value = tidy(element.get("content") or "")
        else:
            printed, value = "publishtime", tidy("".join(element.itertext()))
        name = _STANDARD.get(printed.lower(), printed)
        if name and value and not is_unrendered(value):
            found.setdefault(name, value)
    return found


def read_titles(
    root: etree._Element, metadata: dict[str, str], vocabulary: Vocabulary
) -> list[Title]:
    """Candidates best first: ArticleTitle, title elements of a family, h1, ``<title>``.

    Of several h1 those come first that ``<title>`` repeats: the others name the site. Texts that
    differ in white space only are given once.
    """
    titles: list[Title] = []
    headings: list[Title] = []
    heads: list[Title] = []
    if "ArticleTitle" in metadata:
        titles.append(("ArticleTitle", metadata["ArticleTitle"]))
    for element in islice(root.iter("h1", "title", *sorted(vocabulary.titles)), _MOST_TITLES):
        text = tidy("".join(_shown(element)))
        parent = element.getparent()
        if not text or is_unrendered(text) or (parent is not None and parent.tag == "svg"):
            continue
        where = tree.name_of(element)
        target = {"h1": headings, "title": heads}.get(where, titles)
        target.append((where, text))
    repeated = bare("".join(text for _, text in heads))
    headings.sort(key=lambda title: bare(title[1]) not in repeated)
    return unique([*titles, *headings, *heads])


def unique(titles: Iterable[Title]) -> list[Title]:
    """Keep the first of the titles that print the same."""
    found: dict[str, Title] = {}
    for title in titles:
        found.setdefault(bare(title[1]), title)
    return list(found.values())


def read_saved_from(text: str) -> str | None:
    """Return the address that a browser or SingleFile left in a comment, where it is one."""
    match = _SAVED_FROM.search(text[:_WITHIN])
    return match.group(1) or match.group(2) if match else None


def read_base(root: etree._Element) -> str | None:
    """Return the address in the first ``<base>`` that has one, as printed."""
    return next((href for base in root.iter("base") if (href := base.get("href"))), None)


def _shown(element: etree._Element) -> list[str]:
    if any(
        tree.is_hidden(tree.attributes_of(ancestor))
        for ancestor in (element, *element.iterancestors())
    ):
        return []
    return [str(text) for text in element.itertext()]
