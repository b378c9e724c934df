"""``gongkai archive verify``: every kind of damage is one line, a sound archive none."""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from pipelines.archive_tools.verify import verify
from pipelines.cli import gongkai
from pipelines.console import run
from pipelines.errors import UserError
from tests.pipelines.warc_bytes import http, record, warcinfo, write_gz

PAGE = "http://www.a.gov.cn/2022.html"
BODY = "<h1>2022年政府信息公开工作年度报告</h1>".encode() * 50
INFO = warcinfo("gongkai/0.1.0")


def digest(body: bytes, name: str = "sha1", *, in_hex: bool = False) -> str:
    raw = hashlib.new(name, body).digest()
    return f"{name}:{raw.hex() if in_hex else base64.b32encode(raw).decode()}"


def page(
    record_id: str = "<urn:uuid:1>", body: bytes = BODY, headers: Mapping[str, str] | None = None
) -> bytes:
    block = http(body, headers={"Content-Type": "text/html"})
    named = {
        "WARC-Record-ID": record_id,
        "WARC-Target-URI": PAGE,
        "Content-Type": "application/http; msgtype=response",
        "WARC-Block-Digest": digest(block),
        "WARC-Payload-Digest": digest(body),
    }
    return record("response", block, named | dict(headers or {}))


def revisit(refers_to: str = "<urn:uuid:1>") -> bytes:
    block = http(b"", "304 Not Modified")
    return record(
        "revisit",
        block,
        {
            "WARC-Record-ID": "<urn:uuid:2>",
            "WARC-Target-URI": PAGE,
            "WARC-Refers-To": refers_to,
            "Content-Type": "application/http; msgtype=response",
            "WARC-Block-Digest": digest(block),
            "WARC-Payload-Digest": digest(BODY),
        },
    )


def same_list(record_id: str) -> bytes:
    block = f"gongkai-list: 1\r\nurl: {PAGE}\r\nequals-record-id: {record_id}\r\n".encode()
    headers = {"WARC-Target-URI": PAGE, "WARC-Block-Digest": digest(block)}
    return record("metadata", block, headers)


def faults(*paths: Path) -> list[str]:
    found: list[str] = []
    verdict = verify(paths, lambda fault: found.append(str(fault)), workers=1)
    assert verdict.faults == len(found)
    return found


