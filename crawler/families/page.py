"""What the families share: the values they give, and reading links out of markup.

Everything here is a pure function of a text and the address it came from.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import urldefrag, urljoin, urlsplit

import lxml.etree
import lxml.html
from lxml.html import HtmlElement

from pipelines.addresses import DOCUMENT_PATH

_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)日?")
_SPACE = re.compile(r"\s+")
_BREAKS = re.compile(r"[\t\r\n]")
_BULLET = re.compile(r"^[\s·•●■◆▪►»>\-—]+")
_CUT = re.compile(r"(?:\.{2,}|…+)$")
#: A second link to the same page: it says nothing that the first does not.
_AGAIN = re.compile(
    r"^[\[【(（]?\s*(?:详细|详情|查看|阅读|全文|点击|更多|预览|more\b|view\b)", re.IGNORECASE
)
#: The number of a line in a table.
_ORDINAL = re.compile(r"^\s*\d{1,3}\s+")
#: A session in an address; the page is the same without it.
_SESSION = re.compile(r";jsessionid=[^?#/;]*", re.IGNORECASE)
_ESCAPED = re.compile(r"\\([\"'/])")
#: In an address it shows that a script put the address together from parts.
_QUOTE = re.compile(r"[\"'+]|%2[27]")
#: What a template writes where a script or a server was to put a value.
_PLACEHOLDER = re.compile(r"\{\{|\}\}|<%|%>|%7B%7B|\$\{|#\{", re.IGNORECASE)
#: Elements that a script repeats for each line: what stands inside is the shape of a line.
_REPEATED = ("ms-repeat", "ms-for", ":for", "ng-repeat", "v-for", "data-ng-repeat")
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
#: Media type of a posted form.
FORM = "application/x-www-form-urlencoded"
#: Elements that hold one line of a list.
_LINE_TAGS = frozenset({"li", "tr", "dl"})
#: How far above its link the line of a link may begin.
_LINE_HEIGHT = 5
#: Links that one line may hold: its page, perhaps twice, and some files beside it.
_LINE_LINKS = 8


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a list: address, title, date, and files that stand in the same line."""

    url: str
    title: str
    date: dt.date | None = None
    attachments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Post:
    """A list page that is asked by POST: its address, and the form as it goes over the wire.

    ``form`` is of ``media``: ``a=1&b=2``, or JSON where the service takes that.
    """

    url: str
    form: str
    media: str = FORM


@dataclass(frozen=True, slots=True)
class ListPage:
    """What one list page says.

    ``following``: further list pages of the column, in order: an address, or a form to post.
    ``unread``: why the list is known to go on where this reader cannot follow, or an empty
    text.
    """

    entries: tuple[Entry, ...]
    following: tuple[str | Post, ...] = ()
    unread: str = ""


@dataclass(frozen=True, slots=True)
class Family:
    """One CMS family: how it is recognised, how its lists read, where its pages have content.

    ``fingerprint`` gives the evidence found and what it weighs, see
    :mod:`crawler.families.marks`; ``read`` reads a list page, and never raises; ``content`` are CSS selectors of the content of a report page, best first. ``years``
    is for columns whose page is itself the report of one year: it gives the address of
    another year, or None where this column is an ordinary list.
    """

    name: str
    fingerprint: Callable[[str, str], Mapping[str, int]]
    read: Callable[[str, str], ListPage]
    content: tuple[str, ...]
    years: Callable[[str, int], str | None] = lambda _url, _year: None


@dataclass(slots=True)
class Link:
    """One ``<a href>``: where it leads, its title, and its line.

    ``is_again``: its text is no title (详细, 查看), the line has that.
    """

    url: str
    title: str
    element: HtmlElement = field(repr=False)
    date: dt.date | None = None
    attachments: tuple[str, ...] = ()
    is_again: bool = False


def parse(text: str) -> HtmlElement | None:
    """Parse markup; None where there is nothing to parse."""
    clean = _XML_DECLARATION.sub("", text.replace("\x00", ""), count=1)
    if not clean.strip():
        return None
    try:
        return lxml.html.document_fromstring(clean)
    except (lxml.etree.ParserError, ValueError):
        return None


@lru_cache(maxsize=1)
def tree_of(text: str) -> HtmlElement | None:
    """Parse markup once for all who look at one page; nobody may change the tree."""
    return parse(text)


def base_of(root: HtmlElement, url: str) -> str:
    """Return the address that relative links of a page start from."""
    for base in root.iter("base"):
        if href := base.get("href"):
            return absolute(url, href) or url
    return url


def absolute(base: str, href: str) -> str | None:
    """Return an http address without fragment and session, or None for scripts and torn ones.

    Line breaks are dropped and spaces inside kept, as browsers do: they stand in names of files.
    """
    href = _BREAKS.sub("", href).strip()
    if not href or href.startswith("#"):
        return None
    try:
        url = urldefrag(_SESSION.sub("", urljoin(base, href))).url
        parts = urlsplit(url)
        # A port that is no number is found only when it is asked for.
        is_whole = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and is_whole else None


def is_document(url: str) -> bool:
    """Tell whether an address names a file to open rather than a page."""
    return DOCUMENT_PATH.search(urlsplit(url).path) is not None


