"""Single files: what a browser saved, with and without a manifest."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path

import pytest

from pipelines.captures import Manifest, SourceError, SourceIssue, list_sources, read_source
from pipelines.model import Capture, Context
from tests.pipelines.warc_bytes import captures_of, issues_of, read_all

PAGE = "http://www.a.gov.cn/zfxxgknb/2023.html"
HEADER = "path,url,fetched_at,portal,parent_path\n"


def save(path: Path, content: bytes | str = "<h1>2022</h1>") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_a_bare_file_has_its_path_and_no_address(tmp_path: Path) -> None:
    save(tmp_path / "2022" / "a.html")
    bare = Capture(
        body=b"<h1>2022</h1>",
        payload_sha256=hashlib.sha256(b"<h1>2022</h1>").hexdigest(),
        source_path="2022/a.html",
    )

    assert captures_of(tmp_path) == [bare]
    assert bare.asked
    assert captures_of(tmp_path / "2022" / "a.html")[0].source_path == "a.html"


@pytest.mark.parametrize(
    "top",
    [
        f"<!-- saved from url=(0038){PAGE} -->\n<html>",
        f"<!DOCTYPE html>\r\n<!-- saved from url=(0038){PAGE} --><html>",
        f"<!--SAVED FROM URL=(0038){PAGE}-->",
        f"<html lang=zh><!--\n Page saved with SingleFile \n url: {PAGE} \n saved date: x\n-->",
        f'<html><head><meta http-equiv="Content-Location" content="{PAGE}">',
        f"<META HTTP-EQUIV=content-location CONTENT={PAGE}>",
    ],
)
def test_the_address_that_a_browser_printed(tmp_path: Path, top: str) -> None:
    [capture] = captures_of(save(tmp_path / "a.htm", top))

    assert (capture.url, capture.source_path) == (PAGE, "a.htm")


def test_the_address_in_a_page_saved_as_utf_16(tmp_path: Path) -> None:
    page = f"<!-- saved from url=(0038){PAGE} -->".encode("utf-16")

    assert captures_of(save(tmp_path / "a.html", page))[0].url == PAGE


@pytest.mark.parametrize("name", ["Content-Location", "Snapshot-Content-Location"])
def test_the_address_of_an_mhtml_file(tmp_path: Path, name: str) -> None:
    mail = f"From: <Saved by Blink>\r\n{name}: {PAGE}\r\nMIME-Version: 1.0\r\n\r\n"

    assert captures_of(save(tmp_path / "a.mhtml", mail))[0].url == PAGE


def test_the_pictures_of_an_mhtml_file_are_not_its_address(tmp_path: Path) -> None:
    picture = "--b\r\nContent-Location: http://www.a.gov.cn/a.png\r\n\r\n"
    page = f"Content-Location: {PAGE}\r\n\r\n"
    own = "Snapshot-Content-Location: file:///C:/a.html\r\n\r\n"

    assert captures_of(save(tmp_path / "a.mht", own + picture))[0].url is None
    assert captures_of(save(tmp_path / "b.mht", page + picture))[0].url == PAGE


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.html", "<!-- saved from url=(0014)about:internet -->"),
        ("a.html", f"<p>saved from url {PAGE}</p>"),
        ("a.html", "x" * 20_000 + f"<!-- saved from url=(0038){PAGE} -->"),
        ("a.txt", f"<!-- saved from url=(0038){PAGE} -->"),
    ],
)
def test_what_is_no_address(tmp_path: Path, name: str, content: str) -> None:
    assert captures_of(save(tmp_path / name, content))[0].url is None


def test_an_empty_file_is_an_issue_and_a_capture_like_any_other(tmp_path: Path) -> None:
    path = save(tmp_path / "a.html", b"")
    issue, capture = read_all(path)

    assert isinstance(issue, SourceIssue)
    assert issue.kind == "empty"
    assert isinstance(capture, Capture)
    assert (capture.source_path, capture.body) == ("a.html", b"")


def test_a_file_that_is_named_and_not_read_is_one_line(tmp_path: Path) -> None:
    [issue] = issues_of(save(tmp_path / "a.csv"))

    assert issue.kind == "unsupported"
    assert "not known" in issue.message


def test_a_manifest_gives_what_a_warc_would(tmp_path: Path) -> None:
    save(tmp_path / "pages" / "a.html", "<!-- saved from url=(0014)http://other/ -->")
    save(tmp_path / "pages" / "files" / "a.pdf", b"%PDF-1.7")
    manifest = save(
        tmp_path / "manifest.csv",
        "\ufeff" + HEADER + f"pages/a.html,{PAGE},2023-01-19T08:00:00+08:00,p-1,\n"
        "\n"
        "pages/files/a.pdf,http://www.a.gov.cn/a.pdf,,p-1,pages/a.html\n",
    )
    page, attachment = (
        item
        for source in list_sources([tmp_path / "pages"])
        for item in read_source(source, manifest=Manifest.load(manifest))
    )

    assert isinstance(page, Capture)
    assert (page.url, page.source_path) == (PAGE, "a.html")
    assert page.fetched_at == dt.datetime(2023, 1, 19, tzinfo=dt.UTC)
    assert page.context == Context(portal="p-1")
    assert isinstance(attachment, Capture)
    assert attachment.fetched_at is None
    assert attachment.context == Context(portal="p-1", parent_url=PAGE)


def test_a_manifest_may_name_files_by_their_path_from_the_source(tmp_path: Path) -> None:
    save(tmp_path / "pages" / "a.html")
    manifest = save(tmp_path / "lists" / "m.csv", f"path,url\na.html,{PAGE}\n")
    [source] = list_sources([tmp_path / "pages"])
    [capture] = read_source(source, manifest=Manifest.load(manifest))

    assert isinstance(capture, Capture)
    assert capture.url == PAGE


def test_a_file_that_the_manifest_does_not_name_is_a_bare_file(tmp_path: Path) -> None:
    manifest = save(tmp_path / "m.csv", f"path,url\nb.html,{PAGE}\n")
    [source] = list_sources([save(tmp_path / "a.html")])
    [capture] = read_source(source, manifest=Manifest.load(manifest))

    assert isinstance(capture, Capture)
    assert capture.url is None


def test_a_parent_without_an_address_is_said(tmp_path: Path) -> None:
    manifest = save(tmp_path / "m.csv", HEADER + "a.pdf,,,,page.html\n")
    [source] = list_sources([save(tmp_path / "a.pdf")])
    issue, _ = read_source(source, manifest=Manifest.load(manifest))

    assert isinstance(issue, SourceIssue)
    assert issue.kind == "manifest"
    assert "page.html" in issue.message


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("url\nhttp://a/\n", "no column path"),
        ("path,adress\na,b\n", "unknown column adress"),
        (HEADER + ",http://a/,,,\n", "line 2: it needs a path"),
        (HEADER + "a,b,c,d,e,f\n", "line 2: it needs a path"),
        (HEADER + "a.html,,2023-01-19 08:00,,\n", "line 2: '2023-01-19 08:00' is no time"),
        (HEADER + "a.html,www.a.gov.cn,,,\n", "line 2: 'www.a.gov.cn' is no http address"),
        (HEADER + "a.html,,,,\na.html,,,,\n", "line 3: a.html stands here twice"),
        ("", "no column path"),
        ("路径,网址\n".encode("gb18030"), "this is no CSV file in UTF-8"),
    ],
)
def test_a_manifest_that_cannot_be_used_is_one_line(
    tmp_path: Path, content: bytes | str, words: str
) -> None:
    with pytest.raises(SourceError) as caught:
        Manifest.load(save(tmp_path / "m.csv", content))
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_manifest_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="check the manifest"):
        Manifest.load(tmp_path / "nowhere.csv")
