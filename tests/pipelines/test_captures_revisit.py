"""Revisit records: "as before" is read as what was there before, or said to be missing."""

from __future__ import annotations

import base64
import gzip
import hashlib
import pickle
from collections.abc import Mapping
from pathlib import Path

import pytest

from pipelines.captures import RevisitResolver, SourceIssue, list_sources, read_source
from pipelines.model import Capture
from tests.pipelines.warc_bytes import (
    captures_of,
    http,
    issues_of,
    read_all,
    record,
    response,
    write_gz,
)

PAGE = "http://www.a.gov.cn/2022.html"
OTHER = "http://www.a.gov.cn/copy.html"
BODY = b"<h1>2022</h1>"
PROFILE = "http://netpreserve.org/warc/1.1/revisit/"


def digest_of(body: bytes) -> str:
    return "sha1:" + base64.b32encode(hashlib.sha1(body).digest()).decode()


def original(url: str = PAGE, body: bytes = BODY) -> bytes:
    block = http(body, headers={"Content-Type": "text/html"})
    headers = {"WARC-Date": "2023-01-01T00:00:00Z", "WARC-Payload-Digest": digest_of(body)}
    return response(url, block, headers, record_id="<urn:uuid:first>")


def revisit(
    how: Mapping[str, str] | None = None,
    block: bytes = b"",
    *,
    profile: str = "identical-payload-digest",
) -> bytes:
    headers = {
        "WARC-Record-ID": "<urn:uuid:second>",
        "WARC-Target-URI": PAGE,
        "WARC-Date": "2023-06-01T00:00:00Z",
        "WARC-Profile": PROFILE + profile,
    }
    return record("revisit", block, headers | dict(how or {}))


WAYS = {
    "record id": {"WARC-Refers-To": "<urn:uuid:first>"},
    "address and date": {
        "WARC-Refers-To-Target-URI": PAGE,
        "WARC-Refers-To-Date": "2023-01-01T00:00:00.000Z",
    },
    "payload digest": {"WARC-Payload-Digest": digest_of(BODY)},
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("profile", "block"),
    [
        ("identical-payload-digest", http(b"", headers={"Content-Type": "text/html"})),
        ("identical-payload-digest", b""),
        ("server-not-modified", http(b"", "304 Not Modified")),
    ],
)
def test_a_revisit_has_the_body_of_its_original_and_its_own_time(
    tmp_path: Path, way: str, profile: str, block: bytes
) -> None:
    path = write_gz(tmp_path / "a.warc.gz", original(), revisit(WAYS[way], block, profile=profile))
    first, second = captures_of(path)

    assert second.body == BODY
    assert second.payload_sha256 == first.payload_sha256
    assert (second.http_status, second.content_type) == (200, "text/html")
    assert second.is_revisit
    assert not first.is_revisit
    assert second.fetched_at is not None
    assert (second.fetched_at.month, second.warc_record_id) == (6, "<urn:uuid:second>")
    assert second.warc_offset != first.warc_offset


def test_the_original_may_come_later_in_the_file(tmp_path: Path) -> None:
    path = write_gz(tmp_path / "a.warc.gz", revisit(WAYS["record id"]), original())

    assert [capture.body for capture in captures_of(path)] == [BODY, BODY]


def test_the_original_may_stand_in_another_file_of_the_folder(tmp_path: Path) -> None:
    write_gz(tmp_path / "2022.warc.gz", original())
    path = write_gz(tmp_path / "2023.warc.gz", revisit(WAYS["payload digest"]))

    assert captures_of(path)[0].body == BODY


