"""WARC files as they are written: standard, whole, closed in time, nobody else's."""

from __future__ import annotations

import datetime as dt
import errno
import gzip
import ipaddress
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from crawler.http_message import HttpRequest, HttpResponse
from crawler.warc_writer import ArchiveError, WarcWriter
from pipelines.captures import SourceIssue, list_sources, read_source
from pipelines.model import Capture, Context, Visit

NOW = dt.datetime(2023, 1, 19, 2, 3, 4, 567, tzinfo=dt.UTC)
PAGE = "http://www.a.gov.cn/2022.html"
HTML = (b"Content-Type", b"text/html")


def request(url: str = PAGE) -> HttpRequest:
    return HttpRequest(url, headers=((b"User-Agent", b"gongkai"),))


def writer(
    folder: Path, max_bytes: int = 10_000_000, closed: list[Path] | None = None
) -> WarcWriter:
    files = [] if closed is None else closed
    return WarcWriter(folder, software="gongkai/0.1.0", max_bytes=max_bytes, on_close=files.append)


def read(folder: Path) -> list[Capture | Visit | SourceIssue]:
    return [item for source in list_sources([folder]) for item in read_source(source)]


def check(path: Path) -> None:
    """Run warcio's own checker over a file; it must find a digest to check in every record."""
    command = [sys.executable, "-m", "warcio.cli", "check", "-v", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "no digest to check" not in done.stdout
    assert "digest pass" in done.stdout


def test_an_exchange_comes_back_as_it_was_received(tmp_path: Path) -> None:
    """Replay by warcio: the body byte for byte, still compressed."""
    body = gzip.compress(b"<h1>2022</h1>")
    with writer(tmp_path) as archive:
        archive.write_exchange(
            request(),
            HttpResponse(
                200,
                (HTML, (b"Content-Encoding", b"gzip"), (b"X-Name", b"\xc4\xea")),
                body,
                ip_address=ipaddress.ip_address("192.0.2.7"),
            ),
            [Context(portal="p")],
            fetched_at=NOW,
        )
    [path] = tmp_path.iterdir()
    check(path)

    with path.open("rb") as file:
        records = {}
        for record in ArchiveIterator(file):
            records[record.rec_type] = (record, record.raw_stream.read())
    answer, block = records["response"]
    assert block == body
    assert answer.rec_headers.protocol == "WARC/1.1"
    assert answer.rec_headers["WARC-Target-URI"] == PAGE
    assert answer.rec_headers["WARC-Date"] == "2023-01-19T02:03:04.000567Z"
    assert answer.rec_headers["WARC-IP-Address"] == "192.0.2.7"
    assert answer.rec_headers["WARC-Payload-Digest"].startswith("sha1:")
    assert answer.rec_headers["WARC-Block-Digest"].startswith("sha1:")
    assert answer.http_headers.statusline == "200 OK"
    assert answer.http_headers["Content-Length"] == str(len(body))
    assert answer.http_headers["X-Name"].encode("latin-1") == b"\xc4\xea"
    question, _ = records["request"]
    assert question.rec_headers["WARC-Concurrent-To"] == answer.rec_headers["WARC-Record-ID"]
    beside, block = records["metadata"]
    assert beside.rec_headers["WARC-Refers-To"] == answer.rec_headers["WARC-Record-ID"]
    assert beside.rec_headers["Content-Type"] == "application/warc-fields"
    assert block == b"gongkai: 1\r\nportal: p\r\n"
    info, block = records["warcinfo"]
    assert info.rec_headers["WARC-Filename"] == path.name
    assert b"software: gongkai/0.1.0\r\n" in block
    assert b"without their original order and case" in block


def test_every_record_is_a_gzip_member_of_its_own(tmp_path: Path) -> None:
    with writer(tmp_path) as archive:
        ref = archive.write_exchange(request(), HttpResponse(200, (HTML,), b"x"), fetched_at=NOW)
    [path] = tmp_path.iterdir()
    data = path.read_bytes()

    members = [found.start() for found in re.finditer(rb"\x1f\x8b\x08\x00\x00\x00\x00\x00", data)]
    assert len(members) == 3  # warcinfo, response, request
    assert members[1] == ref.offset
    assert gzip.decompress(data[ref.offset : members[2]]).startswith(b"WARC/1.1\r\nWARC-Type: resp")


def test_what_was_written_is_read_by_our_reader(tmp_path: Path) -> None:
    context = Context(portal="p", list_url="http://www.a.gov.cn/list/", list_title="2022年\n报告")
    visit = Visit("p", NOW, NOW, "complete", {"entries": 3}, (2021, 2022), "152900")
    with writer(tmp_path) as archive:
        robots = request("http://www.a.gov.cn/robots.txt")
        archive.write_exchange(robots, HttpResponse(404), fetched_at=NOW)
        ref = archive.write_exchange(
            request(), HttpResponse(200, (HTML,), b"<p>"), [context], fetched_at=NOW
        )
        archive.write_visit(visit)
    first, second, third = read(tmp_path)

    assert isinstance(first, Capture)
    assert (first.url, first.http_status, first.asked) == (robots.url, 404, False)
    assert isinstance(second, Capture)
    assert (second.asked, second.context, second.body) == (True, context, b"<p>")
    assert second.fetched_at == NOW
    assert (second.warc_record_id, second.warc_file, second.warc_offset) == (
        ref.record_id,
        ref.file,
        ref.offset,
    )
    assert third == visit


def test_a_context_joins_while_the_file_is_open(tmp_path: Path) -> None:
    late = Context(list_url="http://www.a.gov.cn/a/")
    with writer(tmp_path, max_bytes=1) as archive:
        ref = archive.write_exchange(
            request(),
            HttpResponse(200, (HTML,), b"<p>"),
            [Context(list_url="http://www.a.gov.cn/b/")],
            fetched_at=NOW,
        )
        assert archive.add_context(ref, late, at=NOW)
        archive.write_exchange(request("http://www.a.gov.cn/2"), HttpResponse(200), fetched_at=NOW)
        assert not archive.add_context(ref, late, at=NOW)
    captures = [item for item in read(tmp_path) if isinstance(item, Capture) and item.url == PAGE]

    assert [capture.context for capture in captures] == [late]


def test_files_are_closed_at_their_size_and_told_about(tmp_path: Path) -> None:
    closed: list[Path] = []
    archive = writer(tmp_path, max_bytes=3000, closed=closed)
    for number in range(6):
        url = f"http://www.a.gov.cn/{number}"
        archive.write_exchange(
            request(url), HttpResponse(200, (HTML,), os.urandom(1500)), fetched_at=NOW
        )
        # Nothing but the file that is being written has its temporary name.
        assert [path.suffix for path in tmp_path.iterdir()].count(".open") == 1
    assert len(closed) == 2
    archive.close()
    archive.close()

    assert sorted(tmp_path.iterdir()) == sorted(closed)
    assert len({path.name for path in closed}) == 3
    for path in closed:
        check(path)
    assert {item.url for item in read(tmp_path) if isinstance(item, Capture)} == {
        f"http://www.a.gov.cn/{number}" for number in range(6)
    }


def test_a_writer_that_wrote_nothing_leaves_no_file(tmp_path: Path) -> None:
    with writer(tmp_path / "archive"):
        pass

    assert not (tmp_path / "archive").exists()


def test_a_record_is_on_disk_when_the_call_returns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", lambda descriptor: synced.append(os.fstat(descriptor).st_size))
    with writer(tmp_path) as archive:
        archive.write_exchange(request(), HttpResponse(200, (HTML,), b"x" * 99), fetched_at=NOW)
        [path] = tmp_path.iterdir()

        assert synced[-1] == path.stat().st_size
        assert [item.url for item in read(tmp_path) if isinstance(item, Capture)] == [PAGE]


def test_a_truncated_answer_says_so(tmp_path: Path) -> None:
    with writer(tmp_path) as archive:
        cut = HttpResponse(200, (HTML, (b"Content-Length", b"500")), b"<p>", truncated="disconnect")
        archive.write_exchange(request(), cut, [Context()], fetched_at=NOW)
    issue, capture = read(tmp_path)

    assert isinstance(issue, SourceIssue)
    assert issue.kind == "cut"
    assert isinstance(capture, Capture)
    assert capture.body == b"<p>"


def test_a_full_disk_is_one_line_and_the_file_goes_on_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = writer(tmp_path)
    archive.write_exchange(request("http://a.gov.cn/1"), HttpResponse(200), fetched_at=NOW)

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(ArchiveError, match="No space left on device; the archive cannot be"):
            archive.write_exchange(request("http://a.gov.cn/2"), HttpResponse(200), fetched_at=NOW)
    archive.write_exchange(request("http://a.gov.cn/3"), HttpResponse(200), fetched_at=NOW)
    archive.close()

    assert [item.url for item in read(tmp_path) if isinstance(item, Capture)] == [
        "http://a.gov.cn/1",
        "http://a.gov.cn/3",
    ]
    check(next(tmp_path.iterdir()))


def test_a_folder_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "archive").write_text("a file")
    with pytest.raises(ArchiveError, match="the archive cannot be written there"):
        writer(tmp_path / "archive").write_exchange(request(), HttpResponse(200), fetched_at=NOW)