def links(root: HtmlElement, url: str) -> list[Link]:
    """Return the links of a page in order, each with the date and the files of its line.

    Templates that scripts fill are no lines.
    """
    base = base_of(root, url)
    hidden = {a for element in _templates(root) for a in element.iter("a")}
    anchors = (a for a in root.iter("a") if a not in hidden)
    found = [link for link in (_link(a, base) for a in anchors) if link]
    by_element = {id(link.element): link for link in found}
    for link in found:
        _read_line(link, by_element)
    return found


def links_in_scripts(root: HtmlElement, url: str) -> list[Link]:
    """Return the links of markup that scripts write, escapes undone."""
    found: list[Link] = []
    for script in root.iter("script"):
        source = script.text or ""
        if "<a" not in source.lower():
            continue
        written = parse(_ESCAPED.sub(r"\1", source))
        if written is not None:
            found += [link for link in links(written, url) if not _QUOTE.search(link.url)]
    return found


def _templates(root: HtmlElement) -> list[HtmlElement]:
    # The name ":for" is none that an XPath could hold.
    named = " or ".join(f"name() = '{name}'" for name in _REPEATED)
    return [*root.xpath(f"//*[@*[{named}]]"), *root.iter("template")]


def _link(element: HtmlElement, base: str) -> Link | None:
    href = element.get("href") or ""
    url = absolute(base, href)
    if url is None or _PLACEHOLDER.search(href) or _PLACEHOLDER.search(element.text_content()):
        return None
    title = _title(element)
    return Link(url, title, element, is_again=_AGAIN.match(title) is not None)


def _title(element: HtmlElement) -> str:
    """Return the printed title; the ``title`` attribute where the text is cut or missing."""
    text = _BULLET.sub("", squeeze(element.text_content()))
    attribute = squeeze(element.get("title") or "")
    if not text or _CUT.search(text) or (attribute.startswith(text) and attribute != text):
        return attribute or text
    return text


def _read_line(link: Link, by_element: dict[int, Link]) -> None:
    line = _line_of(link, by_element)
    own = link.element
    beside = squeeze(" ".join(_texts_outside(line, own))) if line is not own else ""
    dates = list(dates_in(beside))
    if dates:
        link.date = dates[-1]
    else:
        _split_date(link)
    others = [by_element[id(a)] for a in line.iter("a") if id(a) in by_element and a is not own]
    if link.is_again and line is not own:
        is_second = any(not is_document(o.url) and not o.is_again for o in others)
        link.title = "" if is_second else _ORDINAL.sub("", _DATE.sub("", beside)).strip(" []【】")
    link.attachments = tuple(
        dict.fromkeys(o.url for o in others if is_document(o.url) and o.url != link.url)
    )


def _split_date(link: Link) -> None:
    """Take a date at the very end of the text out of the title."""
    for match in _DATE.finditer(link.title):
        rest = link.title[match.end() :].strip(" ])）】")
        if not rest and match.start() > 0:
            link.date = _date(match)
            link.title = link.title[: match.start()].rstrip(" [(（【")


def _line_of(link: Link, by_element: dict[int, Link]) -> HtmlElement:
    """Return the element that holds the line of a link and of no other page."""
    line = link.element
    parent = line.getparent()
    for _ in range(_LINE_HEIGHT):
        if parent is None or parent.tag in {"body", "html"} or not _is_one(parent, by_element):
            break
        line = parent
        if line.tag in _LINE_TAGS:
            break
        parent = line.getparent()
    return line


def _is_one(element: HtmlElement, by_element: dict[int, Link]) -> bool:
    """Tell whether an element links to one page, with or without files beside, or to one file."""
    pages: set[str] = set()
    again: set[str] = set()
    files: set[str] = set()
    for number, anchor in enumerate(element.iter("a")):
        if number >= _LINE_LINKS:
            return False
        link = by_element.get(id(anchor))
        if link is not None:
            kind = files if is_document(link.url) else again if link.is_again else pages
            kind.add(link.url)
        if len(pages) > 1:
            return False
    return bool(pages) or len(again or files) == 1


def _texts_outside(line: HtmlElement, link: HtmlElement) -> Iterator[str]:
    """Yield the texts of a line that do not stand inside the link itself."""
    for node in line.iter():
        if node is not link and link not in node.iterancestors() and isinstance(node.tag, str):
            yield node.text or ""
        if node is not line and link not in node.iterancestors():
            yield node.tail or ""


def dates_in(text: str) -> Iterator[dt.date]:
    """Yield the dates printed in a text: 2023-01-19, 2023/1/19, 2023.1.19, 2023年1月19日."""
    for match in _DATE.finditer(text):
        if date := _date(match):
            yield date


def _date(match: re.Match[str]) -> dt.date | None:
    try:
        return dt.date(*(int(part) for part in match.groups()))
    except ValueError:
        return None


def squeeze(text: str) -> str:
    """Collapse white space."""
    return _SPACE.sub(" ", text).strip()


def entries_of(found: Iterable[Link], wanted: Callable[[Link], bool]) -> tuple[Entry, ...]:
    """Return the wanted links as entries, one per address and title, in printed order.

    A file that stands beside a wanted page in the same line is its attachment, no entry.
    """
    chosen = [link for link in found if wanted(link)]
    pages = [link for link in chosen if not is_document(link.url)]
    beside = {file for page in pages for file in page.attachments}
    entries: dict[str, Entry] = {}
    for link in chosen:
        if link.url in beside:
            continue
        known = entries.get(link.url)
        if known is None or (not known.title and link.title):
            entries[link.url] = Entry(link.url, link.title, link.date, link.attachments)
    return tuple(entries.values())