def test_the_original_may_stand_in_another_source(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    (tmp_path / "new").mkdir()
    write_gz(tmp_path / "old" / "2022.warc.gz", original())
    path = write_gz(tmp_path / "new" / "2023.warc.gz", revisit(WAYS["payload digest"]))
    resolver = RevisitResolver(list_sources([tmp_path]))
    [source] = list_sources([path])
    [capture] = read_source(source, resolver=resolver)

    assert isinstance(capture, Capture)
    assert capture.body == BODY
    assert [issue.kind for issue in issues_of(path)] == ["revisit_without_original"]


def test_a_resolver_travels_to_another_process(tmp_path: Path) -> None:
    write_gz(tmp_path / "2022.warc.gz", original())
    [source] = list_sources([write_gz(tmp_path / "2023.warc.gz", revisit(WAYS["record id"]))])
    resolver = RevisitResolver(list_sources([tmp_path]))
    list(read_source(source, resolver=resolver))  # its index is open now
    [capture] = read_source(source, resolver=pickle.loads(pickle.dumps(resolver)))

    assert isinstance(capture, Capture)
    assert capture.body == BODY


@pytest.mark.parametrize("way", WAYS)
def test_a_revisit_without_its_original_is_counted_and_never_empty(
    tmp_path: Path, way: str
) -> None:
    path = write_gz(tmp_path / "a.warc.gz", revisit(WAYS[way], http(b"")))
    [issue] = read_all(path)

    assert isinstance(issue, SourceIssue)
    assert (issue.kind, issue.url) == ("revisit_without_original", PAGE)


def test_a_revisit_that_refers_to_nothing_is_counted(tmp_path: Path) -> None:
    path = write_gz(
        tmp_path / "a.warc.gz", original(), revisit(block=http(b"", "304 Not Modified"))
    )

    assert [issue.kind for issue in issues_of(path)] == ["revisit_without_original"]


def test_the_digest_of_an_empty_body_finds_nothing(tmp_path: Path) -> None:
    empty = original("http://www.a.gov.cn/empty.html", b"")
    lazy = revisit({"WARC-Payload-Digest": digest_of(b"")}, http(b"", "304 Not Modified"))

    path = write_gz(tmp_path / "a.warc.gz", empty, lazy)
    assert [issue.kind for issue in issues_of(path)] == ["revisit_without_original"]


def test_by_digest_the_same_address_comes_first(tmp_path: Path) -> None:
    copy = original(OTHER).replace(b"text/html", b"application/octet-stream")
    length = len(http(BODY, headers={"Content-Type": "text/html"}))
    copy = copy.replace(
        f"Content-Length: {length}".encode(), f"Content-Length: {length + 15}".encode()
    )
    path = write_gz(tmp_path / "a.warc.gz", copy, original(PAGE), revisit(WAYS["payload digest"]))

    assert captures_of(path)[2].content_type == "text/html"


def test_a_revisit_of_a_revisit_leads_to_the_original(tmp_path: Path) -> None:
    third = revisit({"WARC-Refers-To": "<urn:uuid:second>", "WARC-Record-ID": "<urn:uuid:3>"})
    path = write_gz(tmp_path / "a.warc.gz", original(), revisit(WAYS["record id"]), third)

    assert [capture.body for capture in captures_of(path)] == [BODY] * 3


def test_revisits_in_a_circle_end(tmp_path: Path) -> None:
    one = revisit({"WARC-Record-ID": "<urn:uuid:1>", "WARC-Refers-To": "<urn:uuid:2>"})
    two = revisit({"WARC-Record-ID": "<urn:uuid:2>", "WARC-Refers-To": "<urn:uuid:1>"})
    itself = revisit({"WARC-Record-ID": "<urn:uuid:3>", "WARC-Refers-To": "<urn:uuid:3>"})
    path = write_gz(tmp_path / "a.warc.gz", one, two, itself)

    assert [issue.kind for issue in issues_of(path)] == ["revisit_without_original"] * 3


def test_a_damaged_original_is_a_missing_one(tmp_path: Path) -> None:
    torn = gzip.compress(original())[:-10]
    (tmp_path / "2022.warc.gz").write_bytes(torn)
    path = write_gz(tmp_path / "2023.warc.gz", revisit(WAYS["payload digest"]))

    assert [issue.kind for issue in issues_of(path)] == ["revisit_without_original"]


def test_the_compressed_body_of_an_original_is_decoded(tmp_path: Path) -> None:
    packed = gzip.compress(BODY)
    page = response(
        PAGE,
        http(packed, headers={"Content-Encoding": "gzip"}),
        {"WARC-Payload-Digest": digest_of(packed)},
    )
    again = revisit({"WARC-Payload-Digest": digest_of(packed)}, http(b""))
    path = write_gz(tmp_path / "a.warc.gz", page, again)

    assert [capture.body for capture in captures_of(path)] == [BODY, BODY]
