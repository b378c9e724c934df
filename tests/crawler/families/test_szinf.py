"""szinf: lists are JSON, asked by POST."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from crawler.families import Entry, ListPage, Post, szinf

COLUMN = "http://www.taicang.gov.cn/szsrmzf/nb/nav_list.shtml"
CHANNEL = "57f5f38a17f44b3b8f4ab0e4f6be3a2c"
SERVICE = f"http://www.taicang.gov.cn/szinf/xxgk/interfacesWebZcwj/loadData?channel_id={CHANNEL}"
PAGE = f"""<ul id="list"></ul><script>$.ajax({{type: 'post', url: '/szinf/xxgk/interfacesWebZcwj/loadData',
data: {{'pageIndex': n, 'pageSize': 15, 'channel_id': '{CHANNEL}'}}}});</script>"""


def posted(number: int) -> Post:
    return Post(SERVICE, f"pageIndex={number}&pageSize=15&channel_id={CHANNEL}")


def test_a_column_posts_for_its_first_page() -> None:
    assert szinf.read(PAGE, COLUMN) == ListPage((), (posted(1),))


def test_an_answer_names_its_entries_and_all_pages() -> None:
    records = [
        {
            "TITLE": "太仓市水务局2023年政府信息公开年度报告",
            "URL": "http://www.taicang.gov.cn/nb/202401/1f0c.shtml",
            "C_SYH": "014203/2024-1",
            "PUBLISHED_TIME_FORMAT": "2024-01-22",
        },
        {"TITLE": "太仓市2022年年报", "URL": "/nb/202301/2a.shtml", "C_SYH": ""},
    ]
    answer = json.dumps({"data": {"allRow": 17, "totalPage": 2, "list": records}})
    assert szinf.read(answer, SERVICE) == ListPage(
        (
            Entry(
                "http://www.taicang.gov.cn/nb/202401/1f0c.shtml",
                "太仓市水务局2023年政府信息公开年度报告",
                dt.date(2024, 1, 22),
            ),
            Entry("http://www.taicang.gov.cn/nb/202301/2a.shtml", "太仓市2022年年报"),
        ),
        # The first is known by then; the others are the same whichever page names them.
        (posted(1), posted(2)),
    )


@pytest.mark.parametrize("answer", ["", "[]", '{"data": null}', '{"data": {"list": {}}}'])
def test_an_answer_that_says_nothing(answer: str) -> None:
    assert szinf.read(answer, SERVICE) == ListPage(())
