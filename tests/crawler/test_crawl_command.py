"""``gongkai crawl`` as a user runs it: working folder, registry, kills, locks, errors."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from crawler import cli
from crawler.bounds import Counts
from crawler.crawl import CrawlSummary, PortalResult
from crawler.crawl_view import show_crawl
from crawler.state import State
from pipelines.captures import list_sources, read_source
from pipelines.cli import gongkai
from pipelines.console import run, stdout_console
from pipelines.model import Capture, Visit
from pipelines.reference import Portal
from tests.crawler.portals import Answer, Pages, Portals, list_page, report_page, serve
from tests.rights import like_anyone

HEADER = "key,name,level,division_code,homepage,hosts,attachment_hosts,family,columns,settings\n"
REPORTS = 24
NOON = dt.datetime(2024, 1, 31, 12, 0, tzinfo=dt.UTC)


def _pages() -> Pages:
    pages: Pages = {}
    lines = []
    for number in range(REPORTS):
        lines.append(f"{number}.html|石岩市第{number}局2022年政府信息公开年度报告")
        page = report_page(f'<a href="{number}.pdf">附件</a>')
        pages["127.0.0.1", f"/{number}.html"] = [Answer(page)]
        pages["127.0.0.1", f"/{number}.pdf"] = [Answer(f"%PDF-1.4 {number}")]
    half = REPORTS // 2
    first = list_page(*lines[:half], more='<a href="list2.html">下一页</a>')
    pages["127.0.0.1", "/list.html"] = [Answer(first)]
    pages["127.0.0.1", "/list2.html"] = [Answer(list_page(*lines[half:]))]
    return pages


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Portals]:
    with serve(_pages()) as running:
        row = (
            f"shiyan,石岩市人民政府,county,150000,http://127.0.0.1:{running.port}/,127.0.0.1,,,"
            f"http://127.0.0.1:{running.port}/list.html,\n"
        )
        (tmp_path / "data").mkdir()
        (tmp_path / "data/portals.csv").write_text(HEADER + row, encoding="utf-8")
        yield running


def _command(*more: str) -> list[str]:
    code = "import sys; from pipelines.cli import main; sys.exit(main())"
    options = ("--allow-host", "127.0.0.1", "--contact", "https://example.org")
    return [sys.executable, "-c", code, "crawl", *options, *more]


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}


def _run(folder: Path, *more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        _command(*more),
        cwd=folder,
        env=_environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def _captures(folder: Path) -> list[Capture]:
    sources = list_sources([folder / "data/archive"])
    read = [item for source in sources for item in read_source(source)]
    return [item for item in read if isinstance(item, Capture)]


def test_a_crawl_from_the_registry_to_the_dataset(server: Portals, tmp_path: Path) -> None:
    done = _run(tmp_path, "--delay", "0")
    assert done.returncode == 0, done.stderr
    assert "crawled 1 portals: 2 list pages, 24 entries, 24 reports asked, 24 good" in done.stdout
    assert "extracted 48 captures" in done.stdout
    assert "Traceback" not in done.stderr
    assert (tmp_path / "data/dataset/captures").is_dir()
    assert (tmp_path / "data/dataset/visits/region=150000").is_dir()

    again = _run(tmp_path, "--delay", "0")
    assert again.returncode == 0, again.stderr
    # Nothing changed: the lists are asked a second time, and nothing else.
    asked = Counter(server.paths("127.0.0.1"))
    twice = {path for path, times in asked.items() if times == 2}
    assert twice == {"/robots.txt", "/list.html", "/list2.html"}


def test_killed_three_times_it_goes_on_and_asks_nothing_twice(
    server: Portals, tmp_path: Path
) -> None:
    for stop_at in (9, 25, 40):
        running = subprocess.Popen(
            _command("--delay", "0.02"),
            cwd=tmp_path,
            env=_environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + 30
        while len(server.log) < stop_at and time.monotonic() < deadline:
            time.sleep(0.002)
        running.send_signal(signal.SIGKILL)
        running.wait()
    done = _run(tmp_path, "--delay", "0")
    assert done.returncode == 0, done.stderr
    assert "24 reports asked, 24 good, 0 errors" in done.stdout
    assert not list(tmp_path.rglob("*.open"))

    asked = Counter(server.paths("127.0.0.1"))
    pages = [f"/{n}.{ending}" for n in range(REPORTS) for ending in ("html", "pdf")]
    assert set(pages) <= set(asked)
    # A kill may fall between an answer and its record: one page more for each.
    assert sum(asked[page] for page in pages) <= len(pages) + 3
    kept = Counter(capture.url for capture in _captures(tmp_path) if capture.asked)
    assert len(kept) == len(pages)
    assert sum(kept.values()) <= len(pages) + 3
    parents = {c.url: c.context.parent_url for c in _captures(tmp_path) if c.asked}
    origin = f"http://127.0.0.1:{server.port}"
    assert parents[f"{origin}/7.pdf"] == f"{origin}/7.html"
    # What the killed runs archived is in the dataset as well.
    assert "extracted" in done.stdout
    found = int(done.stdout.partition("extracted ")[2].split()[0])
    assert found == sum(kept.values())


def _nothing_was_asked_again(before: Counter[str], after: Counter[str]) -> None:
    """How far the first run got depends on the machine; that no page is asked twice does not."""
    again = {page for page in before if after[page] > 1}
    assert again == {"/robots.txt"}
    assert {f"/{n}.{ending}" for n in range(REPORTS) for ending in ("html", "pdf")} <= set(after)


def test_interrupted_it_closes_its_visit_and_goes_on_later(server: Portals, tmp_path: Path) -> None:
    running = subprocess.Popen(
        _command("--delay", "0.1"),
        cwd=tmp_path,
        env=_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + 30
    while len(server.log) < 6 and time.monotonic() < deadline:
        time.sleep(0.01)
    running.send_signal(signal.SIGINT)
    output, errors = running.communicate(timeout=30)
    assert running.returncode == 130
    assert "stopped; the same command goes on" in errors
    assert "Traceback" not in errors
    assert "shiyan" in output
    before = Counter(server.paths("127.0.0.1"))

    assert _run(tmp_path, "--delay", "0").returncode == 0
    after = Counter(server.paths("127.0.0.1"))
    _nothing_was_asked_again(before, after)


def test_at_its_time_it_asks_no_more_extracts_and_goes_on_later(
    server: Portals, tmp_path: Path
) -> None:
    """The clock of the command knows minutes, so the time is given to the crawl itself."""
    program = (
        "import datetime as dt, sys, crawler.cli as cli\n"
        "from pipelines.cli import main\n"
        # Counted from the moment the spider asks how long it has: starting takes its own time.
        "class Until(dt.datetime):\n"
        "    def __sub__(self, now):\n"
        "        return dt.timedelta(seconds=1.5)\n"
        "until = Until.now(dt.UTC)\n"
        "option = next(p for p in cli.crawl.params if p.name == 'until')\n"
        "option.callback = lambda *_: until\n"
        "sys.argv = ['gongkai', *sys.argv[1:]]\n"
        "main()\n"
    )
    arguments = ["crawl", "--allow-host", "127.0.0.1", "--delay", "0.2"]
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        check=False,
        cwd=tmp_path,
        env=_environment(),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 4
    assert "the time was up; the same command goes on" in done.stderr
    assert "shiyan: stopped: its time was up" in done.stderr
    before = Counter(server.paths("127.0.0.1"))
    assert 0 < len(before) < 2 * REPORTS
    assert "extracted" in done.stdout

    assert _run(tmp_path, "--delay", "0").returncode == 0
    after = Counter(server.paths("127.0.0.1"))
    _nothing_was_asked_again(before, after)


@pytest.mark.parametrize(
    ("options", "line"),
    [
        (["--until", "6"], "6 is no time of the day (06:00)"),
        (["--until", "24:00"], "24:00 is no time of the day (06:00)"),
        (["--until", "08:00+05:00"], "08:00+05:00 is no time of the day (06:00)"),
        (["--shard", "0/3"], "0/3 is no shard such as 3/16"),
        (["--shard", "4/3"], "4/3 is no shard such as 3/16"),
        (["--shard", "3"], "3 is no shard such as 3/16"),
    ],
)
def test_an_option_that_cannot_be_meant(
    options: list[str], line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(gongkai, ["crawl", *options]) == 2
    assert line in capsys.readouterr().err


@pytest.mark.parametrize(
    ("clock", "day"),
    [("23:59", dt.timedelta()), ("00:00", dt.timedelta(days=1))],
)
def test_a_time_that_has_passed_today_is_one_of_tomorrow(clock: str, day: dt.timedelta) -> None:
    now = dt.datetime.now().astimezone()
    option = next(param for param in cli.crawl.params if param.name == "until")
    context = click.Context(cli.crawl)
    until = option.process_value(context, clock)
    assert isinstance(until, dt.datetime)
    assert (until.date(), f"{until:%H:%M}") == ((now + day).date(), clock)


def test_a_second_crawl_of_one_state_says_so_and_leaves(server: Portals, tmp_path: Path) -> None:
    with State(tmp_path / "data/state"):
        done = _run(tmp_path, "--delay", "0")
    assert done.returncode == 3
    assert done.stderr.strip() == (
        "data/state: another crawl is running; wait for its end or give another --state"
    )
    assert server.log == []


@pytest.fixture
def inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["shiyam"], "shiyam: no portal of the registry has this key; did you mean shiyan?"),
        (["--region", "火星"], "--region 火星: no portal lies there; give a code"),
        (["--region", "440000"], "--region 440000: no portal lies there; give a code"),
        (["--year", "soon"], "soon is no year (2022) or span (2019-2023)"),
        (["--delay", "-1"], "Invalid value for '--delay'"),
        (["--contact", "某人"], "a user agent holds printable ASCII characters only"),
        (["--state", "data/portals.csv"], "data/portals.csv: File exists; choose another --state"),
        (["--archive", "data/portals.csv"], "data/portals.csv: File exists; choose another --arch"),
        (["--archive", "s3://bucket/x"], "s3://bucket/x: this version reads and writes local"),
        (["--dataset", "data/portals.csv"], "data/portals.csv"),
        (["--dataset", "data/portals.csv/x"], "data/portals.csv/x: cannot be written: Not a dir"),
    ],
)
@pytest.mark.usefixtures("inside")
def test_an_error_of_the_user_is_one_line(
    server: Portals,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    line: str,
) -> None:
    # In this process: each of these ends before Scrapy runs.
    assert run(gongkai, ["crawl", *arguments]) == 2
    told = capsys.readouterr().err
    assert line in told
    assert len(told.strip().splitlines()) == 1
    assert server.log == []


@pytest.mark.usefixtures("inside")
def test_a_dataset_that_cannot_be_written_is_told_before_anything_is_asked(
    server: Portals, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("closed").mkdir(mode=0o555)
    with like_anyone():
        assert run(gongkai, ["crawl", "--dataset", "closed"]) == 2
    assert capsys.readouterr().err.strip() == (
        "closed: cannot be written: Permission denied; free it or give another folder"
    )
    assert server.log == []


@pytest.mark.parametrize(
    ("column", "reason"),
    [
        ("", "no column is known yet"),
        ("zfxxgknb/", "zfxxgknb/ is no address"),
        ("http://127.0.0.1:port/", "http://127.0.0.1:port/ is no address"),
    ],
)
def test_a_portal_that_cannot_be_crawled_is_told(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    column: str,
    reason: str,
) -> None:
    (tmp_path / "data").mkdir()
    row = f"bare,某市,county,150000,http://127.0.0.1/,,,,{column},\n"
    (tmp_path / "data/portals.csv").write_text(HEADER + row, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert run(gongkai, ["crawl"]) == 2
    assert capsys.readouterr().err.strip() == (
        f"no portal can be crawled (bare: {reason}); mend the rows in data/portals.csv"
    )


@pytest.mark.parametrize(
    ("settings", "line"),
    [
        ("tsl=legacy", "tsl= is no setting that is known"),
        ("folders=two", "folders=two is no number"),
        ("delay=soon", "delay=soon is no number of seconds"),
        ("delay=nan", "delay=nan is no number of seconds"),
        ("tls=1.0", "tls=1.0 is not known; there is tls=legacy"),
        ("browser=on", "browser=on is not known; there is browser=yes"),
    ],
)
def test_a_setting_that_cannot_be_meant_is_one_line(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    settings: str,
    line: str,
) -> None:
    (tmp_path / "data").mkdir()
    row = f"bare,某市,county,150000,http://127.0.0.1/,,,,http://127.0.0.1/nb/,{settings}\n"
    (tmp_path / "data/portals.csv").write_text(HEADER + row, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert run(gongkai, ["crawl"]) == 2
    told = capsys.readouterr().err.strip()
    assert told.startswith(f"no portal can be crawled (bare: {line}); ")
    assert len(told.splitlines()) == 1


def test_the_help_has_an_example() -> None:
    shown = CliRunner().invoke(cli.crawl, ["--help"])
    assert shown.exit_code == 0
    assert "Example: gongkai crawl" in shown.output


def test_what_came_too_late_for_the_archive_is_said(
    capsys: pytest.CaptureFixture[str],
) -> None:
    portal = Portal(
        key="a", name="某市", level="county", division_code="150100", homepage="", hosts=()
    )
    visit = Visit("a", NOON, NOON, "complete", counts=Counter(), years_listed=())
    summary = CrawlSummary([PortalResult(portal, visit, Counts(contexts_lost=2), "")])
    show_crawl(summary, stdout_console(), name_skipped=False)
    assert capsys.readouterr().err == (
        "a: 2 times a page said more of a file whose archive was finished already; "
        "extraction will not know it\n"
    )


def test_nothing_asked_and_nothing_archived_is_an_empty_summary() -> None:
    summary = CrawlSummary()
    assert summary.bytes_archived == 0
    assert Counts().not_asked == 0
