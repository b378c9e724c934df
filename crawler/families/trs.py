"""trs: TRS WCM, static pages (拓尔思).

Lists are ``index.html``, then ``index_1.html``, ``index_2.html``; how many there are stands
only in a script. Some templates write the links themselves by script.
"""

from __future__ import annotations

import re

from crawler.families.lists import Markup, entries, markup_of, wanted
from crawler.families.marks import fingerprint
from crawler.families.page import Entry, Family, ListPage, absolute, links_in_scripts
from crawler.families.paging import linked, named_pages, scripted

ARTICLE = re.compile(r"/t\d{8}_\d+\.s?html?$", re.IGNORECASE)
_BARE_ADDRESS = re.compile(r"[\"']([^\"'<>\s]{0,300}t\d{8}_\d+\.s?html?)[\"']", re.IGNORECASE)


def read(text: str, url: str) -> ListPage:
    """Read a list page; links without a title are kept, since their page may be a report."""
    page = markup_of(text, url)
    paging = scripted(text)
    following = named_pages(url, paging, lambda number: number - 1) if paging else linked(page)
    return ListPage(static_entries(page, following), following)


def static_entries(page: Markup, following: tuple[str, ...] = ()) -> tuple[Entry, ...]:
    """Return the entries that stand in a page itself, be it in its scripts."""
    scripts = tuple(links_in_scripts(page.root, page.url)) if page.root is not None else ()
    whole = Markup(page.text, page.url, page.root, (*page.links, *scripts))
    found = entries(whole, wanted(page.url, ARTICLE), following)
    known = {entry.url for entry in found}
    bare = (absolute(page.url, href) for href in dict.fromkeys(_BARE_ADDRESS.findall(page.text)))
    return (*found, *(Entry(url, "") for url in bare if url and url not in known))


FAMILY = Family(
    "trs",
    fingerprint(
        addresses={r"/\d{6}/t\d{8}_\d+\.s?html?": 2},
        markup={r"class=[\"']?(?:TRS_Editor|trs_editor_view|TRS_UEDITOR)": 2, "TRS_": 1},
    ),
    read,
    ("div.TRS_Editor", ".trs_editor_view", ".TRS_UEDITOR"),
)
