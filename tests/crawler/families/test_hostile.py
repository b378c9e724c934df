"""No page breaks a family: whatever is read, nothing is raised, and it ends."""

from __future__ import annotations

import time
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.families import FAMILIES, Post, recognise, subcolumns

HOST = "http://www.qinghe.gov.cn"
#: An address of a list and of each service: each chooses another reader.
ADDRESSES = (
    f"{HOST}/zwgk/gknb.html",
    f"{HOST}/zwgk/gknb/3.htm",
    f"{HOST}/was5/web/search?channelid=1&classsql=chnlid%3D2&prepage=10&page=2",
    f"{HOST}/module/web/jpage/dataproxy.jsp?page=1",
    f"{HOST}/api-gateway/jpaas-publish-server/front/page/build/unit?rows=0&pageNo=1",
    f"{HOST}/module/xxgk/xxgkAnnualReport.jsp?fbtime=2020&area=1",
    f"{HOST}/common/search/4e1f?page=1&_pageSize=0",
    f"{HOST}/szinf/xxgk/interfacesWebZcwj/loadData",
    f"{HOST}/gkmlpt/api/all/7?page=x",
    f"{HOST}/gkmlpt/index",
    f"{HOST}/public/column/12?type=4",
    f"{HOST}/site/label/8888?labelName=publicInfoList&pageIndex=1",
    f"{HOST}/info/iList.jsp?node_id=1&cur_page=1",
    f"{HOST}/InfoPublic.aspx?cid=1&page=1",
)
#: What the readers look for, to be torn and mixed.
PIECES = (
    "<a href='",
    "'>",
    "2023年年报",
    "</a>",
    "<li>",
    "<script>",
    "</script>",
    "createPageHTML(",
    "3,0,'index','html')",
    "Pager({size:9,",
    "共9页",
    "pageCount:999999",
    "[99999999999]",
    "http://[",
    "//:x@",
    "%7B%7B",
    "<record>",
    "<![CDATA[",
    "]]>",
    "</record>",
    "<nextgroup><![CDATA[<a href='http://[' ></a>",
    "dataproxy.jsp?columnid=1",
    "totalrecord:99999999,perpage:0,columnid:1",
    "list2.trsapi recordCount:'99' prepage:0 channelid:1 chnlid=2",
    "<script querydata=\"{'webId':'1','pageId':'2'}\"></script>",
    '{"data":{"html":"<a href=',
    '{"data":{"results":[{"url":"http://["},{"url":[]}],"total":-1}}',
    '{"data":{"list":[{"URL":7}],"totalPage":"9e9"}}',
    '{"articles":[{"url":null,"attachment":[{"a":"x.pdf"}]}],"total":1e400}',
    '_CONFIG.TREE = [{"name":"年报","id":"x","children":{}}, {"name":"年报","id":7}]',
    "/site/label/8888?labelName=publicInfoList&a=%",
    "publicInfoList",
    "<form action='http://['><input name=a><select name=b><option value=2>2</select>",
    "<a href=\"javascript:__doPostBack('p','2')\">2</a><a onclick='__doPostBack()'>下一页</a>",
    "<base href='http://['>",
    "<option value='http://['>2</option>",
    "\x00",
    "\ufeff",
)
hostile = st.lists(st.sampled_from(PIECES) | st.text(max_size=20), max_size=12).map("".join)


@pytest.mark.parametrize("name", sorted(FAMILIES))
@settings(max_examples=60, deadline=None)
@given(text=hostile, url=st.sampled_from(ADDRESSES))
def test_no_text_breaks_a_family(name: str, text: str, url: str) -> None:
    page = FAMILIES[name].read(text, url)
    for entry in page.entries:
        assert urlsplit(entry.url).scheme in {"http", "https"}
    for step in page.following:
        address = step.url if isinstance(step, Post) else step
        assert urlsplit(address).scheme in {"http", "https"}
        assert urlsplit(address).hostname
    assert len(page.following) <= 7000


@settings(max_examples=60, deadline=None)
@given(text=hostile, url=st.sampled_from(ADDRESSES))
def test_no_text_breaks_recognition_or_sub_columns(text: str, url: str) -> None:
    family, evidence = recognise(text, url)
    assert bool(evidence) == (family.name != "generic")
    subcolumns(text, url, 2)


@pytest.mark.parametrize(
    "piece",
    [
        "<div>",
        "<a href=x>",
        "<a href='x.html'>2</a>",
        "<record><![CDATA[",
        "<nextgroup><![CDATA[",
        "createPageHTML(",
        "Pager({",
        "list2.trsapi",
        "'/a/search",
        "webId: 'x",
        '"TREE":[',
        "[",
        '{"data":',
        "publicInfoList'/site/label/8888?",
        "<option value=/x>",
        "__doPostBack('a','",
        "第1/",
        "2023",
        " ",
    ],
)
def test_a_page_of_one_piece_many_times_over_ends(piece: str) -> None:
    text = piece * (30_000 // len(piece))
    for family in FAMILIES.values():
        began = time.process_time()
        family.read(text, ADDRESSES[0])
        family.fingerprint(text, ADDRESSES[0])
        # What reads it twice as often for twice the text takes ten times as long, or more.
        assert time.process_time() - began < 2


def test_a_page_number_of_no_measure_asks_no_million_pages() -> None:
    for count in ("共999999页", "createPageHTML(99999999,0,'index','html')", "pageCount:999999"):
        for family in FAMILIES.values():
            for url in ADDRESSES:
                assert len(family.read(f"<a href='x.htm'>1</a>{count}", url).following) <= 500
