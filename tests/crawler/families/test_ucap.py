"""ucap: NAME.shtml, NAME_2.shtml, and the search service."""

from __future__ import annotations

import datetime as dt
import json

from crawler.families import Entry, recognise, ucap

COLUMN = "http://www.hongshan.gov.cn/hongshan/gknb/list.shtml"
SEARCH = "http://www.hongshan.gov.cn/common/search/4e1f9d2c?page={page}&_pageSize=15&_isJson=true"
FIRST = "202401/2ecfb31a335f4d689220a3a23e24a986.shtml"
SECOND = "202301/0123456789abcdef0123456789abcdef.shtml"

PAGE = f"""<html><body><ul class="list">
<li><a href="/hongshan/gknb/{FIRST}" title="红山区审计局2023年政府信息公开年度报告">红山区审计局2023年政府信息公开年度报告</a><span>2024-01-18</span>
  <a href="/hongshan/files/1.docx">附件</a></li>
<li><span>2023-01-12</span><a href="{SECOND}">2022年度</a></li>
<li><a href="/hongshan/index.shtml">红山区首页</a></li>
</ul><div id="page_div"></div><script>%s</script></body></html>"""


def test_entries_with_the_files_of_their_lines() -> None:
    assert ucap.read(PAGE % "", COLUMN).entries == (
        Entry(
            f"http://www.hongshan.gov.cn/hongshan/gknb/{FIRST}",
            "红山区审计局2023年政府信息公开年度报告",
            dt.date(2024, 1, 18),
            ("http://www.hongshan.gov.cn/hongshan/files/1.docx",),
        ),
        Entry(
            f"http://www.hongshan.gov.cn/hongshan/gknb/{SECOND}", "2022年度", dt.date(2023, 1, 12)
        ),
    )


def test_pages_are_numbered_from_two() -> None:
    script = "createPageHTML('page_div',3, 1,'list','shtml',41);"
    assert ucap.read(PAGE % script, COLUMN).following == (
        "http://www.hongshan.gov.cn/hongshan/gknb/list_2.shtml",
        "http://www.hongshan.gov.cn/hongshan/gknb/list_3.shtml",
    )


def test_a_page_that_fills_itself_from_the_search_service_leads_there() -> None:
    page = PAGE % "$.get('/common/search/4e1f9d2c?page=' + n)"
    assert ucap.read(page, COLUMN).following == (SEARCH.format(page=1),)


def test_the_search_service_goes_on_while_its_pages_are_full() -> None:
    record = {
        "title": "<em>红山区</em>2023年政府信息公开工作年度报告",
        "url": f"/hongshan/gknb/{FIRST}",
        "publishedTimeStr": "2024-01-18 10:20:00",
        "contentHtml": "<p>...</p>",
    }
    full = json.dumps({"data": {"results": [record] * 15, "total": 16}})
    last = json.dumps({"data": {"results": [record], "total": 16}})
    page = ucap.read(full, SEARCH.format(page=1))
    assert page.entries[0] == Entry(
        f"http://www.hongshan.gov.cn/hongshan/gknb/{FIRST}",
        "红山区2023年政府信息公开工作年度报告",
        dt.date(2024, 1, 18),
    )
    assert page.following == (SEARCH.format(page=2),)
    assert ucap.read(last, SEARCH.format(page=2)).following == ()


def test_answers_of_the_search_service_that_say_nothing() -> None:
    for answer in ("", "busy", "[]", '{"data": null}', '{"data": {"results": [1, {"url": ""}]}}'):
        page = ucap.read(answer, SEARCH.format(page=1))
        assert page.entries == ()
        assert page.following == ()


def test_the_fingerprint_names_its_evidence() -> None:
    family, evidence = recognise(PAGE % "", COLUMN)
    assert family.name == "ucap"
    assert evidence == (f"/{FIRST}",)