def test_a_sound_archive_has_no_faults(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_gz(tmp_path / "2022.warc.gz", INFO, page())
    write_gz(tmp_path / "2023.warc.gz", revisit(), same_list("<urn:uuid:1>"))
    (tmp_path / "plain.warc").write_bytes(INFO + page("<urn:uuid:3>"))
    code = run(gongkai, ["archive", "verify", str(tmp_path)])
    [line] = capsys.readouterr().out.splitlines()

    assert code == 0
    size = sum(path.stat().st_size for path in tmp_path.iterdir())
    assert line.startswith(
        f"verified 3 files, {size} bytes, 6 records, 2 without a digest: no faults ("
    )


@pytest.mark.parametrize(
    "spelling",
    [
        {"WARC-Payload-Digest": digest(BODY, in_hex=True)},
        {"WARC-Payload-Digest": digest(BODY, "sha256").lower()},
        {"WARC-Payload-Digest": digest(BODY, "md5", in_hex=True).upper()},
        {"WARC-Payload-Digest": "blake99:AAAA"},
    ],
)
def test_digests_are_read_in_every_spelling(tmp_path: Path, spelling: Mapping[str, str]) -> None:
    assert faults(write_gz(tmp_path / "a.warc.gz", page(headers=spelling))) == []


def test_the_payload_of_chunks_is_not_judged(tmp_path: Path) -> None:
    block = http(b"5\r\nhello\r\n0\r\n\r\n", headers={"Transfer-Encoding": "chunked"})
    headers = {
        "WARC-Target-URI": PAGE,
        "Content-Type": "application/http",
        "WARC-Payload-Digest": digest(b"hello"),
        "WARC-Block-Digest": digest(block),
    }
    assert faults(write_gz(tmp_path / "a.warc.gz", record("response", block, headers))) == []


def decay(data: bytes) -> bytes:
    """One byte of a body turned over, under a gzip member that is right."""
    block = gzip.decompress(data)
    at = block.rindex(b"2022")
    return gzip.compress(block[:at] + b"2023" + block[at + 4 :])


DAMAGE: dict[str, tuple[Callable[[list[bytes]], list[bytes]], str]] = {
    "a body that decayed": (
        lambda parts: [parts[0], decay(parts[1]), parts[2]],
        r"at byte 0*(\d+): response of http://www.a.gov.cn/2022.html: its (block|payload) is not",
    ),
    "a bit of a member": (
        lambda parts: [parts[0], parts[1][:60] + b"\0" + parts[1][61:], parts[2]],
        r"at byte (\d+): its gzip member is damaged",
    ),
    "a file that ends in a member": (
        lambda parts: [*parts[:2], parts[2][:-9]],
        r"at byte (\d+): the file ends inside a gzip member",
    ),
    "bytes between members": (
        lambda parts: [parts[0], b"\0\0garbage", *parts[1:]],
        r"at byte (\d+): its gzip member is damaged",
    ),
}


@pytest.mark.parametrize("case", DAMAGE)
def test_damage_is_told_with_file_and_offset(
    tmp_path: Path, case: str, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil, message = DAMAGE[case]
    parts = [gzip.compress(one) for one in (INFO, page(), page("<urn:uuid:9>"))]
    path = tmp_path / "a.warc.gz"
    path.write_bytes(b"".join(spoil(parts)))
    code = run(gongkai, ["archive", "verify", str(path)])
    *told, summary = capsys.readouterr().out.splitlines()

    assert code == 1
    assert told
    for line in told:
        found = re.fullmatch(re.escape(str(path)) + ": " + message + ".*", line)
        assert found
        first = len(parts[0]) + (len(parts[1]) if "ends in" in case else 0)
        assert int(found[1]) == first
    assert f": {len(told)} faults (" in summary


@pytest.mark.parametrize("lost", [revisit("<urn:uuid:7>"), same_list("<urn:uuid:7>")])
def test_a_record_whose_original_is_nowhere_is_a_fault(tmp_path: Path, lost: bytes) -> None:
    lost = lost.replace(digest(BODY).encode(), digest(b"other").encode())
    path = write_gz(tmp_path / "a.warc.gz", INFO, page(), lost)
    [line] = faults(tmp_path)

    offset = path.stat().st_size - len(gzip.compress(lost))
    assert line == f"{path}: at byte {offset}: what {PAGE} repeats is in none of the files given"


def test_the_file_that_a_crawl_writes_may_end_anywhere(tmp_path: Path) -> None:
    whole, torn = gzip.compress(page()), gzip.compress(page("<urn:uuid:2>"))[:-20]
    (tmp_path / "a.warc.gz.open").write_bytes(whole + torn)
    assert faults(tmp_path) == []
    (tmp_path / "b.warc.gz").write_bytes(whole + torn)
    assert len(faults(tmp_path)) == 1


def test_an_empty_file_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "a.warc.gz").touch()
    assert faults(tmp_path) == [f"{tmp_path}/a.warc.gz: at byte 0: the file is empty"]


def test_a_block_beyond_memory_is_verified_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipelines.captures import records

    monkeypatch.setattr(records, "MAX_BLOCK", 10)
    good = write_gz(tmp_path / "a.warc.gz", page(), same_list("<urn:uuid:1>"))
    assert faults(good) == []
    plain = tmp_path / "b.warc"
    plain.write_bytes(page().replace(b"2022", b"2021", 1).replace(BODY, BODY[:-1] + b"!"))
    assert len(faults(plain)) == 2


def test_files_are_verified_by_several_processes_in_order(tmp_path: Path) -> None:
    for number in range(4):
        data = decay(gzip.compress(page(f"<urn:uuid:{number}>")))
        (tmp_path / f"{number}.warc.gz").write_bytes(data)
    found: list[str] = []
    verify([tmp_path], lambda fault: found.append(Path(fault.path).name), workers=2)

    assert found == sorted(found)
    assert len(found) == 8


def test_a_folder_without_archive_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="there is no WARC file; give the folder of the archive"):
        faults(tmp_path)
