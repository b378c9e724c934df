"""trs-list: the first page is static, the rest is asked of the list service."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from crawler.families import Entry, ListPage, recognise, trs_list
from tests.shared import SHARED, needs_shared

COLUMN = "https://www.pingyuan.gov.cn/zwgk/gknb/"
SERVICE = "https://www.pingyuan.gov.cn/was5/web/search?channelid=2317"

LINE = '<dl><dd><a href="./{0}/t{0}20_{1}.htm" title="{2}">{2}</a></dd><dd>{3}</dd></dl>'
LINES = LINE.format(
    "202401", 7, "平原县2023年政府信息公开工作年度报告", "2024-01-20"
) + LINE.format("202301", 6, "平原县2022年政府信息公开工作年度报告", "2023-01-20")

PAGE = """<html><body><div ms-visible="showStatic">%s</div>
<div ms-visible="!showStatic" style="display: none">
<dl ms-if="list.length>0" ms-repeat="list"><dd><a href="/zwgk/gknb/muban.htm"
 ms-attr-href="el.chnldocurl" ms-text="el.doctitle|html">2020年政府信息公开工作年度报告</a></dd></dl></div>
<script>var SiteInfo = {siteId: 4, searchId: '2317'};
require(["list2.trsapi", "tools"], function(listModel) { listModel({ maxStaticIndex: 1,
listArgs: { channelid: SiteInfo.searchId, classsql: "" || "chnlid=1813", sortfield: "-docreltime" },
pagebar: { prepage: 2, recordCount: '%s' } }); });</script></body></html>"""

ENTRIES = (
    Entry(
        COLUMN + "202401/t20240120_7.htm",
        "平原县2023年政府信息公开工作年度报告",
        dt.date(2024, 1, 20),
    ),
    Entry(
        COLUMN + "202301/t20230120_6.htm",
        "平原县2022年政府信息公开工作年度报告",
        dt.date(2023, 1, 20),
    ),
)


def test_the_static_lines_are_entries_and_the_dead_template_is_none() -> None:
    assert trs_list.read(PAGE % (LINES, 2), COLUMN).entries == ENTRIES


def test_the_rest_is_asked_of_the_service() -> None:
    page = trs_list.read(PAGE % (LINES, 5), COLUMN)
    query = "&sortfield=-docreltime&classsql=chnlid%3D1813&prepage=2&page="
    assert page.following == (f"{SERVICE}{query}2", f"{SERVICE}{query}3")
    assert page.unread == ""


def test_a_list_that_is_all_in_the_page_asks_nothing() -> None:
    assert trs_list.read(PAGE % (LINES, 2), COLUMN).following == ()


def test_the_page_may_say_where_the_service_is() -> None:
    page = (PAGE % (LINES, 3)).replace("maxStatic", "url: '/fjdzapp/search', maxStatic")
    (following,) = trs_list.read(page, COLUMN).following
    assert isinstance(following, str)
    assert following.startswith("https://www.pingyuan.gov.cn/fjdzapp/search?channelid=2317&")


def test_a_service_without_a_channel_is_said_to_be_unread() -> None:
    page = (PAGE % (LINES, 20)).replace("searchId", "search")
    assert trs_list.read(page, COLUMN).unread == (
        "the list service of TRS has 20 records, the page shows 2"
    )


ANSWER = SERVICE + "&classsql=chnlid%3D1813&prepage=2&page=2"


def test_an_answer_of_the_service() -> None:
    docs = [
        {
            "title": "平原县2022年政府信息公开\n工作年度报告",
            "url": "https://www.pingyuan.gov.cn/zwgk/gknb/202301/t20230120_6.htm",
            "docreltime": "2023-01-20 10:00:00",
        },
        {
            "doctitle": "平原县<em>2021年</em>年报",
            "title": "",
            "chnldocurl": "https://www.pingyuan.gov.cn/zwgk/gknb/202201/t20220120_5.htm",
            "url": "/elsewhere.htm",
            "pubdate": "2022/01/20",
        },
        {"title": "no address"},
        "no record",
    ]
    answer = json.dumps({"count": 5, "docs": docs}, ensure_ascii=False).replace("\\n", "\n")
    page = trs_list.read(answer, ANSWER)
    assert page.following == ()
    assert page.entries == (
        Entry(ENTRIES[1].url, "平原县2022年政府信息公开 工作年度报告", dt.date(2023, 1, 20)),
        Entry(COLUMN + "202201/t20220120_5.htm", "平原县2021年年报", dt.date(2022, 1, 20)),
    )


@pytest.mark.parametrize("answer", ["", "busy", "[]", '{"docs": null}', '{"docs": [[]]}'])
def test_an_answer_that_says_nothing(answer: str) -> None:
    assert trs_list.read(answer, ANSWER) == ListPage(())


def test_a_page_with_the_service_is_trs_list_and_not_trs() -> None:
    family, evidence = recognise(PAGE % (LINES, 5), COLUMN)
    assert family.name == "trs-list"
    assert "list2.trsapi" in evidence


@needs_shared
def test_a_real_list_page() -> None:
    url = "https://www.pingtan.gov.cn/zwgk/zfxxgk/zfxxgknb/"
    text = (SHARED / "corpus/list/trs_pingtan_zfxxgknb_index.fragment.html").read_text("utf-8")
    page = trs_list.read(text, url)
    assert [(e.url.removeprefix(url), e.date) for e in page.entries] == [
        ("202202/t20220208_80613.htm", dt.date(2022, 2, 8)),
        ("202103/t20210305_80595.htm", dt.date(2021, 3, 5)),
        ("202001/t20200120_80576.htm", dt.date(2020, 1, 20)),
        ("201901/t20190110_80529.htm", dt.date(2019, 1, 10)),
        ("201801/t20180123_80506.htm", dt.date(2018, 1, 23)),
        ("201701/t20170118_80485.htm", dt.date(2017, 1, 18)),
    ]
    assert page.entries[5].title == "平潭综合实验区2016年度政府信息公开工作年度报告"
    # The fragment leaves out the line of SiteInfo, so it does not say which channel to ask.
    assert page.unread == "the list service of TRS has 20 records, the page shows 6"
    assert recognise(text, url)[0].name == "trs-list"
    whole = text.replace("SiteInfo.searchId", "SiteInfo.searchId, searchId: 200210")
    assert [str(one).rpartition("&")[2] for one in trs_list.read(whole, url).following] == [
        "page=1",
        "page=2",
    ]
