"""lonsun: fragments of a label service that print how many pages there are."""

from __future__ import annotations

import datetime as dt
from urllib.parse import parse_qsl, urlsplit

from crawler.families import Entry, lonsun

SITE = "https://www.qimen.gov.cn"
COLUMN = f"{SITE}/public/column/6615904?type=4&catId=6718758&action=list"
LABEL = f"{SITE}/site/label/8888?labelName=publicInfoList&siteId=6793339&pageIndex=1&catId=6718758"


def test_a_column_whose_script_names_the_address() -> None:
    address = LABEL.removeprefix(SITE).replace("&", "&amp;").replace("pageIndex=1", "pageIndex=0")
    assert lonsun.read(f"<div data-url='{address}'></div>", COLUMN).following == (LABEL,)


def test_a_column_whose_script_names_the_values() -> None:
    page = """<script>var siteId = '6793339', organId = '6615904';
    Ls.ajax({url: '/site/label/8888', data: {labelName: 'publicInfoList', siteId: siteId,
    pageSize: 20, pageIndex: 1, organId: organId, file: '/xxgk/publicInfoList_newest2020'}});
    </script>"""
    (url,) = lonsun.read(page, COLUMN).following
    assert isinstance(url, str)
    assert urlsplit(url).path == "/site/label/8888"
    assert dict(parse_qsl(urlsplit(url).query)) == {
        "labelName": "publicInfoList",
        "pageSize": "20",
        "pageIndex": "1",
        "action": "list",
        "organId": "6615904",
        "type": "4",
        "siteId": "6793339",
        "catId": "6718758",
        "file": "/xxgk/publicInfoList_newest2020",
    }


def test_a_site_below_a_folder_has_its_service_there() -> None:
    column = COLUMN.replace("/public/", "/zwgk/public/")
    (url,) = lonsun.read("<script>label('publicInfoList')</script>", column).following
    assert str(url).startswith(f"{SITE}/zwgk/site/label/8888?labelName=publicInfoList")


FRAGMENT = """<ul class="xxgk_nav_list"><li><a href="/public/6615904/11190001.html"
 title="祁门县2023年政府信息公开工作年度报告">祁门县2023年…</a><span class="date">2024-01-22</span></li></ul>
<script>Ls.pagination('#page', {pageIndex:1, pageSize:15, pageCount:%s, total:31});</script>"""


def test_a_fragment_names_its_entries_and_how_many_pages_there_are() -> None:
    page = lonsun.read(FRAGMENT % 3, LABEL)
    assert page.entries == (
        Entry(
            f"{SITE}/public/6615904/11190001.html",
            "祁门县2023年政府信息公开工作年度报告",
            dt.date(2024, 1, 22),
        ),
    )
    assert page.following == tuple(
        LABEL.replace("pageIndex=1", f"pageIndex={number}") for number in (1, 2, 3)
    )


def test_a_fragment_without_a_list_is_the_end() -> None:
    assert lonsun.read('<div class="no-data">暂无相关信息</div>', LABEL).following == ()
