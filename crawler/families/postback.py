"""Pages of ASP.NET that are asked by posting their form back: ``__doPostBack('pager','2')``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlencode

from lxml.html import HtmlElement

from crawler.families.lists import Markup
from crawler.families.page import Post, absolute, squeeze
from crawler.families.queries import whole

_CALL = re.compile(r"__doPostBack\(\s*\\?['\"]([^'\"\\]*)\\?['\"]\s*,\s*\\?['\"]([^'\"\\]*)")
_NEXT = re.compile(r"^(?:下一?页|后一?页|next|[>›]|下一?页\s*[>›»]+)$", re.IGNORECASE)
#: Inputs that a browser sends only when they are pressed or chosen.
_UNSENT = frozenset({"submit", "button", "image", "reset", "file", "checkbox", "radio"})


def next_page(page: Markup) -> tuple[Post, ...]:
    """Return what asks for the page after this one, nothing on the last.

    Only the next: the state in the form is another on each page, so a page that two pages
    named would be asked twice.
    """
    if page.root is None or "__doPostBack" not in page.text:
        return ()
    calls = list(_calls(page.root))
    following = [call for call in calls if _NEXT.match(call[0])] or _after_current(calls)
    for _, form, target, argument in following[:1]:
        fields = {**_fields(form), "__EVENTTARGET": target, "__EVENTARGUMENT": argument}
        if url := absolute(page.url, form.get("action") or page.url):
            return (Post(url, urlencode(fields)),)
    return ()


_Call = tuple[str, HtmlElement, str, str]


def _calls(root: HtmlElement) -> Iterator[_Call]:
    for anchor in root.iter("a"):
        call = _CALL.search(f"{anchor.get('href') or ''} {anchor.get('onclick') or ''}")
        form = next(anchor.iterancestors("form"), None)
        if form is None:
            form = root.find(".//form")
        if call and form is not None:
            yield squeeze(anchor.text_content()), form, call[1], call[2]


def _after_current(calls: list[_Call]) -> list[_Call]:
    """Return the call of the page after the one that no number leads to, which is this one."""
    numbers = {number: call for call in calls if (number := whole(call[0].strip("[]")))}
    current = next(n for n in range(1, len(numbers) + 2) if n not in numbers)
    return [numbers[current + 1]] if current + 1 in numbers else []


def _fields(form: HtmlElement) -> dict[str, str]:
    """Return what a browser would send of a form."""
    fields: dict[str, str] = {}
    for element in form.iter("input"):
        name, kind = element.get("name"), (element.get("type") or "text").lower()
        if name and kind not in _UNSENT:
            fields[name] = element.get("value") or ""
    for choice in form.iter("select"):
        options = list(choice.iter("option"))
        chosen = [one for one in options if one.get("selected") is not None] or options[:1]
        if (name := choice.get("name")) and chosen:
            value = chosen[-1].get("value")
            fields[name] = squeeze(chosen[-1].text_content()) if value is None else value
    return fields
