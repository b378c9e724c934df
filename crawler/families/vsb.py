"""vsb: 博达 Visual SiteBuilder.

Lists are ``NAME.htm``, then ``NAME/N.htm``, counting down: the second page has the highest
number, the last page is ``NAME/1.htm``. Older sites page by the query of a ``.jsp``.
"""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from crawler.families.lists import Markup, markup_of, read_markup
from crawler.families.marks import fingerprint
from crawler.families.page import Family, ListPage
from crawler.families.paging import linked, printed_count
from crawler.families.queries import MOST_PAGES

ARTICLE = re.compile(r"/info/\d+/\d+\.html?$|[?&]wbnewsid=\d+", re.IGNORECASE)
_STEP = re.compile(r"/(\d{1,6})\.html?$")


def read(text: str, url: str) -> ListPage:
    """Read a list page."""
    page = markup_of(text, url)
    return read_markup(page, (*_below(page), *linked(page)), ARTICLE)


def _below(page: Markup) -> tuple[str, ...]:
    """Return the pages from the highest number that a link to a step of this list has down to 1."""
    here = urlsplit(page.url).path
    stem = _STEP.sub("", here) if _STEP.search(here) else re.sub(r"\.html?$", "", here)
    folder = urljoin(page.url, f"{stem}/")
    steps = [
        int(step[1])
        for link in page.links
        if (step := _STEP.search(link.url)) and link.url == f"{folder}{step[1]}.htm"
    ]
    highest = max([*steps, printed_count(page.text) - 1 if steps else 0], default=0)
    return tuple(f"{folder}{number}.htm" for number in range(min(highest, MOST_PAGES), 0, -1))


FAMILY = Family(
    "vsb",
    fingerprint(
        addresses={r"/info/\d+/\d+\.htm": 2, "[?&]wbtreeid=": 2},
        markup={
            r"id=[\"']?vsb_content": 2,
            "v_news_content": 2,
            "Visual SiteBuilder": 3,
            "_showDynClick": 2,
            "p_next p_fun": 2,
            "/__local/": 1,
            "/system/resource/": 1,
        },
    ),
    read,
    ("#vsb_content", "[id^=vsb_content]", ".v_news_content"),
)
