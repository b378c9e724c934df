"""Site maps for machines, whole and torn."""

from __future__ import annotations

import gzip

import pytest

from crawler.discovery.sitemaps import SiteMap, read_sitemap

URLSET = (
    b'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    b"<url><loc>http://x.gov.cn/a/?b=1&amp;c=2</loc></url>"
    b"<url><loc>\n <![CDATA[http://x.gov.cn/nb/]]> </loc></url></urlset>"
)
PAGES = SiteMap(pages=("http://x.gov.cn/a/?b=1&c=2", "http://x.gov.cn/nb/"))
INDEX = b"<sitemapindex><sitemap><loc>http://x.gov.cn/1.xml</loc></sitemap></sitemapindex>"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (URLSET, PAGES),
        (URLSET.replace(b"url", b"s:url").replace(b"loc>", b"s:loc>"), PAGES),
        (gzip.compress(URLSET), PAGES),
        (INDEX, SiteMap(maps=("http://x.gov.cn/1.xml",))),
        (
            b"http://x.gov.cn/a\r\nhttp://x.gov.cn/b\r\n",
            SiteMap(pages=("http://x.gov.cn/a", "http://x.gov.cn/b")),
        ),
        (URLSET[:-60], SiteMap(pages=PAGES.pages[:1])),
        (b"<html><body>404</body></html>", None),
        (b"", None),
        (b"\x1f\x8bnothing", None),
    ],
    ids=["urlset", "prefix", "gzip", "index", "text", "torn", "page", "empty", "torn gzip"],
)
def test_what_a_site_map_says(body: bytes, expected: SiteMap | None) -> None:
    assert read_sitemap(body) == expected


def test_a_packed_one_that_was_cut_gives_what_it_still_holds() -> None:
    lines = b"".join(b"<url><loc>http://x.gov.cn/%d/</loc></url>" % n for n in range(20_000))
    packed = gzip.compress(b"<urlset>" + lines + b"</urlset>")
    cut = read_sitemap(packed[: len(packed) // 2])
    assert cut is not None
    assert 1_000 < len(cut.pages) < 20_000
    assert cut.pages[0] == "http://x.gov.cn/0/"
