"""hanweb-jpaas: units that fill themselves from the publishing service, JSON with markup in it."""

from __future__ import annotations

import datetime as dt
import json
from urllib.parse import parse_qsl, urlsplit

import pytest

from crawler.families import Entry, ListPage, hanweb_jpaas

COLUMN = "https://www.yunhe.gov.cn/col/col1229001/index.html"
ART = "/art/2024/1/22/art_9f52b7fdcc874cc7bc3438f2c99d073b.html"

UNIT = """<div id="当前栏目list"></div>
<script parseType="bulidstatic" url="/api-gateway/jpaas-publish-server/front/page/build/unit"
 queryData="{'parseType':'bulidstatic','webId':'2945','tplSetId':'quSyqDUr','pageType':'column',
'tagId':'%s','editType':'null','pageId':'1229001'}"></script>"""


def query(url: object) -> dict[str, str]:
    assert isinstance(url, str)
    assert urlsplit(url).path == "/api-gateway/jpaas-publish-server/front/page/build/unit"
    return dict(parse_qsl(urlsplit(url).query))


def first() -> str:
    """Return what the column page asks first."""
    (url,) = hanweb_jpaas.read(UNIT % "当前栏目list", COLUMN).following
    assert isinstance(url, str)
    return url


def test_a_column_asks_what_its_unit_says() -> None:
    assert query(first()) == {
        "parseType": "bulidstatic",
        "webId": "2945",
        "tplSetId": "quSyqDUr",
        "pageType": "column",
        "tagId": "当前栏目list",
        "editType": "null",
        "pageId": "1229001",
        "rows": "15",
        "pageNo": "1",
        "paramJson": '{"pageNo":1,"pageSize":15}',
    }


def test_units_of_menus_are_not_asked_where_one_is_a_list() -> None:
    page = hanweb_jpaas.read((UNIT % "页脚") + (UNIT % "信息列表"), COLUMN)
    assert [query(url)["tagId"] for url in page.following] == ["信息列表"]


def test_the_address_may_stand_whole_in_a_script() -> None:
    address = (
        "/api-gateway/jpaas-publish-server/front/page/build/unit?webId=7&amp;pageId=9&amp;rows=20"
    )
    (url,) = hanweb_jpaas.read(f"<script>load('{address}')</script>", COLUMN).following
    assert (query(url)["pageId"], query(url)["rows"]) == ("9", "20")


def answer(html: str) -> str:
    return json.dumps({"success": True, "data": {"html": html}}, ensure_ascii=False)


LINE = f'<li><a href="{ART}" title="云和县2023年政府信息公开年报">云和县…</a><span>2024-01-22</span></li>'


def test_an_answer_names_its_entries_and_all_further_pages() -> None:
    pager = "<script>pagination({count: 31, rows: 15, currPage: 1});</script>"
    page = hanweb_jpaas.read(answer(f"<ul>{LINE}</ul>{pager}"), first())
    assert page.entries == (
        Entry(
            "https://www.yunhe.gov.cn" + ART, "云和县2023年政府信息公开年报", dt.date(2024, 1, 22)
        ),
    )
    assert [query(url)["pageNo"] for url in page.following] == ["2", "3"]
    assert [json.loads(query(url)["paramJson"])["pageNo"] for url in page.following] == [2, 3]


def test_without_a_count_it_goes_on_while_its_pages_are_full() -> None:
    lines = "".join(LINE.replace("9f52", f"{number:04}") for number in range(15))
    page = hanweb_jpaas.read(answer(f"<ul>{lines}</ul>"), first())
    assert [query(url)["pageNo"] for url in page.following] == ["2"]
    assert hanweb_jpaas.read(answer(f"<ul>{LINE}</ul>"), first()).following == ()


@pytest.mark.parametrize("text", ["", "busy", '{"success": false, "data": null}', "[]"])
def test_an_answer_that_says_nothing(text: str) -> None:
    assert hanweb_jpaas.read(text, first()) == ListPage(())
