"""Page counts and page names that list pages print in their scripts and links."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, urljoin, urlsplit

from crawler.families.lists import Markup
from crawler.families.page import Link, absolute, base_of, squeeze
from crawler.families.queries import MOST_PAGES, whole

_CALL = re.compile(r"\bcreatePage(?:HTML)?\s*\(([^)]{0,300})\)", re.IGNORECASE)
_COUNT = re.compile(r"\bcountPage\s*=\s*[\"']?(\d{1,7})")
#: ``Pager({size:7, current:0, prefix:'index', suffix:'html'})``.
_PAGER = re.compile(r"\bPager\s*\(\s*\{([^{}]{0,500})\}", re.IGNORECASE)
_SETTING = re.compile(r"(\w+)[\"']?\s*:\s*[\"']?([\w-]*)")
#: How many pages a list says it has: 共7页, 第1/7页, pageCount:7, totalPage=7.
_PRINTED_COUNT = re.compile(
    r"共\s*(\d{1,6})\s*页|\d{1,6}\s*/\s*(\d{1,6})\s*页|"
    r"\b(?:pageCount|totalPages?)[\"']?\s*[:=]\s*[\"']?(\d{1,6})",
    re.IGNORECASE,
)
_TEXT = re.compile(r"^[\"']([^\"']*)[\"']$")
_LAST_NAME = re.compile(r"([^/]*?)(?:_\d+)?(\.s?html?)$", re.IGNORECASE)
_NEXT_TEXT = re.compile(
    r"^(?:下一?页|后一?页|next(?: page)?|[>›»]+|下一?页\s*[>›»]+)$", re.IGNORECASE
)
#: Three digits: a year is no page number.
_NUMBER = re.compile(r"^(?:\[|第)?\s*(\d{1,3})\s*(?:\]|页)?(?:\s*/\s*\d{1,4})?$")
_PAGE_PARAMETER = re.compile(
    r"^(?:page|page_?(?:no|num|number|index)|(?:cur|curr|current)_?page|p|pn|pi|[a-z]+\d+p)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Paging:
    """What a paging call of a script says: number of pages, name and ending of their files."""

    pages: int
    name: str | None = None
    ending: str | None = None


def scripted(text: str) -> Paging | None:
    """Return what ``createPageHTML(N, cur, "index", "html")`` and its kin say, if present.

    The first whole number is the count of pages; the first two texts after it are name and
    ending. ``var countPage = N`` counts where no call does.
    """
    for call in _CALL.finditer(text):
        arguments = [part.strip() for part in call[1].split(",")]
        numbers = [i for i, part in enumerate(arguments) if part.isascii() and part.isdigit()]
        if not numbers:
            continue
        after = arguments[numbers[0] + 1 :]
        texts = [found[1] for part in after if (found := _TEXT.match(part))]
        name, ending = (texts[0], texts[1]) if len(texts) > 1 else (None, None)
        return Paging(int(arguments[numbers[0]]), name or None, (ending or "").lstrip(".") or None)
    for pager in _PAGER.finditer(text):
        settings = {name.lower(): value for name, value in _SETTING.findall(pager[1])}
        if pages := whole(settings.get("size")):
            return Paging(pages, settings.get("prefix") or None, settings.get("suffix") or None)
    count = _COUNT.search(text)
    return Paging(int(count[1])) if count else None


def printed_count(text: str) -> int:
    """Return how many pages a list says it has, 0 where it does not say."""
    return max((int(next(filter(None, f))) for f in _PRINTED_COUNT.findall(text)), default=0)


def named_pages(
    url: str, paging: Paging, number: Callable[[int], int], limit: int = MOST_PAGES
) -> tuple[str, ...]:
    """Return the addresses of the second and later pages, at most ``limit`` of them.

    ``number`` gives what stands in the name of page k = 2, 3, ...; name and ending come from
    the script, else from the address, else they are ``index`` and ``html``.
    """
    name, ending = name_of(url)
    name = paging.name or name
    ending = paging.ending or ending
    last = min(paging.pages, limit + 1)
    return tuple(urljoin(url, f"{name}_{number(k)}.{ending}") for k in range(2, last + 1))


def name_of(url: str) -> tuple[str, str]:
    """Return name and ending of a list page without its number: index_2.html -> index, html."""
    match = _LAST_NAME.search(urlsplit(url).path)
    if match and match[1]:
        return match[1], match[2][1:]
    return "index", "html"


def linked(page: Markup) -> tuple[str, ...]:
    """Return the further pages that a page links: rel=next, 下一页, numbers, a list to choose."""
    following: dict[str, None] = {}
    for link in page.links:
        text = squeeze(link.element.text_content())
        if link.url != page.url and (_says_next(link, text) or is_numbered(text, link.url, page)):
            following[link.url] = None
    following.update((url, None) for text, url in _options(page) if is_numbered(text, url, page))
    return tuple(following)


def _says_next(link: Link, text: str) -> bool:
    rel = (link.element.get("rel") or "").lower().split()
    return "next" in rel or _NEXT_TEXT.match(text) is not None


def _options(page: Markup) -> Iterator[tuple[str, str]]:
    """Yield text and address of what can be chosen, where choosing leads somewhere."""
    for option in page.root.iter("option") if page.root is not None else ():
        value = (option.get("value") or "").strip()
        url = absolute(base_of(option.getroottree().getroot(), page.url), value)
        # A bare number is for a script to make something of.
        if url and url != page.url and not value.isdigit():
            yield squeeze(option.text_content()), url


def is_numbered(text: str, url: str, page: Markup) -> bool:
    """Tell whether a page number, as printed, leads to a sibling of this very list."""
    number = _NUMBER.match(text)
    here, there = urlsplit(page.url), urlsplit(url)
    if number is None or here.netloc != there.netloc:
        return False
    if any(_PAGE_PARAMETER.match(key) for key, _ in parse_qsl(there.query)):
        return here.path == there.path
    folder, _, _ = here.path.rpartition("/")
    if not there.path.startswith(f"{folder}/"):
        return False
    numbers = {int(one) for one in re.findall(r"\d{1,4}", there.path[len(folder) :])}
    return bool(numbers & {int(number[1]), int(number[1]) - 1})
