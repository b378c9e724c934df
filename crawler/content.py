"""What a report page asks for next: its files, frames and pictures, and where it forwards to.

Pure functions of a text and its address.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from lxml.cssselect import CSSSelector
from lxml.etree import XPath
from lxml.html import HtmlElement

from crawler.families import Family
from crawler.families.page import absolute, base_of, is_document, squeeze, tree_of
from crawler.tasks import Kind, Task, canonical
from pipelines.addresses import document_behind
from pipelines.challenges import is_script_only

_REFRESH = re.compile(r"^\s*[\d.]+\s*[;,]\s*(?:url\s*=\s*)?[\"']?\s*([^\"'\s]+)", re.IGNORECASE)
_LOCATION = re.compile(
    r"(?:window|self|top|document|parent)?\.?\blocation(?:\.href)?\s*(?:=|\.(?:replace|assign)\s*\()"
    r"\s*[\"']([^\"'\s]+)[\"']"
)
#: A page with less text than this says nothing by itself.
_SAYS_NOTHING = 60
#: So much text stands on a page that has only menus and a heading.
_A_MENU = 300
#: Share of the text of a page that its content holds, where no selector finds it.
_MOST = 0.7
#: Elements inside each other that are looked through for it.
_DEEPEST = 40
_UNSEEN = frozenset({"script", "style", "title", "noscript"})
#: Elements of which nothing counts for where the content of a page stands.
_SILENT = _UNSEEN | {"a"}
#: The texts that a reader sees, in the order of reading.
_SEEN = XPath(
    f"descendant::text()[not({' or '.join(f'parent::{tag}' for tag in sorted(_UNSEEN))})]",
    smart_strings=False,
)
#: Where a script puts a picture in place once it is looked at, ``src`` is an empty one.
_PICTURE_SOURCES = ("data-original", "data-src", "src", "oldsrc", "orisrc")
#: No picture of a page of text is so narrow or so low as printed. Pixels.
_TINY = 60
_PIXELS = re.compile(r"\s*(\d{1,4})(?:\.\d+)?\s*(?:px)?\s*")
_ATTACHED = re.compile(r"附件|附表|下载")


def children(text: str, url: str, family: Family) -> list[Task]:
    """Return what the content of a page asks for, in printed order, files before pictures.

    Files count wherever the content or the element around it links to them, and elsewhere on
    the page where the link says 附件.
    """
    root = tree_of(text)
    if root is None:
        return []
    base = base_of(root, url)
    block = _content(root, family)
    found = [
        *_files(_around(block), base),
        *_frames(block, base),
        *_named_files(root, base),
        *_pictures(block, base),
    ]
    first: dict[str, Task] = {}
    for task in found:
        first.setdefault(task.url, task)
    return list(first.values())


def forward(text: str, url: str) -> str | None:
    """Return where a page that says nothing itself leads to, by meta refresh or script."""
    root = tree_of(text)
    if root is None or _says_something(root):
        return None
    base = base_of(root, url)
    for meta in root.iter("meta"):
        if (meta.get("http-equiv") or "").lower() == "refresh":
            target = _REFRESH.match(meta.get("content") or "")
            if target and (address := absolute(base, target[1])):
                return address
    for script in root.iter("script"):
        target = _LOCATION.search(script.text or "")
        if target and (address := absolute(base, target[1])):
            return address
    return None


def frames(text: str, url: str) -> list[str]:
    """Return the pages that a page shows in frames, in printed order."""
    root = tree_of(text)
    if root is None:
        return []
    return [task.url for task in _frames(root, base_of(root, url)) if task.kind is Kind.FRAME]


def names_year(text: str, year: int) -> bool:
    """Tell whether a page reads as the annual report of a year: it names it and is no menu."""
    root = tree_of(text)
    if root is None:
        return False
    said = visible(root)
    named = re.search(rf"(?<!\d){year}\s*年", said) and re.search(r"年度\s*报告|年报", said)
    return bool(named) and len(said) > _A_MENU


def says_nothing(text: str) -> bool:
    """Tell whether a page is a script and nothing to read."""
    root = tree_of(text)
    return root is not None and is_script_only(root)


def visible(root: HtmlElement) -> str:
    """Return the text of a page that a reader sees."""
    seen: list[str] = _SEEN(root)
    return squeeze("".join(seen))


def _says_something(root: HtmlElement) -> bool:
    """Tell whether more stands on a page than it says that leads on; no further than needed."""
    seen = 0
    for piece in _SEEN(root):
        seen += _printed(piece)
        if seen > _SAYS_NOTHING:
            return True
    return False


def _content(root: HtmlElement, family: Family) -> HtmlElement:
    for selector in family.content:
        found: list[HtmlElement] = _selector(selector)(root)
        if found:
            return max(found, key=lambda element: len(element.text_content()))
    return _densest(root)


@cache
def _selector(css: str) -> CSSSelector:
    return CSSSelector(css, translator="html")


def _densest(root: HtmlElement) -> HtmlElement:
    """Return the smallest element that holds most of what the page says outside links."""
    body = root.find("body")
    block = root if body is None else body
    lengths = _own_lengths(block)
    whole = lengths[block]
    for _ in range(_DEEPEST if whole else 0):
        inner = max(block, key=lengths.__getitem__, default=None)
        if inner is None or lengths[inner] < _MOST * whole:
            break
        block = inner
    return block


def _own_lengths(block: HtmlElement) -> dict[HtmlElement, int]:
    """Return how many characters each element says outside links, white space aside.

    In one pass, from the last element to the first, so that what stands inside is known before
    what is around it: pages hold thousands of elements inside each other.
    """
    elements = list(block.iter())
    lengths = dict.fromkeys(elements, 0)
    for element in reversed(elements):
        if not isinstance(element.tag, str) or element.tag in _SILENT:
            lengths[element] = 0
        elif element.text:
            lengths[element] += _printed(element.text)
        around = element.getparent()
        if around is not None and around in lengths:
            lengths[around] += lengths[element] + (_printed(element.tail) if element.tail else 0)
    return lengths


def _printed(text: str) -> int:
    return len("".join(text.split()))


def _around(block: HtmlElement) -> HtmlElement:
    """Return the element around a content block, where lists of files often stand."""
    parent = block.getparent()
    return block if parent is None or parent.tag in {"body", "html"} else parent


def _files(scope: HtmlElement, base: str) -> Iterator[Task]:
    for element in scope.iter("a", "embed", "object"):
        for name in ("href", "src", "data"):
            url = absolute(base, element.get(name) or "")
            if url and (file := _file_behind(url, base)):
                yield Task(canonical(file), Kind.ATTACHMENT)


def _named_files(root: HtmlElement, base: str) -> Iterator[Task]:
    for element in root.iter("a"):
        url = absolute(base, element.get("href") or "")
        if url and is_document(url) and _ATTACHED.search(element.text_content()):
            yield Task(canonical(url), Kind.ATTACHMENT)


def _file_behind(url: str, base: str) -> str | None:
    """Return the document that an address is, serves by name, or shows in a viewer."""
    found = document_behind(url, base)
    return None if found is None else absolute(base, found)


def _frames(scope: HtmlElement, base: str) -> Iterator[Task]:
    for element in scope.iter("iframe", "frame"):
        url = absolute(base, element.get("src") or "")
        if url is None:
            continue
        file = _file_behind(url, base)
        if file is not None:
            yield Task(canonical(file), Kind.ATTACHMENT)
        else:
            yield Task(canonical(url), Kind.FRAME)


def _pictures(block: HtmlElement, base: str) -> Iterator[Task]:
    for element in block.iter("img"):
        if _is_tiny(element):
            continue
        for name in _PICTURE_SOURCES:
            if url := absolute(base, element.get(name) or ""):
                yield Task(canonical(url), Kind.PICTURE)
                break


def _is_tiny(element: HtmlElement) -> bool:
    printed = (_PIXELS.fullmatch(element.get(name) or "") for name in ("width", "height"))
    return any(int(size[1]) <= _TINY for size in printed if size)
