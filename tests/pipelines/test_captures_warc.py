"""A WARC file, ours or anybody's, gives captures, visits and issues."""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import shutil
from pathlib import Path

import pytest

from pipelines.captures import (
    SourceError,
    SourceIssue,
    list_sources,
    read_capture,
    read_source,
)
from pipelines.model import Capture, Context, Visit
from tests.pipelines.warc_bytes import (
    captures_of,
    context,
    http,
    issues_of,
    read_all,
    record,
    response,
    urls_of,
    warcinfo,
    write_gz,
)

PAGE = "http://www.a.gov.cn/zfxxgknb/2023.html"
OURS = "gongkai/0.1.0"


def test_a_response_becomes_a_capture_with_its_place_in_the_file(tmp_path: Path) -> None:
    info = warcinfo("Heritrix/3.4")
    block = http(b"<h1>2022</h1>", headers={"Content-Type": "text/html; charset=gb2312"})
    path = write_gz(tmp_path / "a.warc.gz", info, response(PAGE, block, record_id="<urn:uuid:1>"))

    assert captures_of(path) == [
        Capture(
            body=b"<h1>2022</h1>",
            payload_sha256=hashlib.sha256(b"<h1>2022</h1>").hexdigest(),
            url=PAGE,
            source_path=None,
            fetched_at=dt.datetime(2023, 1, 19, 2, 3, 4, tzinfo=dt.UTC),
            http_status=200,
            content_type="text/html; charset=gb2312",
            location=None,
            warc_file="a.warc.gz",
            warc_offset=len(gzip.compress(info)),
            warc_record_id="<urn:uuid:1>",
            asked=True,
            is_revisit=False,
            context=Context(),
        )
    ]


def test_a_plain_warc_gives_the_offset_of_each_record(tmp_path: Path) -> None:
    first, second = response("http://a.gov.cn/1"), response("http://a.gov.cn/2")
    path = tmp_path / "a.warc"
    path.write_bytes(first + second)

    assert [(c.url, c.warc_offset) for c in captures_of(path)] == [
        ("http://a.gov.cn/1", 0),
        ("http://a.gov.cn/2", len(first)),
    ]


