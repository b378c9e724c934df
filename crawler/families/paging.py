"""Page counts and page names that list pages print in their scripts and links."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import parse_qsl, urljoin, urlsplit

from crawler.families.page import Link, squeeze

#: List pages of one column that are worth the asking, whatever its script says.
MOST_PAGES = 500

_CALL = re.compile(r"\bcreatePage(?:HTML)?\s*\(([^)]*)\)", re.IGNORECASE)
_COUNT = re.compile(r"\bcountPage\s*=\s*[\"']?(\d+)")
_TEXT = re.compile(r"^[\"']([^\"']*)[\"']$")
_LAST_NAME = re.compile(r"([^/]*?)(?:_\d+)?(\.s?html?)$", re.IGNORECASE)
_NEXT_TEXT = re.compile(
    r"^(?:下一?页|后一?页|next(?: page)?|[>›»]+|下一?页\s*[>›»]+)$", re.IGNORECASE
)
_NUMBER = re.compile(r"^\[?(\d{1,4})\]?$")
_PAGE_PARAMETER = re.compile(
    r"^(?:page|pageno|pagenum|pageindex|page_?no|cur_?page|p|pn)$", re.IGNORECASE
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
    count = _COUNT.search(text)
    return Paging(int(count[1])) if count else None


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


def linked(found: Iterable[Link], url: str) -> tuple[str, ...]:
    """Return the addresses of further pages that links name: rel=next, 下一页, numbers."""
    following: dict[str, None] = {}
    for link in found:
        if link.url != url and (_says_next(link) or _is_numbered(link, url)):
            following[link.url] = None
    return tuple(following)


def _says_next(link: Link) -> bool:
    rel = (link.element.get("rel") or "").lower().split()
    return "next" in rel or _NEXT_TEXT.match(squeeze(link.element.text_content())) is not None


def _is_numbered(link: Link, url: str) -> bool:
    """Tell whether a link is a page number that leads to a sibling of this very list."""
    text = _NUMBER.match(squeeze(link.element.text_content()))
    here, there = urlsplit(url), urlsplit(link.url)
    if text is None or here.netloc != there.netloc:
        return False
    if any(_PAGE_PARAMETER.match(key) for key, _ in parse_qsl(there.query)):
        return here.path == there.path
    folder, _, _ = here.path.rpartition("/")
    if not there.path.startswith(f"{folder}/"):
        return False
    numbers = {int(number) for number in re.findall(r"\d{1,4}", there.path[len(folder) :])}
    return bool(numbers & {int(text[1]), int(text[1]) - 1})
