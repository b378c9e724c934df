"""Selectors and labels are data: what a row means, and what a wrong one says."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.documents import vocabulary
from pipelines.errors import UserError

HEADER = "kind,family,value,note\n"


def load(folder: Path, *rows: str) -> vocabulary.Vocabulary:
    path = folder / "selectors.csv"
    path.write_text(HEADER + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return vocabulary.load(path)


@pytest.mark.parametrize(
    ("selector", "tag", "attributes", "matches"),
    [
        ("#zoom", "div", {"id": "Zoom"}, True),
        ("#zoom", "div", {"class": "zoom"}, False),
        (".TRS_Editor", "div", {"class": "view TRS_Editor trs_web"}, True),
        (".TRS_Editor", "div", {"class": "TRS_Editor2"}, False),
        ("div.article-content", "div", {"class": "article-content"}, True),
        ("div.article-content", "td", {"class": "article-content"}, False),
        ("#vsb_content*", "div", {"id": "vsb_content_501"}, True),
        ("ucapcontent", "ucapcontent", {}, True),
        ("ucapcontent", "div", {"id": "ucapcontent"}, False),
    ],
)
def test_a_selector_takes_what_it_names(
    tmp_path: Path, selector: str, tag: str, attributes: dict[str, str], matches: bool
) -> None:
    words = load(tmp_path, f"content,x,{selector},")
    assert words.content_selector(tag, attributes) == (selector if matches else None)


def test_chrome_is_a_whole_word_of_a_class_or_id(tmp_path: Path) -> None:
    words = load(tmp_path, "chrome,,nav,")
    assert words.is_chrome({"class": "main-nav fl"})
    assert words.is_chrome({"id": "nav2"})
    assert not words.is_chrome({"class": "navigate"})


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("contents,x,#zoom,", "kind is 'contents'"),
        ("content,x,,", "value is empty"),
        ("content,x,div > p,", "is no tag, #id, .class or tag.class"),
    ],
)
def test_a_wrong_row_is_named_with_its_line(tmp_path: Path, row: str, said: str) -> None:
    with pytest.raises(UserError, match=said) as caught:
        load(tmp_path, "label,,来源,", row)
    assert "line 3" in str(caught.value)


def test_the_rows_that_ship_hold_the_families_of_the_design() -> None:
    words = vocabulary.default()
    for tag, attributes in (
        ("div", {"class": "TRS_Editor"}),
        ("div", {"id": "zoom"}),
        ("ucapcontent", {}),
        ("div", {"class": "v_news_content"}),
        ("div", {"class": "article-content"}),
    ):
        assert words.content_selector(tag, attributes)
    assert {"发布日期", "发布机构", "索引号", "信息来源"} <= words.labels