def test_records_gzipped_as_one_piece_are_all_read(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(gzip.compress(response("http://a.gov.cn/1") + response("http://a.gov.cn/2")))

    assert urls_of(path) == ["http://a.gov.cn/1", "http://a.gov.cn/2"]


def test_requests_and_other_records_are_no_captures(tmp_path: Path) -> None:
    path = write_gz(
        tmp_path / "a.warc.gz",
        warcinfo("other"),
        record("request", b"GET / HTTP/1.1\r\n\r\n", {"WARC-Target-URI": PAGE}),
        record("response", b"20230119 1.2.3.4", {"WARC-Target-URI": "dns:www.a.gov.cn"}),
        record("conversion", b"text", {"WARC-Target-URI": PAGE}),
        record("metadata", b"via: http://b/\r\n", {"WARC-Target-URI": PAGE}),
    )

    assert read_all(path) == []


def test_a_resource_record_counts_as_a_capture_without_status(tmp_path: Path) -> None:
    resource = record(
        "resource", b"%PDF-1.7", {"WARC-Target-URI": PAGE, "Content-Type": "application/pdf"}
    )
    [capture] = captures_of(write_gz(tmp_path / "a.warc.gz", resource))

    assert capture.body == b"%PDF-1.7"
    assert (capture.http_status, capture.content_type) == (None, "application/pdf")


def test_chunked_and_compressed_bodies_of_other_archives_are_undone(tmp_path: Path) -> None:
    packed = gzip.compress(b"<p>text</p>")
    chunked = b"%x\r\n%b\r\n0\r\n\r\n" % (len(packed), packed)
    block = http(chunked, headers={"Transfer-Encoding": "chunked", "Content-Encoding": "gzip"})
    [capture] = captures_of(write_gz(tmp_path / "a.warc.gz", response(PAGE, block)))

    assert capture.body == b"<p>text</p>"


def test_an_address_in_brackets_is_an_address(tmp_path: Path) -> None:
    assert urls_of(write_gz(tmp_path / "a.warc.gz", response(f"<{PAGE}>"))) == [PAGE]


def test_a_redirect_is_a_capture_with_an_absolute_location(tmp_path: Path) -> None:
    block = http(b"", "302 Found", {"Location": "../index.html"})
    [capture] = captures_of(write_gz(tmp_path / "a.warc.gz", response(PAGE, block)))

    assert capture.http_status == 302
    assert capture.location == "http://www.a.gov.cn/index.html"


def test_a_plain_304_is_a_capture_with_an_empty_body(tmp_path: Path) -> None:
    path = write_gz(tmp_path / "a.warc.gz", response(PAGE, http(b"", "304 Not Modified")))
    [capture] = captures_of(path)

    assert (capture.http_status, capture.body, capture.is_revisit) == (304, b"", False)


@pytest.mark.parametrize(
    ("software", "lines", "asked"),
    [
        (OURS, None, False),  # a list page, robots.txt
        (OURS, ["portal: p"], True),
        ("wget/1.21", None, True),
        ("wget/1.21", ["portal: p"], True),
    ],
)
def test_which_captures_were_asked(
    tmp_path: Path, software: str, lines: list[str] | None, asked: bool
) -> None:
    beside = [] if lines is None else [context("<urn:uuid:1>", *lines)]
    page = response(PAGE, record_id="<urn:uuid:1>")
    path = write_gz(tmp_path / "a.warc.gz", warcinfo(software), page, *beside)
    [capture] = captures_of(path)

    assert capture.asked is asked
    assert capture.context.portal == ("p" if lines else None)


def test_each_warcinfo_speaks_for_what_follows_it(tmp_path: Path) -> None:
    path = write_gz(
        tmp_path / "joined.warc.gz",
        warcinfo(OURS),
        response("http://a.gov.cn/1"),
        warcinfo("wget/1.21"),
        response("http://a.gov.cn/2"),
    )

    assert [capture.asked for capture in captures_of(path)] == [False, True]


def test_of_several_contexts_the_smallest_list_url_counts_wherever_it_stands(
    tmp_path: Path,
) -> None:
    path = write_gz(
        tmp_path / "a.warc.gz",
        warcinfo(OURS),
        response(PAGE, record_id="<urn:uuid:1>"),
        context("<urn:uuid:1>", "list-url: http://a.gov.cn/b/", "list-title: B"),
        response("http://a.gov.cn/list/", record_id="<urn:uuid:2>"),
        context("<urn:uuid:1>", "portal: without a list"),
        context(
            "<urn:uuid:1>",
            "portal: p-1",
            "division-code: 152900",
            "list-url: http://a.gov.cn/a/",
            "list-title: 2022年：报告",
            "list-date: 2023-01-19",
            "parent-url: http://a.gov.cn/parent.html",
            "parent-record-id: <urn:uuid:9>",
        ),
    )

    assert captures_of(path)[0].context == Context(
        portal="p-1",
        division_code="152900",
        list_url="http://a.gov.cn/a/",
        list_title="2022年：报告",
        list_date=dt.date(2023, 1, 19),
        parent_url="http://a.gov.cn/parent.html",
        parent_record_id="<urn:uuid:9>",
    )


def test_a_context_of_another_file_does_not_count(tmp_path: Path) -> None:
    page = response(PAGE, record_id="<urn:uuid:1>")
    write_gz(tmp_path / "a.warc.gz", warcinfo(OURS), page)
    write_gz(tmp_path / "b.warc.gz", warcinfo(OURS), context("<urn:uuid:1>", "portal: p"))

    assert captures_of(tmp_path)[0].asked is False


def test_a_bad_date_in_a_context_is_an_issue_and_the_rest_is_kept(tmp_path: Path) -> None:
    path = write_gz(
        tmp_path / "a.warc.gz",
        warcinfo(OURS),
        response(PAGE, record_id="<urn:uuid:1>"),
        context("<urn:uuid:1>", "portal: p", "list-date: 2023-02-30"),
    )
    capture, issue = read_all(path)

    assert isinstance(capture, Capture)
    assert capture.context == Context(portal="p")
    assert isinstance(issue, SourceIssue)
    assert issue.kind == "context"
    assert "list-date is no date: '2023-02-30'" in issue.message


def test_a_context_of_a_later_version_is_an_issue(tmp_path: Path) -> None:
    later = context("<urn:uuid:1>", "portal: p", version="2")
    path = write_gz(tmp_path / "a.warc.gz", response(PAGE, record_id="<urn:uuid:1>"), later)

    assert [issue.kind for issue in issues_of(path)] == ["context"]


def test_a_visit_record_becomes_a_visit(tmp_path: Path) -> None:
    block = (
        b"gongkai-visit: 1\r\nportal: p-1\r\ndivision-code: 152900\r\n"
        b"started-at: 2023-01-19T02:00:00Z\r\nended-at: 2023-01-19T03:00:00.5Z\r\n"
        b"outcome: complete\r\nlist-pages: 3\r\nentries: 40\r\nentries-new: 5\r\n"
        b"reports-asked: 5\r\nreports-good: 4\r\ngone: 1\r\nerrors: 0\r\n"
        b"years-listed: 2021 2022\r\n"
    )

    assert read_all(write_gz(tmp_path / "a.warc.gz", record("metadata", block))) == [
        Visit(
            portal="p-1",
            started_at=dt.datetime(2023, 1, 19, 2, tzinfo=dt.UTC),
            ended_at=dt.datetime(2023, 1, 19, 3, 0, 0, 500_000, tzinfo=dt.UTC),
            outcome="complete",
            counts={
                "list_pages": 3,
                "entries": 40,
                "entries_new": 5,
                "reports_asked": 5,
                "reports_good": 4,
                "gone": 1,
                "errors": 0,
            },
            years_listed=(2021, 2022),
            region_code="152900",
        )
    ]


def test_a_visit_without_a_time_is_an_issue(tmp_path: Path) -> None:
    block = (
        b"gongkai-visit: 1\r\nportal: p\r\nstarted-at: yesterday\r\n"
        b"ended-at: 2023-01-19T03:00:00Z\r\noutcome: complete\r\n"
    )
    [issue] = issues_of(write_gz(tmp_path / "a.warc.gz", record("metadata", block)))

    assert issue.kind == "visit"
    assert "started-at is no time: 'yesterday'" in issue.message


@pytest.mark.parametrize(
    ("block", "kind", "words"),
    [
        (b"<html>no header at all</html>", "http", "it is no HTTP answer"),
        (b"HTTP/1.1 abc\r\n\r\n", "http", "its status line has no status: 'abc'"),
        (
            http(headers={"Content-Encoding": "gzip"}),
            "encoding",
            "declared as gzip, which it is not",
        ),
        (http(headers={"Content-Encoding": "snappy"}), "encoding", "'snappy' is not known"),
        (http(headers={"Content-Length": "20"}), "cut", "the body lacks 8 bytes"),
    ],
)
def test_answers_that_are_not_what_they_say(
    tmp_path: Path, block: bytes, kind: str, words: str
) -> None:
    [issue] = issues_of(write_gz(tmp_path / "a.warc.gz", response(PAGE, block)))

    assert issue.kind == kind
    assert words in issue.message
    assert issue.url == PAGE


def test_an_answer_that_was_cut_is_read_and_said(tmp_path: Path) -> None:
    page = response(PAGE, headers={"WARC-Truncated": "disconnect"})
    issue, capture = read_all(write_gz(tmp_path / "a.warc.gz", page))

    assert isinstance(issue, SourceIssue)
    assert (issue.kind, issue.offset) == ("cut", 0)
    assert isinstance(capture, Capture)


def test_a_record_without_a_readable_date_has_no_time(tmp_path: Path) -> None:
    page = response(PAGE, headers={"WARC-Date": "last week"})
    issue, capture = read_all(write_gz(tmp_path / "a.warc.gz", page))

    assert isinstance(issue, SourceIssue)
    assert issue.kind == "date"
    assert isinstance(capture, Capture)
    assert capture.fetched_at is None


def test_a_bomb_is_an_issue_and_not_a_capture(tmp_path: Path) -> None:
    bomb = gzip.compress(bytes(65 * 1024 * 1024))
    packed = http(bomb, headers={"Content-Encoding": "gzip"})
    path = write_gz(tmp_path / "a.warc.gz", response(PAGE, packed), response("http://a.gov.cn/2"))
    issue, capture = read_all(path)

    assert isinstance(issue, SourceIssue)
    assert issue.kind == "too_large"
    assert isinstance(capture, Capture)
    assert capture.url == "http://a.gov.cn/2"


def test_one_capture_is_read_again_by_its_place(tmp_path: Path) -> None:
    path = write_gz(
        tmp_path / "a.warc.gz",
        warcinfo(OURS),
        response("http://a.gov.cn/1", record_id="<urn:uuid:1>"),
        response("http://a.gov.cn/2", record_id="<urn:uuid:2>"),
        context("<urn:uuid:2>", "portal: p"),
    )
    [source] = list_sources([path])
    _, second = captures_of(path)
    assert second.warc_offset is not None

    assert read_capture(source, second.warc_offset, second.warc_record_id) == second
    gone = read_capture(source, second.warc_offset + 1)
    assert isinstance(gone, SourceIssue)
    assert "was the file exchanged" in gone.message


def test_a_leftover_is_read_under_its_final_name_and_not_changed(tmp_path: Path) -> None:
    page = gzip.compress(response(PAGE))
    path = tmp_path / "a.warc.gz.open"
    path.write_bytes(page + page[:20])
    capture, issue = read_all(path)

    assert isinstance(capture, Capture)
    assert capture.warc_file == "a.warc.gz"
    assert isinstance(issue, SourceIssue)
    assert issue.kind == "torn"
    assert path.read_bytes() == page + page[:20]


def test_a_leftover_that_was_renamed_since_it_was_listed_is_still_read(tmp_path: Path) -> None:
    path = write_gz(tmp_path / "a.warc.gz.open", response(PAGE))
    [source] = list_sources([path])
    path.rename(tmp_path / "a.warc.gz")

    assert [item.url for item in read_source(source) if isinstance(item, Capture)] == [PAGE]


def test_a_file_that_grows_is_read_up_to_where_it_was(tmp_path: Path) -> None:
    """Else a page would be met whose context the first pass has not seen."""
    path = write_gz(tmp_path / "a.warc.gz.open", warcinfo(OURS), response(PAGE))
    [source] = list_sources([path])
    items = read_source(source)
    first = next(items)
    with path.open("ab") as file:
        file.write(gzip.compress(response("http://a.gov.cn/2", record_id="<urn:uuid:2>")))
        file.write(gzip.compress(context("<urn:uuid:2>", "portal: p")))

    assert isinstance(first, Capture)
    assert list(items) == []
    assert [capture.asked for capture in captures_of(path)] == [False, True]


def test_a_file_that_is_gone_is_an_issue(tmp_path: Path) -> None:
    [source] = list_sources([write_gz(tmp_path / "a.warc.gz", response(PAGE))])
    source.path.unlink()
    [issue] = read_source(source)

    assert isinstance(issue, SourceIssue)
    assert issue.kind == "unreadable"


def test_folders_are_walked_and_every_file_comes_once(tmp_path: Path) -> None:
    for name in ("b.warc.gz", "a/2.HTML", "a/1.txt", "c.zip", "d.warc.gz.open", "e.warc"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    for name in (".hidden.html", "notes.csv", ".git/x.html"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    named_twice = list_sources([tmp_path / "a" / "1.txt", tmp_path, tmp_path / "a"])

    assert [(source.relative, source.kind) for source in named_twice] == [
        ("1.txt", "file"),
        ("2.HTML", "file"),
        ("b.warc.gz", "warc"),
        ("c.zip", "zip"),
        ("d.warc.gz.open", "warc"),
        ("e.warc", "warc"),
    ]
    assert list_sources([tmp_path / "a", tmp_path]) == named_twice


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("nowhere/at/all", "there is no such file or folder"),
        ("s3://bucket/archive", "only local paths can be read"),
    ],
)
def test_a_source_that_is_not_there_is_one_line(path: str, words: str) -> None:
    with pytest.raises(SourceError) as caught:
        list_sources([path])
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_copy_elsewhere_gives_the_same_capture(tmp_path: Path) -> None:
    path = write_gz(tmp_path / "a.warc.gz", response(PAGE, record_id="<urn:uuid:1>"))
    (tmp_path / "other").mkdir()
    copy = Path(shutil.copy(path, tmp_path / "other" / "a.warc.gz"))

    assert captures_of(copy) == captures_of(path)
