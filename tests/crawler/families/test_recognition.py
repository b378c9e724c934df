"""Which family a page is of: marks are weighed, and a stray one does not win."""

from __future__ import annotations

import pathlib

import pytest

import crawler.families
from crawler.families import FAMILIES, family_for, recognise

HOST = "http://www.qinghe.gov.cn"
HEX = "9f52b7fdcc874cc7bc3438f2c99d073b"
UNIT = "/api-gateway/jpaas-publish-server/front/page/build/unit"


def name(page: str, path: str = "/zwgk/nb/") -> str:
    return recognise(page, HOST + path)[0].name


@pytest.mark.parametrize(
    ("family", "path", "page"),
    [
        ("trs", "/zwgk/nb/", '<a href="./202401/t20240122_41.html">年报</a>'),
        ("trs", "/nb/202401/t20240122_41.html", '<div class="TRS_Editor">…</div>'),
        ("trs-list", "/zwgk/nb/", '<script>require(["list2.trsapi"])</script>'),
        ("hanweb", "/col/col12/index.html", "<script><datastore><recordset></recordset>"),
        ("hanweb", "/art/2024/1/22/art_12_501.html", '<div id="zoom">…</div>'),
        ("hanweb-jpaas", "/col/col12/index.html", f'<script url="{UNIT}"></script>'),
        ("hanweb-jpaas", f"/art/2024/1/22/art_{HEX}.html", ""),
        ("hanweb-report", "/module/xxgk/xxgkAnnualReport.jsp?fbtime=2023&area=1", "<p>…</p>"),
        ("ucap", f"/nb/202401/{HEX}.shtml", "<ucapcontent>…</ucapcontent>"),
        ("ucap", "/nb/list.shtml", "<script>get('/common/search/4e1f')</script>"),
        ("szinf", "/nb/list.shtml", "url: '/szinf/xxgk/interfacesWebZcwj/loadData'"),
        ("gkmlpt", "/gkmlpt/index", "<script>_CONFIG = {SID: '2', TREE: [{}]}</script>"),
        ("lonsun", "/public/column/66?type=4", "<script>label('publicInfoList')</script>"),
        ("ilist", "/info/iList.jsp?node_id=GK&cat_id=1", ""),
        ("vsb", "/zwgk/nb.htm", '<span class="p_next p_fun"><a href="nb/3.htm">下页</a></span>'),
        ("aspnet", "/InfoPublic.aspx?cid=1", ""),
        ("aspnet", "/List.aspx?id=1", '<input name="__VIEWSTATE">'),
        ("generic", "/zwgk/nb.html", "<p>政府信息公开年报</p>"),
    ],
)
def test_what_shows_a_family(family: str, path: str, page: str) -> None:
    assert name(page, path) == family


def test_every_family_is_shown_by_some_page_above() -> None:
    marks = test_what_shows_a_family.pytestmark  # type: ignore[attr-defined] # set by pytest
    shown = {case[0] for mark in marks if mark.name == "parametrize" for case in mark.args[1]}
    assert shown == set(FAMILIES)


@pytest.mark.parametrize(
    "stray",
    [
        '<a href="http://www.pingtan.gov.cn/zwgk/202401/t20240122_41.html">平潭年报</a>',
        '<a href="http://www.linhai.gov.cn/art/2024/1/22/art_12_501.html">临海年报</a>',
        f'<a href="http://www.hongshan.gov.cn/nb/202401/{HEX}.shtml">红山年报</a>',
        '<a href="http://www.gd.gov.cn/gkmlpt/index">广东省政府信息公开目录</a>',
        '<a href="http://www.ah.gov.cn/public/column/1681?type=4">安徽省</a>',
        '<script src="/js/jpage.min.js"></script>',
        '<a href="/search.aspx">搜索</a>',
        '<img src="/__local/A/B.png">',
    ],
)
def test_a_link_elsewhere_or_the_name_of_a_script_shows_nothing(stray: str) -> None:
    assert recognise(stray, f"{HOST}/zwgk/nb.html") == (FAMILIES["generic"], ())
    own = '<a href="./202401/t20240122_41.html">年报</a>' + stray
    assert name(own) == "trs"


def test_hanweb_and_its_two_relatives_are_told_apart() -> None:
    column = "/col/col12/index.html"
    report = '<a href="/module/xxgk/xxgkAnnualReport.jsp?fbtime=2023&area=1">年报</a>'
    records = "<datastore></datastore><script>proxyUrl:'/module/web/jpage/dataproxy.jsp'</script>"
    # A list of hanweb that links such reports, and a report with the menu of hanweb.
    assert name(records + report, column) == "hanweb"
    menu = f'<a href="{column}">公开</a><a href="/art/2024/1/22/art_12_501.html">通知</a>'
    assert name(menu, "/module/xxgk/xxgkAnnualReport.jsp?fbtime=2023&area=1") == "hanweb-report"
    # Both keep their columns at the same addresses.
    assert name(f'<script url="{UNIT}"></script>', column) == "hanweb-jpaas"
    assert name(records, column) == "hanweb"
    art = f'<a href="/art/2024/1/22/art_{HEX}.html">年报</a>'
    assert name(art, column) == "hanweb-jpaas"


def test_suzhou_is_told_from_ucap_whose_addresses_it_has() -> None:
    link = f'<a href="/nb/202401/{HEX}.shtml">年报</a>'
    assert name(link, "/nb/list.shtml") == "ucap"
    assert name(f"{link}<script src='/szinf/xxgk/interfacesWebZcwj.js'></script>") == "szinf"


def test_the_heaviest_evidence_comes_first() -> None:
    page = '<div class="TRS_Editor"></div><script>TRS_x()</script>'
    evidence = recognise(page, f"{HOST}/nb/202401/t20240122_41.html")[1]
    assert evidence == ("/202401/t20240122_41.html", 'class="TRS_Editor', "TRS_")


def test_the_registry_goes_before_what_a_page_shows() -> None:
    page, url = '<a href="./202401/t20240122_41.html">年报</a>', f"{HOST}/nb/"
    assert family_for("ucap", page, url).name == "ucap"
    assert family_for("", page, url).name == "trs"
    assert family_for("unheard-of", page, url).name == "trs"


@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_a_family_is_one_file_of_under_sixty_lines(family: str) -> None:
    folder = pathlib.Path(crawler.families.__file__).parent
    lines = (folder / f"{family.replace('-', '_')}.py").read_text("utf-8").splitlines()
    assert len(lines) < 60
