"""A killed writer: what it left is readable at once, and taken up by the next start."""

from __future__ import annotations

import datetime as dt
import fcntl
import random
import shutil
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.pool import ThreadPool
from pathlib import Path
from typing import IO

import pytest

from crawler.http_message import HttpRequest, HttpResponse
from crawler.warc_writer import WarcWriter, recover
from pipelines.captures import SourceIssue, list_sources, read_source
from pipelines.model import Capture
from tests.crawler.test_archive_writer import check

NOW = dt.datetime(2023, 1, 19, tzinfo=dt.UTC)

#: A process that writes page after page and prints the number of each that is done.
WRITER = textwrap.dedent(
    """
    import datetime as dt, itertools, random, sys
    from crawler.http_message import HttpRequest, HttpResponse
    from crawler.warc_writer import WarcWriter
    from pipelines.model import Context

    now = dt.datetime(2023, 1, 19, tzinfo=dt.UTC)
    writer = WarcWriter(sys.argv[1], software="gongkai/0.1.0", max_bytes=2_000_000)
    for number in itertools.count():
        body = random.Random(number).randbytes(100_000)
        request = HttpRequest(f"http://a.gov.cn/{number}")
        writer.write_exchange(request, HttpResponse(200, (), body), [Context()], fetched_at=now)
        print(number, flush=True)
    """
)


