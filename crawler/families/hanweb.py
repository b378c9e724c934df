"""hanweb: 大汉 JCMS.

A list page carries its first records as CDATA inside ``<script type="text/xml">``; the rest
comes from the paging service as XML with the same records.
"""

from __future__ import annotations

import re

from crawler.families import jpage
from crawler.families.lists import entries, markup_of, read_markup
from crawler.families.marks import fingerprint
from crawler.families.page import Family, ListPage
from crawler.families.paging import linked

ARTICLE = re.compile(r"/art/\d{4}/\d{1,2}/\d{1,2}/art_\w+\.html?$", re.IGNORECASE)


def read(text: str, url: str) -> ListPage:
    """Read a list page or an answer of the service."""
    records = list(jpage.records(text))
    following = jpage.further(text, url, len(records))
    if not records and "dataproxy.jsp" not in url:
        page = markup_of(text, url)
        return read_markup(page, following or linked(page), ARTICLE)
    lines = markup_of("".join(f"<div>{record}</div>" for record in records), url)
    return ListPage(entries(lines, lambda link: link.url != url), following)


FAMILY = Family(
    "hanweb",
    fingerprint(
        addresses={r"/art/\d{4}/\d{1,2}/\d{1,2}/art_\d+_\d+\.html?": 2, r"/col/col\d+/": 1},
        markup={"<datastore>": 3, r"dataproxy\.jsp": 2, "jpage": 1},
    ),
    read,
    ("#zoom", "#zoomcon", ".article-content"),
)
