"""What a report page asks for next, and where a page that says nothing leads."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.content import children, forward, says_nothing, visible
from crawler.families import FAMILIES
from crawler.families.page import parse
from crawler.tasks import canonical

URL = "http://www.a.gov.cn/zfxxgk/202401/t20240122_1.html"
SITE = "http://www.a.gov.cn"
PROSE = "本报告由本机关依照《中华人民共和国政府信息公开条例》编制。" * 5


def found(page: str, family: str = "trs") -> list[tuple[str, str]]:
    return [(task.kind.value, task.url) for task in children(page, URL, FAMILIES[family])]


def test_files_frames_and_pictures_of_the_content_and_nothing_of_the_chrome() -> None:
    page = f"""<html><body><img src="/logo.png"><a href="/manual.doc">使用手册</a>
    <div class="xl"><div class="TRS_Editor"><p>{PROSE}</p>
      <a href="./P1.docx">附表</a><a href="/other.html">相关</a><img src="./W1.png">
      <img data-src="W2.jpg"><img src="data:image/png;base64,AAAA">
      <iframe src="/frame.html"></iframe></div>
      <ul><li><a href="P2.pdf">下载</a></li></ul></div>
    <div class="side"><a href="/files/P3.xls">附件：统计表</a><img src="/ad.gif"></div>
    </body></html>"""
    assert found(page) == [
        ("attachment", f"{SITE}/zfxxgk/202401/P1.docx"),
        ("attachment", f"{SITE}/zfxxgk/202401/P2.pdf"),
        ("frame", f"{SITE}/frame.html"),
        ("attachment", f"{SITE}/files/P3.xls"),
        ("picture", f"{SITE}/zfxxgk/202401/W1.png"),
        ("picture", f"{SITE}/zfxxgk/202401/W2.jpg"),
    ]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ('<iframe src="/pdf/web/viewer.html?file=/up/1.pdf"></iframe>', f"{SITE}/up/1.pdf"),
        (
            '<a href="/module/download/downfile.jsp?filename=23.pdf&amp;classid=0">下载</a>',
            f"{SITE}/module/download/downfile.jsp?filename=23.pdf&classid=0",
        ),
        ('<embed src="/up/2.pdf">', f"{SITE}/up/2.pdf"),
        ('<object data="/up/3.pdf"></object>', f"{SITE}/up/3.pdf"),
        # A space stands in the file's name; a line break and what is around the address does not.
        (
            '<a href=" /up/年报 20\n22.pdf ">下载</a>',
            f"{SITE}/up/%E5%B9%B4%E6%8A%A5%202022.pdf",
        ),
    ],
)
def test_files_behind_viewers_and_download_scripts(markup: str, expected: str) -> None:
    page = f"<html><body><div class='TRS_Editor'><p>{PROSE}</p>{markup}</div></body></html>"
    assert found(page) == [("attachment", expected)]


def test_without_a_known_block_the_content_is_where_the_text_is() -> None:
    page = f"""<html><body><div class="top"><img src="/logo.png"><a href="/">首页</a></div>
    <div class="box"><div class="words"><p>{PROSE}</p><p>{PROSE}</p><img src="1.png">
    <a href="1.xlsx">表</a></div></div></body></html>"""
    assert found(page, "generic") == [
        ("attachment", f"{SITE}/zfxxgk/202401/1.xlsx"),
        ("picture", f"{SITE}/zfxxgk/202401/1.png"),
    ]


def test_icons_are_no_pictures_and_lazy_ones_are_where_they_will_be() -> None:
    page = f"""<html><body><div class='TRS_Editor'><p>{PROSE}</p>
    <img src='/icon.png' width='16' height='16px'><img src='/line.gif' height=' 2 '>
    <img src='/wait.gif' data-original='W1.jpg'><img src='W2.jpg' width='100%' height='1123'>
    </div></body></html>"""
    assert found(page) == [
        ("picture", f"{SITE}/zfxxgk/202401/W1.jpg"),
        ("picture", f"{SITE}/zfxxgk/202401/W2.jpg"),
    ]


@pytest.mark.parametrize(
    ("page", "target"),
    [
        ('<meta http-equiv="refresh" content="0; url=2.html">', f"{SITE}/zfxxgk/202401/2.html"),
        ("<meta http-equiv='Refresh' content=\"3;URL='/b.html'\">", f"{SITE}/b.html"),
        ("<script>window.location.href = '/b.html';</script>", f"{SITE}/b.html"),
        ('<script>location.replace("b.pdf")</script>', f"{SITE}/zfxxgk/202401/b.pdf"),
        ("<script>location='/b.html'</script>", f"{SITE}/b.html"),
        ("<script>location.href = url + '/b.html'</script>", None),
        ('<meta http-equiv="refresh" content="30">', None),
        (f"<p>{PROSE}</p><script>if (old) location.href = '/b.html'</script>", None),
        ("", None),
    ],
)
def test_where_a_page_that_says_nothing_leads(page: str, target: str | None) -> None:
    assert forward(f"<html><head></head><body>{page}</body></html>", URL) == target


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<html><script>var _0x1 = 1; document.cookie = 'k=1'</script></html>", True),
        ("<html><script src='/challenge.js'></script><body>请稍候</body></html>", True),
        (f"<html><script>x()</script><body>{PROSE}</body></html>", False),
        ("<html><script>x()</script><body><img src='1.png'></body></html>", False),
        ("<html><script>x()</script><body><iframe src='1.html'></iframe></body></html>", False),
        ("<html><body>暂无</body></html>", False),
        ("", False),
    ],
)
def test_a_script_instead_of_a_page(page: str, expected: bool) -> None:
    assert says_nothing(page) is expected


def test_what_a_reader_sees_in_the_order_of_reading() -> None:
    root = parse(
        "<title>无</title><p>A<b>B<i>C</i>D</b>E<!-- 无 -->F</p><script>无</script>G"
        "<noscript>无<b>H</b></noscript>  <style>无</style>&amp;I"
    )
    assert root is not None
    assert visible(root) == "ABCDEFGH &I"


@given(st.text(max_size=200))
def test_no_text_breaks_the_reading_of_a_page(text: str) -> None:
    for page in (text, f"<div id=zoom><a href='{text}'>{text}</a><img src='{text}'></div>"):
        for _, url in found(page, "hanweb"):
            assert canonical(url) == url
        forward(page, URL)
        says_nothing(page)


def test_deep_and_wide_pages_end() -> None:
    page = "<div>" * 5000 + PROSE + "<p>一</p>" * 20_000
    assert found(page, "generic") == []
