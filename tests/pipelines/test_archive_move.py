"""``gongkai archive move``: whole or not at all, whenever it is interrupted; references follow."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import filelock
import pytest

from pipelines import engine, open_dataset
from pipelines.archive_tools import command
from pipelines.archive_tools import move as module
from pipelines.archive_tools.references import CrawlState
from pipelines.cli import gongkai
from pipelines.console import run
from tests.pipelines.cli_samples import PAGE
from tests.pipelines.warc_bytes import http, record, response, write_gz

URL = "http://www.hongze.gov.cn/art/own.html"
REPORT = response(
    URL,
    http(PAGE.encode(), headers={"Content-Type": "text/html; charset=utf-8"}),
    {"WARC-Date": "2024-01-20T19:00:00Z"},
    record_id="<urn:uuid:1>",
)
NAME = "gongkai-20240120.warc.gz"


class House:
    """A working folder: archive, data set and the state of the crawl that made them."""

    def __init__(self, folder: Path, *, extracted: bool = True) -> None:
        self.archive, self.state = folder / "archive", folder / "state"
        self.dataset, self.disk = folder / "dataset", folder / "disk"
        self.archive.mkdir()
        self.state.mkdir()
        self.path = write_gz(self.archive / NAME, REPORT)
        self.digest = hashlib.sha256(self.path.read_bytes()).hexdigest()
        with sqlite3.connect(self.state / "crawl.sqlite3") as database:
            database.execute("CREATE TABLE files (path TEXT PRIMARY KEY, extracted INTEGER)")
            database.execute("INSERT INTO files VALUES (?, ?)", (NAME, int(extracted)))
        database.close()

    def move(self, *arguments: str | Path) -> int:
        return run(gongkai, ["archive", "move", *map(str, arguments), "--state", str(self.state)])

    def listed(self) -> list[str]:
        with sqlite3.connect(self.state / "crawl.sqlite3") as database:
            rows = database.execute("SELECT path FROM files").fetchall()
        database.close()
        return [path for (path,) in rows]

    def copies(self) -> list[Path]:
        """Whole copies of the file under its name, wherever."""
        return [
            path
            for path in sorted(self.archive.parent.rglob(NAME))
            if hashlib.sha256(path.read_bytes()).hexdigest() == self.digest
        ]


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


@pytest.fixture
def other_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every target is on another disk, where nothing can be linked to."""

    def refuse(*_: object) -> NoReturn:
        raise OSError(errno.EXDEV, "Invalid cross-device link")

    monkeypatch.setattr(os, "link", refuse)


def test_within_the_archive_everything_that_refers_to_it_follows(house: House) -> None:
    engine.extract([house.archive], house.dataset)
    before = house.path.stat().st_mtime_ns
    assert house.move(house.path, house.archive / "2024" / "01") == 0

    assert house.copies() == [house.archive / "2024" / "01" / NAME]
    assert house.copies()[0].stat().st_mtime_ns == before
    assert house.listed() == [f"2024/01/{NAME}"]
    dataset = open_dataset(house.dataset)
    report_id = str(dataset.table("reports")["report_id"][0])
    assert dataset.report(report_id).source.read() == PAGE.encode()
    revisit = record(
        "revisit",
        b"",
        {
            "WARC-Target-URI": URL,
            "WARC-Record-ID": "<urn:uuid:2>",
            "WARC-Date": "2024-02-20T19:00:00Z",
            "WARC-Refers-To": "<urn:uuid:1>",
        },
    )
    night = write_gz(house.archive / "gongkai-20240220.warc.gz", revisit)
    summary = engine.extract([night], house.dataset)
    assert (summary.issues, summary.read) == ([], 1)


@pytest.mark.usefixtures("other_disk")
def test_to_another_disk_it_is_copied_and_compared(house: House) -> None:
    before = house.path.stat().st_mtime_ns
    assert house.move(house.archive, house.disk) == 0

    assert house.copies() == [house.disk / NAME]
    assert house.copies()[0].stat().st_mtime_ns == before
    assert [path.name for path in house.disk.iterdir()] == [NAME]
    assert house.listed() == [NAME]


def test_out_of_the_archive_it_says_what_crawls_would_miss(
    house: House, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "ARCHIVE", house.archive)
    assert house.move(house.path, house.archive / "disk2") == 0
    assert "crawls look below" not in capsys.readouterr().err
    assert house.move(house.archive / "disk2", house.disk) == 0
    told = capsys.readouterr().err
    assert f"where it is: --archive {house.disk}\ncrawls look below their own" in told


