"""What one page says to somebody who looks for a column: read once, judged later.

Pure functions of a text and its address.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

import lxml.etree
from lxml.html import HtmlElement

from crawler.content import visible
from crawler.discovery.anchors import Anchor, anchors
from crawler.families import Family, ListPage, Post, recognise
from crawler.families.page import Entry, parse, squeeze, tree_of
from crawler.families.titles import is_column
from crawler.tasks import canonical

#: Gives what a title promises, as :func:`pipelines.identity.classify_title` does.
Classify = Callable[[str], str]

_METAS: Final = ("SiteName", "SiteIDCode", "ColumnName", "ColumnType", "ArticleTitle", "Author")
_YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_ANNUAL: Final = re.compile(r"年度\s*报告|年\s*报")
#: Less text than this outside links is no report.
_A_LINE: Final = 150
#: Between the year and 年度报告: the name of the body, 政府信息公开工作.
_BETWEEN: Final = 60
_TITLES: Final = 3


@dataclass(frozen=True, slots=True)
class Listed:
    """What a list page lists.

    ``reports``: addresses of lines that are reports for sure; ``unsure``: lines that may be;
    ``kinds``: how many lines of each kind. ``following``: further pages, services included.
    """

    entries: frozenset[str] = frozenset()
    reports: frozenset[str] = frozenset()
    unsure: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    kinds: Mapping[str, int] = field(default_factory=dict)
    following: tuple[Post, ...] = ()


@dataclass(frozen=True, slots=True)
class PageFacts:
    """One page: what it is called, how its list reads and where it leads.

    ``is_report``: the page itself is a report by its headings. ``digest`` is over the text that
    a reader sees, and over the addresses of its frames.
    """

    url: str
    text: str
    title: str
    metas: Mapping[str, str]
    headings: tuple[str, ...]
    family: Family
    evidence: tuple[str, ...]
    listed: Listed
    anchors: tuple[Anchor, ...]
    digest: str
    is_report: bool

    @property
    def is_article(self) -> bool:
        """Whether it is one article: those carry an ArticleTitle."""
        return "ArticleTitle" in self.metas

    @property
    def name(self) -> str:
        """What the column is called on the page itself; empty where it does not say."""
        return self.metas.get("ColumnName") or next(iter(self.headings), "")


def read_page(text: str, url: str, classify: Classify, family: Family | None = None) -> PageFacts:
    """Read a page; with ``family`` its list is read that way, else by what the page shows."""
    root = tree_of(text)
    known, evidence = recognise(text, url)
    reader = family or known
    seen = visible(root) if root is not None else ""
    metas = _metas(root)
    title, headings = _headings(root, metas)
    ways = anchors(root, url) if root is not None else ()
    framed = (anchor.url for anchor in ways if anchor.is_frame)
    return PageFacts(
        url=url,
        text=text,
        title=title,
        metas=metas,
        headings=headings,
        family=reader,
        evidence=evidence if reader is known else (),
        listed=read_list(reader.read(text, url), url, classify),
        anchors=ways,
        # Pages that are nothing but frames differ in what these show.
        digest=hashlib.sha256("\n".join((title, seen, *framed)).encode()).hexdigest(),
        is_report=any(classify(said) == "report" for said in (*headings, title) if said),
    )


def says_report_of(facts: PageFacts, year: int) -> bool:
    """Tell whether a page is the report of a year: it says 2023年…年度报告, and more than that.

    A menu of years says as much in its links, so these do not count.
    """
    named = rf"(?<!\d){year}(?!\d)[^。]{{0,{_BETWEEN}}}?(?:年度\s*报告|年\s*报)"
    dated = rf"(?<!\d){year}\s*年\s*1\s*月\s*1\s*日"
    said = _outside_links(facts.text)
    return len(said) > _A_LINE and re.search(f"{named}|{dated}", said) is not None


def read_list(page: ListPage, url: str, classify: Classify) -> Listed:
    """Judge the lines of a list page by their titles.

    A line is a report for sure where its title is one and names a year or stands beside a date:
    教育局政府信息公开年报 alone is also the text of a menu.
    """
    kinds: Counter[str] = Counter()
    reports: dict[str, str] = {}
    unsure: list[str] = []
    for entry in page.entries:
        kind = classify(entry.title) if entry.title else "unknown"
        if kind == "report" and not _is_line(entry):
            kind = "unknown"
        kinds[kind] += 1
        if kind == "report":
            reports[_address(entry.url)] = entry.title
        elif kind == "unknown" and _may_be(entry):
            unsure.append(entry.url)
    following = (step if isinstance(step, Post) else Post(step, "", "") for step in page.following)
    return Listed(
        entries=frozenset(_address(entry.url) for entry in page.entries),
        reports=frozenset(reports),
        unsure=tuple(unsure),
        titles=tuple(reports.values())[:_TITLES],
        kinds=kinds,
        following=tuple(s for s in following if is_address(s.url) and (s.form or s.url != url)),
    )


def _is_line(entry: Entry) -> bool:
    named = _YEAR.search(entry.title) is not None
    return (named or entry.date is not None) and not (is_column(entry.url) and not named)


def _may_be(entry: Entry) -> bool:
    return not entry.title or (
        _ANNUAL.search(entry.title) is not None or _YEAR.search(entry.title) is not None
    )


def is_address(url: str) -> bool:
    """Tell whether an address can be asked at all."""
    try:
        return canonical(url).startswith(("http://", "https://"))
    except ValueError:
        return False


def _address(url: str) -> str:
    try:
        return canonical(url)
    except ValueError:
        return url


def _metas(root: HtmlElement | None) -> dict[str, str]:
    """Return the standard meta tags that a page fills, under their standard spelling."""
    wanted = {name.lower(): name for name in _METAS}
    found: dict[str, str] = {}
    for meta in root.iter("meta") if root is not None else ():
        name = wanted.get((meta.get("name") or "").strip().lower())
        content = squeeze(meta.get("content") or "")
        if name and content:
            found.setdefault(name, content)
    return found


def _headings(root: HtmlElement | None, metas: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    """Return the title of a page, and its headings, best first."""
    if root is None:
        return "", ()
    title = next((squeeze(element.text_content()) for element in root.iter("title")), "")
    said = [metas.get("ArticleTitle", "")]
    said += [squeeze(e.text_content()) for e in root.iter("h1", "h2", "ucaptitle")][:_TITLES]
    return title, tuple(dict.fromkeys(filter(None, said)))


def _outside_links(text: str) -> str:
    """Return the text of a page that a reader sees, without that of links and drop-downs."""
    root = parse(text)
    if root is None:
        return ""
    lxml.etree.strip_elements(root, "a", "select", with_tail=False)
    return visible(root)
