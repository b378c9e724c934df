"""Where links lead, in a spelling that captures share."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.addresses import document_behind, own_targets, targets_of_links

PAGE = "https://www.a.gov.cn/x/1.html"


def targets(link: str, *, base: str | None = None, path: str | None = None) -> tuple[str, ...]:
    [found] = targets_of_links([link], url=None if path else PAGE, base=base, path=path)
    return found


@pytest.mark.parametrize(
    ("link", "captured"),
    [
        ("1.docx", "http://www.a.gov.cn/x/1.docx"),
        (" ../年报 1.docx\n", "https://www.a.gov.cn/%E5%B9%B4%E6%8A%A5%201.docx"),
        ("//WWW.A.gov.cn:443/1.pdf#page=2", "http://www.a.gov.cn/1.pdf"),
        ("/down?file=a%2fb.pdf&id=1", "https://www.a.gov.cn/down?file=a/b.pdf&id=1"),
        ("/viewer.html?file=/up/1.pdf", "https://www.a.gov.cn/up/1.pdf"),
        ("/viewer.html?file=/up/1.pdf", "https://www.a.gov.cn/viewer.html?file=/up/1.pdf"),
    ],
)
def test_a_link_and_the_capture_of_what_it_leads_to(link: str, captured: str) -> None:
    assert set(own_targets(captured, None)) <= set(targets(link))


def test_what_a_page_says_that_its_links_start_from() -> None:
    assert targets("1.docx", base="/files/") == ("url:www.a.gov.cn/files/1.docx",)


@pytest.mark.parametrize(
    ("link", "saved"),
    [
        ("page_files/a%20b.docx", "dir/page_files/a b.docx"),
        ("./1.docx?v=1", "dir/1.docx"),
        ("../1.docx", "1.docx"),
    ],
)
def test_files_saved_beside_a_page(link: str, saved: str) -> None:
    assert f"path:{saved}" in targets(link, path="dir/page.html")


@pytest.mark.parametrize("link", ["../../1.docx", "/etc/passwd", "javascript:x", "file:///1", ""])
def test_nothing_outside_the_folder_that_was_given(link: str) -> None:
    assert targets(link, path="dir/page.html") == ()


def test_an_archive_is_not_left() -> None:
    assert targets("../1.docx", path="a.zip!/dir/page.html") == ("path:a.zip!/1.docx",)
    assert targets("../../1.docx", path="a.zip!/dir/page.html") == ()


def test_a_torn_address_leads_nowhere() -> None:
    assert document_behind("http://[x/1.pdf", PAGE) is None
    assert targets("http://[x/1.pdf") == ()
    assert own_targets("http://a:b/1.pdf", None) == ()


@given(st.text(max_size=80))
def test_no_link_breaks_it(link: str) -> None:
    for target in (*targets(link), *targets(link, path="a/b.html")):
        assert target.startswith(("url:", "path:"))
        assert "/../" not in target or target.startswith("url:")
