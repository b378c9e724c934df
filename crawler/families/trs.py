"""trs: TRS WCM, static pages (拓尔思).

Lists are ``index.html``, then ``index_1.html``, ``index_2.html``; how many there are stands
only in a script. Some templates write the links themselves by script.
"""

from __future__ import annotations

import re

from crawler.families.page import (
    Entry,
    Family,
    Link,
    ListPage,
    absolute,
    entries_of,
    links,
    links_in_scripts,
    parse,
)
from crawler.families.paging import linked, named_pages, scripted
from crawler.families.titles import is_entry

ARTICLE = re.compile(r"/t\d{8}_\d+\.s?html?$", re.IGNORECASE)
_BARE_ADDRESS = re.compile(r"[\"']([^\"'<>\s]*t\d{8}_\d+\.s?html?)[\"']", re.IGNORECASE)
_MARKS = ("TRS_Editor", "trs_editor_view", "list2.trsapi", "maxStaticIndex")
#: The list service of TRS: only the first pages are static, the rest is asked by script.
_SERVICE = re.compile(r"list2\.trsapi.*?recordCount\s*:\s*[\"']?(\d+)", re.DOTALL)


def fingerprint(text: str, url: str) -> tuple[str, ...]:
    """Return what shows that a page was made by TRS WCM."""
    evidence = [mark for mark in _MARKS if mark in text]
    if found := re.search(r"\d{6}/t\d{8}_\d+\.s?html?", text):
        evidence.append(found[0])
    if ARTICLE.search(url):
        evidence.append(url)
    return tuple(evidence)


def read(text: str, url: str) -> ListPage:
    """Read a list page; links without a title are kept, since their page may be a report."""
    root = parse(text)
    if root is None:
        return ListPage(())
    found = links(root, url)

    def wanted(link: Link) -> bool:
        return link.url != url and bool(ARTICLE.search(link.url) or is_entry(link, url))

    entries = entries_of([*found, *links_in_scripts(root, url)], wanted)
    known = {entry.url for entry in entries}
    bare = (absolute(url, href) for href in dict.fromkeys(_BARE_ADDRESS.findall(text)))
    untitled = tuple(Entry(address, "") for address in bare if address and address not in known)
    paging = scripted(text)
    following = named_pages(url, paging, lambda page: page - 1) if paging else linked(found, url)
    return ListPage((*entries, *untitled), following, _unread(text, entries))


def _unread(text: str, entries: tuple[Entry, ...]) -> str:
    service = _SERVICE.search(text)
    shown = sum(1 for entry in entries if ARTICLE.search(entry.url))
    if service and int(service[1]) > shown:
        return f"the list service of TRS has {service[1]} records, the page shows {shown}"
    return ""


FAMILY = Family("trs", fingerprint, read, ("div.TRS_Editor", ".trs_editor_view", ".TRS_UEDITOR"))
