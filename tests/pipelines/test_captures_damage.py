"""Files that are torn, damaged or no archives: one line each, and nothing else is lost."""

from __future__ import annotations

import gzip
import random
import tarfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.captures import SourceIssue
from pipelines.model import Capture
from tests.pipelines.warc_bytes import (
    http,
    issues_of,
    read_all,
    record,
    response,
    urls_of,
    write_gz,
)

ONE, TWO, THREE = (f"http://a.gov.cn/{number}" for number in (1, 2, 3))
NOISE = random.Random(7).randbytes(200_000)


def members(*urls: str) -> list[bytes]:
    return [gzip.compress(response(url, http(b"<p>" + NOISE[:500]))) for url in urls]


@pytest.mark.parametrize("name", ["a.warc.gz", "a.warc", "a.warc.gz.open"])
def test_an_empty_file(tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()
    [issue] = issues_of(tmp_path / name)

    assert (issue.kind, issue.message) == ("empty", f"{tmp_path / name}: the file is empty")


def tarball(folder: Path) -> bytes:
    with tarfile.open(folder / "x.tgz", "w:gz") as tar:
        tar.add(__file__)
    return (folder / "x.tgz").read_bytes()


@pytest.mark.parametrize("name", ["a.warc.gz", "a.warc"])
@pytest.mark.parametrize("what", ["noise", "gzip magic", "page", "zeros", "gzipped text", "tar"])
def test_a_file_that_is_no_warc(tmp_path: Path, name: str, what: str) -> None:
    content = {
        "noise": NOISE,
        "gzip magic": b"\x1f\x8b\x08\x00" + NOISE,
        "page": b"<html>\n<p>\n" * 10_000,
        "zeros": bytes(100_000),
        "gzipped text": gzip.compress(b"one\n") + gzip.compress(b"two\n") * 50,
        "tar": tarball(tmp_path),
    }[what]
    (tmp_path / name).write_bytes(content)
    [issue] = issues_of(tmp_path / name)

    assert issue.kind == "not_a_warc"
    assert "this is no WARC file" in issue.message
    assert "\n" not in issue.message


def test_a_torn_last_record_is_said_and_all_before_it_is_read(tmp_path: Path) -> None:
    one, two = members(ONE, TWO)
    path = tmp_path / "a.warc.gz"
    for cut in (1, 10, len(two) // 2, len(two) - 1):
        path.write_bytes(one + two[:cut])
        capture, issue = read_all(path)

        assert isinstance(capture, Capture)
        assert capture.url == ONE
        assert isinstance(issue, SourceIssue)
        assert (issue.kind, issue.offset) == ("torn", len(one))
        assert "everything before was read" in issue.message


def test_a_plain_file_that_ends_inside_a_record(tmp_path: Path) -> None:
    path = tmp_path / "a.warc"
    path.write_bytes(response(ONE) + response(TWO)[:-40])

    assert urls_of(path) == [ONE]
    assert [issue.kind for issue in issues_of(path)] == ["torn"]


def test_zeros_behind_the_last_record_as_a_crashed_disk_leaves_them(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(members(ONE)[0] + bytes(5000))

    assert urls_of(path) == [ONE]
    assert [issue.kind for issue in issues_of(path)] == ["torn"]


def test_a_damaged_record_in_the_middle_costs_itself_alone(tmp_path: Path) -> None:
    one, two, three = members(ONE, TWO, THREE)
    broken = two[:60] + bytes([two[60] ^ 0xFF]) + two[61:]
    path = tmp_path / "a.warc.gz"
    path.write_bytes(one + broken + three)

    assert urls_of(path) == [ONE, THREE]
    [issue] = issues_of(path)
    assert (issue.kind, issue.offset) == ("damaged", len(one))
    assert "what stands there cannot be read" in issue.message


def test_a_wrong_checksum_is_damage_even_where_all_bytes_are_there(tmp_path: Path) -> None:
    one, two = members(ONE, TWO)
    path = tmp_path / "a.warc.gz"
    path.write_bytes(one[:-8] + bytes(4) + one[-4:] + two)

    assert urls_of(path) == [TWO]
    assert [issue.kind for issue in issues_of(path)] == ["damaged"]


@pytest.mark.parametrize("length", [3, 100_000, 10**18])
def test_a_record_that_lies_about_its_length(tmp_path: Path, length: int) -> None:
    lying = record("response", http(), {"WARC-Target-URI": TWO}, length=length)
    path = write_gz(tmp_path / "a.warc.gz", response(ONE), lying, response(THREE))

    assert urls_of(path) == [ONE, THREE]
    assert [issue.kind for issue in issues_of(path)] == ["damaged"]


@pytest.mark.parametrize("printed", ["", "-5", "many", "1_0", "٣"])
def test_a_record_without_a_usable_length(tmp_path: Path, printed: str) -> None:
    bad = response(TWO).replace(b"Content-Length: 31", f"Content-Length: {printed}".encode())
    assert bad != response(TWO)
    path = write_gz(tmp_path / "a.warc.gz", response(ONE), bad, response(THREE))

    assert urls_of(path) == [ONE, THREE]
    assert [issue.kind for issue in issues_of(path)] == ["damaged"]


@pytest.mark.parametrize("length", [3, 100_000])
def test_a_lying_record_in_a_plain_file_ends_the_reading_there(tmp_path: Path, length: int) -> None:
    lying = record("response", http(), {"WARC-Target-URI": TWO}, length=length)
    path = tmp_path / "a.warc"
    path.write_bytes(response(ONE) + lying + response(THREE))

    assert urls_of(path) == [ONE]
    [issue] = issues_of(path)
    assert issue.offset == len(response(ONE))


def test_a_header_without_end_is_damage(tmp_path: Path) -> None:
    endless = b"WARC/1.1\r\n" + b"X-Long: 1\r\n" * 200_000
    path = write_gz(tmp_path / "a.warc.gz", response(ONE), endless, response(THREE))

    assert urls_of(path) == [ONE, THREE]
    [issue] = issues_of(path)
    assert "its header is longer than" in issue.message


def test_a_damaged_context_leaves_its_page_and_is_said(tmp_path: Path) -> None:
    page, beside = (
        gzip.compress(one)
        for one in (
            response(ONE, record_id="<urn:uuid:1>"),
            record("metadata", b"gongkai: 1\r\n", {"WARC-Refers-To": "<urn:uuid:1>"}),
        )
    )
    path = tmp_path / "a.warc.gz"
    path.write_bytes(page + beside[:-6])

    assert urls_of(path) == [ONE]
    assert [issue.kind for issue in issues_of(path)] == ["torn"]


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_whatever_happens_to_a_file_nothing_false_is_read(
    tmp_path: Path, data: st.DataObject
) -> None:
    """Bytes changed, cut or put in anywhere: what is read was written, and damage is said."""
    parts = members(ONE, TWO, THREE)
    whole = b"".join(parts)
    at = data.draw(st.integers(0, len(whole) - 1))
    middle = data.draw(st.binary(max_size=40))
    removed = data.draw(st.integers(0, 60))
    path = tmp_path / "a.warc.gz"
    path.write_bytes(whole[:at] + middle + whole[at + removed :])
    items = read_all(path)

    body = b"<p>" + NOISE[:500]
    captures = [item for item in items if isinstance(item, Capture)]
    assert {capture.url for capture in captures} <= {ONE, TWO, THREE}
    assert all(capture.body == body for capture in captures)
    ends = [len(b"".join(parts[: index + 1])) for index in range(3)]
    before = [url for url, end in zip((ONE, TWO, THREE), ends, strict=True) if end <= at]
    assert [capture.url for capture in captures][: len(before)] == before
    if len(captures) < 3 and whole[:at] + middle + whole[at + removed :] not in _prefixes(parts):
        assert [item for item in items if isinstance(item, SourceIssue)]


def _prefixes(parts: list[bytes]) -> list[bytes]:
    """Files that are whole: nothing tells that more was there."""
    return [b"".join(parts[index:end]) for index in range(3) for end in range(index + 1, 4)]
