"""ZIP archives: a capture a member, and nothing that a hostile one can do."""

from __future__ import annotations

import io
import struct
import time
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.captures import Manifest, SourceIssue, list_sources, read_source, zips
from pipelines.model import Capture
from tests.pipelines.warc_bytes import captures_of, issues_of, read_all

PAGE = "http://www.a.gov.cn/zfxxgknb/2023.html"


def packed(members: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive as a program of today writes it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, body in members.items():
            # At one time, since its bytes name tests that several processes collect.
            info = zipfile.ZipInfo(name, (2024, 1, 31, 12, 0, 0))
            archive.writestr(info, body, compress_type=method)
    return buffer.getvalue()


def raw(name: bytes, body: bytes = b"<p>1</p>", *, flags: int = 0, method: int = 0) -> bytes:
    """An archive of one stored member written by hand, with any bytes for its name."""
    sizes = struct.pack("<LLLHH", zlib.crc32(body), len(body), len(body), len(name), 0)
    local = b"PK\3\4" + struct.pack("<HHHHH", 20, flags, method, 0, 0x21) + sizes + name + body
    head = struct.pack("<HHHHHH", 20, 20, flags, method, 0, 0x21) + sizes
    central = b"PK\1\2" + head + struct.pack("<HHHLL", 0, 0, 0, 0, 0) + name
    end = struct.pack("<HHHHLLH", 0, 0, 1, 1, len(central), len(local), 0)
    return local + central + b"PK\5\6" + end


@pytest.fixture
def save(tmp_path: Path) -> Iterator[Path]:
    """The archive to be written; afterwards nothing else is on the disk."""
    path = tmp_path / "in" / "a.zip"
    path.parent.mkdir()
    yield path
    assert sorted(tmp_path.rglob("*")) == [path.parent, path]


def test_each_member_is_a_capture_as_in_a_folder(save: Path) -> None:
    save.write_bytes(
        packed(
            {
                "2022/": b"",
                "2022/a.html": b"<h1>2022</h1>",
                "2023.PDF": b"%PDF-1.7",
                "style.css": b"p {}",
                ".hidden.html": b"x",
                "__MACOSX/._a.html": b"x",
            }
        )
    )

    assert [(capture.source_path, capture.body) for capture in captures_of(save)] == [
        ("a.zip!/2022/a.html", b"<h1>2022</h1>"),
        ("a.zip!/2023.PDF", b"%PDF-1.7"),
    ]
    [deep, _] = captures_of(save.parent.parent)
    assert deep.source_path == "in/a.zip!/2022/a.html"
    assert deep.asked


def test_a_member_has_the_address_that_a_browser_printed(save: Path) -> None:
    page = f"<!-- saved from url=(0038){PAGE} -->".encode()
    save.write_bytes(packed({"a.html": page, "b.html": b"<p>"}))

    assert [capture.url for capture in captures_of(save)] == [PAGE, None]


def test_a_manifest_gives_a_member_its_address(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(packed({"b.html": b"<p>"}))
    (tmp_path / "m.csv").write_text(f"path,url\na.zip!/b.html,{PAGE}\n", encoding="utf-8")
    [source] = list_sources([tmp_path / "a.zip"])
    [capture] = read_source(source, manifest=Manifest.load(tmp_path / "m.csv"))

    assert isinstance(capture, Capture)
    assert capture.url == PAGE


@pytest.mark.parametrize(
    ("name", "flags", "path"),
    [
        ("年报.html".encode(), 0x800, "a.zip!/年报.html"),
        ("年报.html".encode(), 0, "a.zip!/年报.html"),
        ("年报\\区县.html".encode("gb18030"), 0, "a.zip!/年报/区县.html"),
        (b"\x80\xff.html", 0, "a.zip!/Ç\u00a0.html"),
    ],
)
def test_names_in_the_charset_of_chinese_windows(
    save: Path, name: bytes, flags: int, path: str
) -> None:
    save.write_bytes(raw(name, flags=flags))

    assert [capture.source_path for capture in captures_of(save)] == [path]


@pytest.mark.parametrize(
    ("name", "path"),
    [
        (b"../../etc/a.html", "a.zip!/etc/a.html"),
        (b"/etc/a.html", "a.zip!/etc/a.html"),
        (b"..\\..\\a.html", "a.zip!/a.html"),
        (b"C:\\a.html", "a.zip!/C:/a.html"),
        (b"a\nb\x1b[2J.html", "a.zip!/a\ufffdb\ufffd[2J.html"),
        (b"x" * 60_000 + b".html", "a.zip!/" + "x" * 60_000 + ".html"),
    ],
)
def test_unsafe_names_are_names_and_nothing_else(save: Path, name: bytes, path: str) -> None:
    save.write_bytes(raw(name))

    assert [capture.source_path for capture in captures_of(save)] == [path]


def test_an_archive_in_an_archive_is_read_and_the_next_is_not(save: Path) -> None:
    third = packed({"c.html": b"3"})
    second = packed({"b.html": b"2", "third.zip": third})
    save.write_bytes(packed({"a.html": b"1", "second.zip": second}))
    one, two, issue = read_all(save)

    assert isinstance(one, Capture)
    assert isinstance(two, Capture)
    assert (one.source_path, one.body) == ("a.zip!/a.html", b"1")
    assert (two.source_path, two.body) == ("a.zip!/second.zip!/b.html", b"2")
    assert isinstance(issue, SourceIssue)
    assert issue.kind == "unsupported"
    assert (
        issue.message
        == f"{save}!/second.zip!/third.zip: a ZIP in a ZIP in a ZIP is not read; unpack it"
    )


@pytest.mark.parametrize(
    ("body", "kind", "words"),
    [
        (b"no archive", "damaged", "no whole ZIP archive"),
        (b"", "damaged", "no whole ZIP archive"),
        (packed({"a.html": b"x" * 999})[:-30], "damaged", "no whole ZIP archive"),
        (raw(b"a\xff\xff.html", flags=0x800), "damaged", "no whole ZIP archive"),
        (packed({}), "empty", "no file of a kind"),
        (packed({"a.css": b""}), "empty", "no file of a kind"),
        (raw(b"a.html", flags=1), "encrypted", "a.html: it is encrypted"),
        (raw(b"a.html", method=14), "unsupported", "method 14"),
        (packed({"a.html": b"x"}, zipfile.ZIP_BZIP2), "unsupported", "method 12"),
        (packed({"a.warc.gz": b"x"}), "unsupported", "WARC"),
    ],
)
def test_what_cannot_be_read_is_one_line(save: Path, body: bytes, kind: str, words: str) -> None:
    save.write_bytes(body)
    [issue] = issues_of(save)

    assert issue.kind == kind
    assert words in issue.message
    assert issue.message.startswith(str(save))
    assert "\n" not in issue.message


def test_a_broken_member_costs_itself_alone(save: Path) -> None:
    whole = packed({"a.html": b"before", "b.html": b"broken one", "c.html": b"after"}, 0)
    save.write_bytes(whole.replace(b"broken one", b"brOken one"))
    first, issue, last = read_all(save)

    assert isinstance(first, Capture)
    assert isinstance(last, Capture)
    assert (first.body, last.body) == (b"before", b"after")
    assert isinstance(issue, SourceIssue)
    assert (issue.path, issue.kind) == (f"{save}!/b.html", "damaged")


def test_an_empty_member_is_a_capture_and_a_line(save: Path) -> None:
    save.write_bytes(packed({"a.html": b""}))
    issue, capture = read_all(save)

    assert isinstance(issue, SourceIssue)
    assert issue.message == f"{save}!/a.html: the file is empty"
    assert isinstance(capture, Capture)
    assert capture.body == b""


def test_a_bomb_is_refused_before_it_is_opened(save: Path) -> None:
    bomb = packed({"a.html": b"\0" * 20_000_000, "b.html": b"<p>well</p>"})
    save.write_bytes(bomb)
    started = time.process_time()
    issue, capture = read_all(save)

    assert time.process_time() - started < 1
    assert isinstance(issue, SourceIssue)
    assert (issue.path, issue.kind) == (f"{save}!/a.html", "too_large")
    assert isinstance(capture, Capture)
    assert capture.body == b"<p>well</p>"


def test_a_member_that_gives_more_than_it_declares_is_damaged(save: Path) -> None:
    honest = packed({"a.html": b"\0" * 1_000_000})
    size, lie = struct.pack("<L", 1_000_000), struct.pack("<L", 10)
    assert honest.count(size) == 2
    save.write_bytes(honest.replace(size, lie))
    [issue] = issues_of(save)

    assert issue.kind == "damaged"


def test_a_member_larger_than_any_body_is_refused(
    save: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zips, "MAX_BODY", 9)
    save.write_bytes(packed({"a.html": b"0123456789", "b.html": b"012345678"}, 0))
    issue, capture = read_all(save)

    assert isinstance(issue, SourceIssue)
    assert issue.message == f"{save}!/a.html: it is larger than 9 bytes"
    assert isinstance(capture, Capture)


def test_all_members_together_have_a_bound(save: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zips, "MAX_TOTAL", 25)
    inner = packed({"b.html": b"0123456789", "c.html": b"0123456789"}, 0)
    save.write_bytes(packed({"a.html": b"0123456789", "x.html": b"0123456789", "in.zip": inner}, 0))
    *captures, issue = read_all(save)

    assert [type(item) for item in captures] == [Capture, Capture]
    assert isinstance(issue, SourceIssue)
    assert (issue.path, issue.kind) == (f"{save}!/in.zip", "too_large")


def test_members_are_counted_those_of_inner_archives_too(
    save: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zips, "MAX_MEMBERS", 4)
    inner = packed({f"{number}.html": b"1" for number in range(3)})
    save.write_bytes(packed({"a.html": b"1", "in.zip": inner}))
    *captures, issue = read_all(save)

    assert [item.source_path for item in captures if isinstance(item, Capture)] == [
        "a.zip!/a.html",
        "a.zip!/in.zip!/0.html",
        "a.zip!/in.zip!/1.html",
    ]
    assert isinstance(issue, SourceIssue)
    assert issue.message == (
        f"{save}!/in.zip: it has 3 members, of which 2 were looked at; unpack it"
    )


def test_a_directory_without_end_is_not_read(save: Path) -> None:
    padding = b"\0" * 9_000_000
    end = struct.pack("<HHHHLLH", 0, 0, 1, 1, len(padding), 0, 0)
    save.write_bytes(padding + b"PK\5\6" + end)
    [issue] = issues_of(save)

    assert issue.kind == "too_large"
    assert "its directory is larger" in issue.message


@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_any_damage_gives_lines_and_no_error(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    body = bytearray(packed({"a.html": b"<p>1</p>" * 30, "b.zip": packed({"c.txt": b"2"})}))
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, len(body) - 1))
        body[place] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.mktemp("zip") / "a.zip"
    path.write_bytes(bytes(body))

    for item in read_all(path):
        assert isinstance(item, Capture) or "\n" not in item.message  # type: ignore[union-attr] # a ZIP gives no visits
