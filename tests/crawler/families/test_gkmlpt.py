"""gkmlpt: the tree of columns in a script, articles as JSON."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from crawler.families import Entry, ListPage, gkmlpt

SITE = "http://www.yangdong.gov.cn/ydswj"
INDEX = f"{SITE}/gkmlpt/index"
API = f"{SITE}/gkmlpt/api/all"


def node(number: int, name: str, *below: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"id": number, "name": name, "children": list(below), **more}


def page(*tree: dict[str, Any]) -> str:
    text = json.dumps(tree, ensure_ascii=False)
    return f"<script>window._CONFIG = {{ SID: '662021', TREE: {text}, DEBUG: false }};</script>"


def test_the_column_of_reports_is_found_in_the_tree() -> None:
    tree = page(node(1, "机构职能"), node(2, "政府信息公开年报"))
    assert gkmlpt.read(tree, INDEX) == ListPage((), (f"{API}/2?page=1&sid=662021",))


def test_columns_below_others_and_below_the_reports_are_found() -> None:
    tree = page(
        node(1, "法定主动公开内容", node(11, "年报", node(111, "2023年"), node(112, "部门"))),
        node(2, "信息公开年度报告", jump_url="http://www.gd.gov.cn/"),
    )
    assert gkmlpt.read(tree, INDEX).following == tuple(
        f"{API}/{number}?page=1&sid=662021" for number in (11, 111, 112)
    )


@pytest.mark.parametrize("name", ["法治政府年度报告", "网站年报", "年度工作计划", "财政决算年报"])
def test_columns_of_other_matters_are_not_asked(name: str) -> None:
    assert gkmlpt.read(page(node(2, name)), INDEX).following == ()


def article(number: int, **more: Any) -> dict[str, Any]:
    return {
        "id": number,
        "title": f"水务局{number}年政府信息公开年报",
        "url": f"{SITE}/gkmlpt/content/0/963/post_{number}.html",
        "post_url": f"{SITE}/gkmlpt/content/0/963/post_{number}.html",
        "display_publish_time": "2024-01-22 10:00:00",
        **more,
    }


def answer(total: int, *articles: dict[str, Any]) -> str:
    return json.dumps({"classify": {"post_count": total}, "articles": articles})


def test_articles_have_dates_of_either_kind_and_their_attachments() -> None:
    files = [
        {"id": 7, "name": "年报", "url": f"{SITE}/attachment/0/88/963.pdf"},
        {"url": f"{SITE}/attachment/0/88/964.docx"},
    ]
    # 1705939200 is midnight of the 23rd in China, and still the 22nd in Greenwich.
    found = gkmlpt.read(
        answer(2, article(2023, attachment=files), article(2022, display_publish_time=1705939200)),
        f"{API}/2?page=1&sid=662021",
    )
    assert found.following == ()
    assert found.entries == (
        Entry(
            f"{SITE}/gkmlpt/content/0/963/post_2023.html",
            "水务局2023年政府信息公开年报",
            dt.date(2024, 1, 22),
            (f"{SITE}/attachment/0/88/963.pdf", f"{SITE}/attachment/0/88/964.docx"),
        ),
        Entry(
            f"{SITE}/gkmlpt/content/0/963/post_2022.html",
            "水务局2022年政府信息公开年报",
            dt.date(2024, 1, 23),
        ),
    )


def test_the_first_page_names_the_others() -> None:
    hundred = answer(201, *map(article, range(100)))
    first = gkmlpt.read(hundred, f"{API}/2?page=1&sid=662021")
    assert first.following == (f"{API}/2?page=2&sid=662021", f"{API}/2?page=3&sid=662021")
    # Page 0 is page 1 once more.
    assert gkmlpt.read(hundred, f"{API}/2?page=0&sid=662021").following == first.following
    assert gkmlpt.read(hundred, f"{API}/2?page=2&sid=662021").following == ()


@pytest.mark.parametrize("text", ["", "[]", '{"articles": null, "classify": 7}', '{"error": 1}'])
def test_an_answer_that_says_nothing(text: str) -> None:
    assert gkmlpt.read(text, f"{API}/2?page=1&sid=662021") == ListPage(())
