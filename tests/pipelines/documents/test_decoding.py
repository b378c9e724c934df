"""Every rung of the ladder, and the pages that make other ladders slip."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.documents.decoding import decode
from pipelines.documents.errors import DocumentError
from pipelines.model import Decoding

PROSE = "本年度报告根据《中华人民共和国政府信息公开条例》的要求编制，全文包括总体情况等六个部分。"


def page(text: str, label: str = "") -> str:
    meta = f'<meta charset="{label}">' if label else ""
    return f"<html><head>{meta}</head><body><p>{text}</p></body></html>"


@pytest.mark.parametrize(
    ("mark", "charset"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ],
)
def test_a_byte_order_mark_decides_and_is_no_character(mark: bytes, charset: str) -> None:
    text, decoding = decode(mark + PROSE.encode(charset))
    assert text == PROSE
    assert decoding == Decoding(charset, "bom")


def test_utf_8_wins_over_a_label_that_says_gb2312() -> None:
    text, decoding = decode(page(PROSE, "gb2312").encode(), "text/html; charset=gb2312")
    assert PROSE in text
    assert decoding == Decoding("utf-8", "utf-8")


def test_a_header_that_says_utf_8_does_not_win_over_gbk() -> None:
    text, decoding = decode(page(PROSE).encode("gbk"), "text/html; charset=utf-8")
    assert PROSE in text
    assert decoding == Decoding("gb18030", "gb18030")


@pytest.mark.parametrize("character", ["喆", "镕", "㙍", "𠮷"])
def test_a_gb2312_page_with_a_character_outside_of_gb2312_is_read_whole(character: str) -> None:
    source = page(f"局长张{character}，{PROSE}", "gb2312")
    text, decoding = decode(source.encode("gb18030"))
    assert text == source
    assert decoding == Decoding("gb18030", "declared")


def test_a_meta_tag_after_ten_kilobytes_of_script_is_found() -> None:
    script = "<script>" + "var a = 1;" * 1500 + "</script>"
    source = (
        f'<html><head>{script}<meta http-equiv="Content-Type" content="text/html; charset=big5">'
    )
    source += "<p>政府資訊公開年度報告</p>"
    text, decoding = decode(source.encode("big5"))
    assert text == source
    assert decoding == Decoding("big5hkscs", "declared")


@pytest.mark.parametrize("label", ["iso-8859-1", "windows-1252", "utf-16", "no-such-charset"])
def test_a_label_that_proves_nothing_is_not_believed(label: str) -> None:
    text, decoding = decode(page(PROSE, label).encode("gbk"))
    assert PROSE in text
    assert decoding == Decoding("gb18030", "gb18030")


def test_utf_8_with_one_broken_byte_is_no_gb18030() -> None:
    prose = "你好世界" * 6
    body = page("你好世界" + prose, "gb2312").encode().replace(b"\xe4\xbd\xa0", b"\xe4\xbd\xe0", 1)
    body.decode("gb18030")  # fits without an error, as mojibake
    text, decoding = decode(body)
    assert prose in text
    assert decoding == Decoding("utf-8", "replaced", 2)


@pytest.mark.parametrize(("which", "broken"), [(0, b"\xff"), (0, b"\x80"), (1, b"\xff"), (1, b" ")])
def test_gb18030_with_one_broken_byte_keeps_everything_else(which: int, broken: bytes) -> None:
    before, after = "二、主动公开政府信息情况", "本年新收政府信息公开申请数量十三件"
    middle = bytearray("年".encode("gbk"))
    middle[which : which + 1] = broken
    body = page(before, "gb2312").encode("gbk") + bytes(middle) + after.encode("gbk")
    text, decoding = decode(body)
    assert before in text
    assert text.endswith(("\ufffd" + after, "\ufffd " + after))
    assert (decoding.charset, decoding.rung) == ("gb18030", "replaced")
    assert decoding.replaced == 1


def test_a_page_cut_inside_a_character_counts_one_replacement() -> None:
    for charset, rest in (("utf-8", 1), ("gb18030", 1)):
        text, decoding = decode(
            page(PROSE).replace("</p></body></html>", "").encode(charset)[:-rest]
        )
        assert PROSE[:-1] in text
        assert decoding == Decoding(charset, "replaced", 1)


def test_a_replacement_character_of_the_source_is_not_counted() -> None:
    source = page(PROSE + "\ufffd")
    assert decode(source.encode()) == (source, Decoding("utf-8", "utf-8"))
    body = page(PROSE + "\ufffd" + PROSE).encode().replace("条例".encode(), b"\xe6\x9d", 1)
    assert decode(body)[1] == Decoding("utf-8", "replaced", 1)


def test_nul_bytes_are_dropped() -> None:
    assert decode(b"<p>\0a\0</p>" + PROSE.encode())[0] == "<p>a</p>" + PROSE


def test_utf_16_without_a_mark_is_known_by_its_nuls() -> None:
    source = page("2023 annual report 年度报告")
    for charset in ("utf-16-le", "utf-16-be"):
        assert decode(source.encode(charset)) == (source, Decoding(charset, "detector"))


def test_the_detector_is_asked_when_nothing_else_fits() -> None:
    prose = "A café in the old town, a café by the river, and no other café for miles. " * 5
    text, decoding = decode(prose.encode("latin-1"))
    assert text == prose
    assert decoding.rung == "detector"


def test_bytes_of_no_charset_are_refused_in_one_line() -> None:
    with pytest.raises(DocumentError) as caught:
        decode(b"\xff" * 500)
    assert "\n" not in str(caught.value)


@given(st.text(alphabet=st.characters(codec="gb18030", exclude_characters="\0\ufeff"), min_size=1))
def test_every_gb18030_page_that_says_so_comes_back(text: str) -> None:
    # "啊" opens with a byte that no UTF-8 character begins with, so the first rungs cannot hold.
    source = page("啊。" * 9 + text, "gbk")
    read, decoding = decode(source.encode("gb18030"))
    if decoding.charset == "gb18030":
        assert read == source
        assert decoding.replaced == 0


@given(st.binary(max_size=300))
def test_any_bytes_give_a_text_or_one_line(body: bytes) -> None:
    try:
        text, decoding = decode(body)
    except DocumentError as error:
        text, decoding = str(error), Decoding("", "replaced", 1)
    assert "\0" not in text
    assert (decoding.rung == "replaced") == (decoding.replaced > 0)
