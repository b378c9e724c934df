"""hanweb: records in CDATA, the proxy by group and by number of record."""

from __future__ import annotations

import datetime as dt

from crawler.families import Entry, Post, hanweb, recognise
from tests.shared import SHARED, needs_shared

COLUMN = "http://www.linhai.gov.cn/col/col1229001/index.html"
PROXY = "http://www.linhai.gov.cn/module/web/jpage/dataproxy.jsp"

RECORDS = """<recordset>
<record><![CDATA[
<li><a href="http://www.linhai.gov.cn/art/2024/1/22/art_1229001_501.html" title="临海市水利局2023年政府信息公开工作年度报告">临海市水利局2023年政府信息公开…</a><span class="r">2024-01-22</span></li>]]></record>
<record><![CDATA[<a href="/art/2023/1/18/art_1229001_402.html">临海市2022年政府信息公开工作年度报告</a><b>[2023-01-18]</b>]]></record>
</recordset>"""

ENTRIES = (
    Entry(
        "http://www.linhai.gov.cn/art/2024/1/22/art_1229001_501.html",
        "临海市水利局2023年政府信息公开工作年度报告",
        dt.date(2024, 1, 22),
    ),
    Entry(
        "http://www.linhai.gov.cn/art/2023/1/18/art_1229001_402.html",
        "临海市2022年政府信息公开工作年度报告",
        dt.date(2023, 1, 18),
    ),
)

PAGE = (
    """<html><body><ul class="nav"><li><a href="/col/col1229001/index.html">政府信息公开年报</a></li>
</ul><div id="8801"><script type="text/xml"><datastore>
%s
"""
    + RECORDS
    + """</datastore></script></div>
<script>%s</script></body></html>"""
)

GROUP = (
    '<nextgroup><![CDATA[<a href="/module/web/jpage/dataproxy.jsp?page=1&amp;webid=7'
    '&amp;columnid=1229001&amp;unitid=8801"></a>]]></nextgroup>'
)

BY_NUMBER = """$('#8801').jpage({ dataStore: dataStore, totalRecord: 100, perPage: 15,
proxyUrl: '/module/web/jpage/dataproxy.jsp', ajaxParam: { col: 1, appid: '1', webid: 7,
path: '/', columnid: 1229001, sourceContentType: 1, unitid: '8801', permissiontype: 0 } });"""


def test_entries_are_the_records_and_nothing_else() -> None:
    assert hanweb.read(PAGE % ("", ""), COLUMN).entries == ENTRIES


def test_the_next_group_is_the_next_page() -> None:
    assert hanweb.read(PAGE % (GROUP, BY_NUMBER), COLUMN).following == (
        f"{PROXY}?page=1&webid=7&columnid=1229001&unitid=8801",
    )


def test_without_a_group_the_rest_is_asked_by_number_of_record() -> None:
    parameters = (
        "col=1&appid=1&webid=7&path=%2F&columnid=1229001&sourceContentType=1"
        "&unitid=8801&permissiontype=0"
    )
    assert hanweb.read(PAGE % ("", BY_NUMBER), COLUMN).following == (
        f"{PROXY}?startrecord=3&endrecord=47&perpage=15&{parameters}",
        f"{PROXY}?startrecord=48&endrecord=92&perpage=15&{parameters}",
        f"{PROXY}?startrecord=93&endrecord=100&perpage=15&{parameters}",
    )


def test_a_page_that_posts_has_its_records_posted_for() -> None:
    page = PAGE % ("", BY_NUMBER.replace("perPage", "ajaxType: 'post', perPage"))
    form = (
        "col=1&appid=1&webid=7&path=%2F&columnid=1229001&sourceContentType=1"
        "&unitid=8801&permissiontype=0"
    )
    assert hanweb.read(page, COLUMN).following == tuple(
        Post(f"{PROXY}?startrecord={first}&endrecord={last}&perpage=15", form)
        for first, last in ((3, 47), (48, 92), (93, 100))
    )


def test_encrypted_ids_are_handed_on_as_printed() -> None:
    query = "page=1&amp;webid=MTIz%2Fq%3D%3D&amp;columnid=a8Fk%2Bx%3D"
    group = f'<nextgroup><![CDATA[<a href="./dataproxy.jsp?{query}"></a>]]></nextgroup>'
    assert hanweb.read(PAGE % (group, ""), COLUMN).following == (
        f"{PROXY}?page=1&webid=MTIz%2Fq%3D%3D&columnid=a8Fk%2Bx%3D",
    )


def test_a_group_without_records_leads_no_further() -> None:
    answer = f"<datastore>{GROUP}<recordset></recordset></datastore>"
    assert hanweb.read(answer, f"{PROXY}?page=7").following == ()


def test_an_answer_of_the_proxy_has_the_same_records_and_may_name_the_next() -> None:
    url = f"{PROXY}?page=1&webid=7&columnid=1229001&unitid=8801"
    head = "<?xml version='1.0' encoding='utf-8'?><datastore><totalrecord>100</totalrecord>"
    answer = f"{head}{GROUP.replace('page=1', 'page=2')}{RECORDS}</datastore>"
    page = hanweb.read(answer, url)
    assert page.entries == ENTRIES
    assert page.following == (url.replace("page=1", "page=2"),)
    assert hanweb.read(f"{head}{RECORDS}</datastore>", url).following == ()


def test_an_answer_without_records_is_the_end() -> None:
    page = hanweb.read("<datastore><recordset></recordset></datastore>", f"{PROXY}?page=9")
    assert page.entries == ()
    assert page.following == ()


def test_the_fingerprint_names_its_evidence() -> None:
    family, evidence = recognise(PAGE % (GROUP, BY_NUMBER), COLUMN)
    assert family.name == "hanweb"
    assert "/col/col1229001/" in evidence


@needs_shared
def test_a_real_list_page() -> None:
    url = "http://kjt.shandong.gov.cn/col/col103585/index.html"
    text = (SHARED / "corpus/list/hanweb_kjt_shandong_col103585.sample.html").read_text("utf-8")
    page = hanweb.read(text, url)
    assert [(e.url.rpartition("/")[2], e.date) for e in page.entries] == [
        ("art_103585_10328790.html", dt.date(2026, 9, 4)),
        ("art_103585_10327410.html", dt.date(2026, 8, 21)),
    ]
    (following,) = page.following
    assert isinstance(following, str)
    assert following.removeprefix("http://kjt.shandong.gov.cn/module/web/jpage/") == (
        "dataproxy.jsp?page=1&webid=73&columnid=103585&unitid=764752"
    )