@pytest.mark.usefixtures("other_disk")
def test_the_copy_is_on_its_disk_before_the_old_one_goes(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[int | str] = []
    unlink = Path.unlink
    monkeypatch.setattr(os, "fsync", lambda descriptor: done.append(os.fstat(descriptor).st_ino))

    def remove(path: Path) -> None:
        done.append("unlink")
        unlink(path)

    monkeypatch.setattr(Path, "unlink", remove)
    assert house.move(house.archive, house.disk) == 0

    copy, folder, old = house.disk / NAME, house.disk, house.archive
    assert done == [
        copy.stat().st_ino,
        folder.stat().st_ino,
        "unlink",
        old.stat().st_ino,
    ]


def test_a_folder_keeps_its_paths(house: House) -> None:
    (house.archive / "2023").mkdir()
    write_gz(house.archive / "2023" / "old.warc.gz", REPORT)
    (house.archive / "notes.txt").write_text("no archive")
    assert house.move(house.archive, house.disk) == 0

    found = sorted(path.relative_to(house.disk).as_posix() for path in house.disk.rglob("*.gz"))
    assert found == ["2023/old.warc.gz", NAME]
    assert (house.archive / "notes.txt").exists()


def test_a_dry_run_says_what_would_be_moved(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    assert house.move(house.archive, house.disk, "--dry-run") == 0

    size = house.path.stat().st_size
    assert capsys.readouterr().out.splitlines() == [
        f"{house.path} -> {house.disk / NAME} ({size} bytes)",
        f"would move 1 files, {size} bytes",
    ]
    assert house.copies() == [house.path]


#: Every call that changes something, in a move within a disk and to another one.
STEPS = {
    False: ["os.link", "os.fsync", "state.moved", "Path.unlink"],
    True: ["open", "os.fsync", "shutil.copystat", "Path.rename", "state.moved", "Path.unlink"],
}


class Killed(BaseException):
    """Stands for SIGKILL: nobody catches it."""


def kill_at(patch: pytest.MonkeyPatch, step: str, *, after: bool) -> None:
    def killed(call: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*arguments: Any, **named: Any) -> Any:
            if after:
                call(*arguments, **named)
            raise Killed

        return wrapped

    owner, name = {
        "os.link": (os, "link"),
        "os.fsync": (os, "fsync"),
        "open": (module, "_digest_of"),
        "shutil.copystat": (shutil, "copystat"),
        "Path.rename": (Path, "rename"),
        "Path.unlink": (Path, "unlink"),
        "state.moved": (CrawlState, "moved"),
    }[step]
    patch.setattr(owner, name, killed(getattr(owner, name)))


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize(
    ("copied", "step"), [(copied, step) for copied, steps in STEPS.items() for step in steps]
)
def test_killed_at_any_step_nothing_is_lost_and_the_same_command_goes_on(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
    *,
    copied: bool,
    step: str,
    after: bool,
) -> None:
    house = House(tmp_path, extracted=False)
    target = house.archive / "2024"
    if copied:
        request.getfixturevalue("other_disk")
    with monkeypatch.context() as patch:
        kill_at(patch, step, after=after)
        with pytest.raises(Killed):
            house.move(house.path, target)
    assert house.copies() != []
    left = house.path.exists()
    assert house.move(house.path if left else house.archive, target) == 0

    assert house.copies() == [target / NAME]
    assert [path.name for path in target.iterdir()] == [NAME]
    assert house.listed() == [f"2024/{NAME}"]


@pytest.mark.usefixtures("other_disk")
def test_a_disk_that_does_not_give_back_what_it_got(
    house: House, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(module, "_digest_of", lambda _: b"another")
    assert house.move(house.archive, house.disk) == 2

    assert "does not read back as it was; check that disk" in capsys.readouterr().err
    assert house.copies() == [house.path]
    assert list(house.disk.iterdir()) == []


def no_room(house: House) -> list[Path]:
    house.disk.mkdir()
    (house.disk / NAME).write_bytes(b"somebody else's")
    return [house.archive, house.disk]


def still_written(house: House) -> list[Path]:
    house.path.rename(house.path.with_name(NAME + ".open"))
    return [house.archive, house.disk]


def twice(house: House) -> list[Path]:
    (house.archive / "b").mkdir()
    write_gz(house.archive / "b" / NAME, REPORT)
    return [house.archive, house.disk]


def not_extracted(house: House) -> list[Path]:
    with sqlite3.connect(house.state / "crawl.sqlite3") as database:
        database.execute("UPDATE files SET extracted = 0")
    database.close()
    return [house.archive, house.disk]


REFUSED: dict[Callable[[House], list[Path]], str] = {
    no_room: "holds other bytes than",
    still_written: "it is still written, or was left by a crawl that was killed",
    twice: "has the same name; move them apart",
    not_extracted: "it would leave the archive before it was extracted",
}


@pytest.mark.parametrize("spoil", REFUSED)
def test_what_is_not_safe_is_refused_in_one_line(
    house: House, capsys: pytest.CaptureFixture[str], spoil: Callable[[House], list[Path]]
) -> None:
    arguments = spoil(house)
    before = sorted(house.archive.rglob("*.*"))
    assert house.move(*arguments) == 2

    [line] = capsys.readouterr().err.splitlines()
    assert REFUSED[spoil] in line
    assert sorted(house.archive.rglob("*.*")) == before


def test_not_while_a_crawl_runs(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    with filelock.FileLock(house.state / "crawl.lock"):
        assert house.move(house.archive, house.disk) == 3

    assert "a crawl is running" in capsys.readouterr().err
    assert house.copies() == [house.path]


def test_an_archive_elsewhere_is_refused_in_one_line(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    assert house.move(house.archive, "s3://bucket/archive") == 2
    assert "reads and writes local paths only" in capsys.readouterr().err
