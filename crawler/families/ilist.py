"""ilist: ``/info/iList.jsp?node_id=&cat_id=``, paged by the server with ``cur_page``."""

from __future__ import annotations

from urllib.parse import urlsplit

from crawler.families.lists import markup_of, read_markup
from crawler.families.marks import fingerprint
from crawler.families.page import Family, ListPage
from crawler.families.paging import linked, printed_count
from crawler.families.queries import MOST_PAGES, numbered


def read(text: str, url: str) -> ListPage:
    """Read a list page."""
    page = markup_of(text, url)
    last = min(printed_count(text), MOST_PAGES)
    is_list = urlsplit(url).path.lower().endswith("/ilist.jsp")
    pages = numbered(url, "cur_page", range(2, last + 1)) if is_list else ()
    return read_markup(page, (*pages, *linked(page)))


FAMILY = Family(
    "ilist",
    fingerprint(addresses={r"/info/iList\.jsp": 2}, markup={"wcm\\.files/": 1}),
    read,
    (".article", "#article", ".con_c", ".content"),
)