@contextmanager
def writing(folder: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", WRITER, str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.communicate(timeout=30)


def numbers_read(folder: Path) -> tuple[set[int], list[SourceIssue]]:
    numbers: set[int] = set()
    issues: list[SourceIssue] = []
    for source in list_sources([folder]):
        for item in read_source(source):
            if isinstance(item, Capture):
                number = int((item.url or "").rpartition("/")[2])
                assert item.body == random.Random(number).randbytes(100_000)
                numbers.add(number)
            elif isinstance(item, SourceIssue):
                issues.append(item)
    return numbers, issues


@pytest.mark.parametrize("pages", [1, 4, 9, 23])
def test_a_writer_killed_at_any_moment_loses_nothing_that_it_said_was_done(
    tmp_path: Path, pages: int
) -> None:
    with writing(tmp_path) as process:
        assert process.stdout is not None
        done = -1
        for _ in range(pages):
            done = int(process.stdout.readline())
        process.send_signal(signal.SIGKILL)
        rest = process.communicate(timeout=30)[0].split()
    done = max([done, *map(int, rest)])

    before, issues = numbers_read(tmp_path)
    assert before >= set(range(done + 1))
    assert {issue.kind for issue in issues} <= {"torn"}

    assert recover(tmp_path)
    assert not list(tmp_path.glob("*.open"))
    assert numbers_read(tmp_path) == (before, [])
    for path in tmp_path.iterdir():
        check(path)
    assert recover(tmp_path) == []


def leftover(folder: Path, urls: int = 2) -> Path:
    """A file as a killed writer leaves it, whole up to its end."""
    writer = WarcWriter(folder, software="gongkai/0.1.0")
    for number in range(urls):
        request = HttpRequest(f"http://a.gov.cn/{number}")
        writer.write_exchange(request, HttpResponse(200, (), b"page"), fetched_at=NOW)
    writer.close()
    [path] = folder.iterdir()
    return path.rename(path.with_name(path.name + ".open"))


def urls(folder: Path) -> list[str | None]:
    items = [item for source in list_sources([folder]) for item in read_source(source)]
    assert not [item for item in items if isinstance(item, SourceIssue)]
    return [item.url for item in items if isinstance(item, Capture)]


def test_a_leftover_cut_at_every_byte_keeps_all_whole_records(tmp_path: Path) -> None:
    whole = leftover(tmp_path / "whole")
    data = whole.read_bytes()
    sizes = set()
    for cut in range(len(data) + 1):
        folder = tmp_path / "cut"
        folder.mkdir()
        (folder / whole.name).write_bytes(data[:cut])
        for path in recover(folder):
            sizes.add(path.stat().st_size)
            assert path.stat().st_size <= cut
        assert not list(folder.glob("*.open"))
        shutil.rmtree(folder)

    # warcinfo, response, request, response, request: five ends of whole records.
    assert len(sizes) == 5
    assert max(sizes) == len(data)


def test_a_leftover_without_a_whole_record_is_removed(tmp_path: Path) -> None:
    path = leftover(tmp_path)
    path.write_bytes(path.read_bytes()[:100])

    assert recover(tmp_path) == []
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_record_in_the_middle_costs_none_behind_it(tmp_path: Path) -> None:
    path = leftover(tmp_path)
    data = bytearray(path.read_bytes())
    [source] = list_sources([path])
    first = next(item for item in read_source(source) if isinstance(item, Capture))
    assert first.warc_offset is not None
    data[first.warc_offset + 40] ^= 0xFF
    path.write_bytes(data + b"\x1f\x8b\x08\x00torn")
    [taken] = recover(tmp_path)

    assert taken.read_bytes() == bytes(data)


def test_the_file_of_a_live_writer_is_left_alone(tmp_path: Path) -> None:
    with WarcWriter(tmp_path, software="gongkai/0.1.0") as writer:
        request = HttpRequest("http://a.gov.cn/1")
        writer.write_exchange(request, HttpResponse(200), fetched_at=NOW)
        assert recover(tmp_path) == []
        again = HttpRequest("http://a.gov.cn/2")
        writer.write_exchange(again, HttpResponse(200), fetched_at=NOW)

    assert urls(tmp_path) == ["http://a.gov.cn/1", "http://a.gov.cn/2"]


def test_the_file_of_a_writer_in_another_process_is_left_alone(tmp_path: Path) -> None:
    with writing(tmp_path) as process:
        assert process.stdout is not None
        process.stdout.readline()
        [path] = tmp_path.glob("*.open")
        assert path not in recover(tmp_path)
        assert recover(tmp_path) == []
        assert int(process.stdout.readline()) == 1


def test_two_recoveries_at_once_take_up_each_leftover_once(tmp_path: Path) -> None:
    for number in range(12):
        path = leftover(tmp_path / str(number))
        path.rename(tmp_path / path.name)
        (tmp_path / str(number)).rmdir()
    with ThreadPool(4) as pool:
        taken = pool.map(recover, [tmp_path] * 4)

    assert sorted(path for paths in taken for path in paths) == sorted(tmp_path.iterdir())
    assert len(list(tmp_path.iterdir())) == 12


def taken_away_before_the_lock(monkeypatch: pytest.MonkeyPatch, path: Path | None = None) -> None:
    """Another recovery removes the file between its opening and its lock, once."""
    lock = fcntl.flock

    def late(stream: IO[bytes], operation: int) -> None:
        monkeypatch.undo()
        (path or Path(stream.name)).unlink()
        lock(stream, operation)

    monkeypatch.setattr(fcntl, "flock", late)


def test_a_leftover_that_another_recovery_removed_meanwhile_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken_away_before_the_lock(monkeypatch, leftover(tmp_path))

    assert recover(tmp_path) == []


def test_a_new_file_that_a_recovery_took_for_a_leftover_is_begun_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken_away_before_the_lock(monkeypatch)
    with WarcWriter(tmp_path, software="gongkai/0.1.0") as writer:
        request = HttpRequest("http://a.gov.cn/1")
        writer.write_exchange(request, HttpResponse(200), fetched_at=NOW)

    assert urls(tmp_path) == ["http://a.gov.cn/1"]


def test_a_finished_file_of_the_same_name_is_not_overwritten(tmp_path: Path) -> None:
    path = leftover(tmp_path)
    final = path.with_name(path.name.removesuffix(".open"))
    final.write_bytes(b"finished before")

    assert recover(tmp_path) == []
    assert final.read_bytes() == b"finished before"
    assert path.exists()


def test_a_folder_that_is_not_there_has_no_leftovers(tmp_path: Path) -> None:
    assert recover(tmp_path / "archive") == []
