"""``gongkai nightly``: the order of the portals, the steps, the report, the exit codes."""

from __future__ import annotations

import datetime as dt
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import filelock
import pytest
from click.testing import CliRunner

from crawler.crawl import CrawlSummary, run_crawl
from crawler.nightly import night as nights
from crawler.nightly.command import nightly
from crawler.nightly.disk import measure
from crawler.nightly.night import Plan, run_night
from crawler.nightly.order import tonight
from crawler.nightly.steps import Steps, worst
from crawler.portals.standing import Standing
from pipelines.cli import gongkai
from pipelines.console import run
from pipelines.dataset.layout import STAGED
from pipelines.errors import LockedError, UserError
from pipelines.reference import Portal
from tests.crawler.portals import Answer, Pages, Portals, list_page, report_page, serve

HEADER = "key,name,level,division_code,homepage,hosts,attachment_hosts,family,columns,settings\n"
NOON = dt.datetime(2024, 1, 31, 12, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
REPORTS = 6


def _portal(key: str) -> Portal:
    column = (f"http://{key}.gov.cn/nb/",)
    return Portal(key, key, "county", "150121", f"http://{key}.gov.cn/", (), columns=column)


# --- the order ---------------------------------------------------------------------------


def test_the_longest_since_a_complete_visit_comes_first_and_what_rests_is_left_out() -> None:
    standings = {
        "yesterday": Standing("complete", NOON - DAY, NOON - DAY),
        "long": Standing("failed", NOON - DAY, NOON - 9 * DAY),
        "begun": Standing("stopped", NOON - DAY, None),
        "rests": Standing("blocked", NOON - DAY, None, 4, NOON + DAY),
        "rested": Standing("blocked", NOON - 5 * DAY, NOON - 6 * DAY, 4, NOON - DAY),
    }
    keys = ["yesterday", "rests", "begun", "new", "long", "rested", "also-new"]
    due, resting = tonight(map(_portal, keys), standings, NOON)
    assert [p.key for p in due] == ["new", "also-new", "begun", "long", "rested", "yesterday"]
    assert [p.key for p in resting] == ["rests"]


# --- steps -------------------------------------------------------------------------------


def _raise(error: BaseException) -> int:
    raise error


def test_a_step_that_fails_hides_none_of_those_after_it() -> None:
    steps = Steps(lambda: None)
    steps.run("crawl", lambda: _raise(LockedError("data/state: another crawl is running")))
    steps.run("extract", lambda: _raise(ZeroDivisionError("by zero")))
    steps.run("compact", lambda: _raise(PermissionError(13, "Permission denied", "data/dataset")))
    steps.run("check", lambda: 1)
    assert [step.outcome for step in steps.done] == ["failed", "failed", "failed", "done"]
    assert [step.exit_code for step in steps.done] == [3, 2, 2, 1]
    assert steps.done[0].error == "data/state: another crawl is running"
    assert steps.done[1].error == "ZeroDivisionError: by zero"
    assert "Traceback" in steps.done[1].trace
    assert steps.done[2].error.startswith("data/dataset: Permission denied; ")
    assert steps.done[0].trace == steps.done[2].trace == ""
    assert steps.exit_code == 2


@pytest.mark.parametrize("stop", [lambda: 130, lambda: _raise(KeyboardInterrupt())])
def test_after_a_stop_the_later_steps_are_skipped(stop: Any) -> None:
    steps = Steps(lambda: None)
    steps.run("crawl", stop)
    steps.run("check", lambda: 1)
    assert [step.outcome for step in steps.done] == ["stopped", "skipped"]
    assert steps.exit_code == 130


@pytest.mark.parametrize(
    ("codes", "code"),
    [([], 0), ([0, 4], 4), ([4, 1], 1), ([1, 3], 3), ([3, 2, 1], 2), ([2, 130], 130)],
)
def test_a_night_ends_with_the_worst_of_its_codes(codes: list[int], code: int) -> None:
    assert worst(codes) == code


# --- the disk ----------------------------------------------------------------------------


def _earlier(runs: Path, began: dt.datetime, archived: int | None) -> None:
    runs.mkdir(exist_ok=True)
    tonight = None if archived is None else {"bytes_tonight": archived}
    report = {"started_at": began.isoformat(), "disk": tonight}
    (runs / f"{began:%Y%m%dT%H%M%SZ}.json").write_text(json.dumps(report), encoding="utf-8")


def test_the_mean_is_over_the_nights_and_says_when_the_disk_is_full(tmp_path: Path) -> None:
    runs = tmp_path / "runs"
    _earlier(runs, NOON - 2 * DAY, 3000)
    _earlier(runs, NOON - DAY, None)  # it was killed
    _earlier(runs, NOON - dt.timedelta(hours=3), 400)  # the same night, a first try
    (runs / "notes.json").write_text("[]", encoding="utf-8")
    file = tmp_path / "a.warc.gz"
    file.write_bytes(b"x" * 600)
    found = measure(tmp_path, runs, NOON, [file, tmp_path / "moved.warc.gz"])
    assert (found.bytes_tonight, found.mean_bytes_a_night, found.nights) == (600, 2000, 2)
    assert found.days_until_full == pytest.approx(found.free_bytes / 2000, abs=0.1)


def test_a_run_of_the_morning_belongs_to_the_night_before_it(tmp_path: Path) -> None:
    night = dt.datetime(2024, 1, 30, 17, 30, tzinfo=dt.UTC)  # 01:30 in China
    _earlier(tmp_path / "runs", night, 400)
    found = measure(tmp_path, tmp_path / "runs", night + dt.timedelta(hours=8), [])
    assert (found.nights, found.mean_bytes_a_night) == (1, 400)


def test_where_nothing_is_archived_no_day_is_named(tmp_path: Path) -> None:
    found = measure(tmp_path / "not" / "there", tmp_path / "runs", NOON, [])
    assert (found.mean_bytes_a_night, found.days_until_full) == (0, None)
    assert found.free_bytes > 0


def test_only_the_last_fourteen_nights_count(tmp_path: Path) -> None:
    for days in range(1, 30):
        _earlier(tmp_path / "runs", NOON - days * DAY, 100 if days < 14 else 9_000_000)
    found = measure(tmp_path, tmp_path / "runs", NOON, [])
    assert (found.nights, found.mean_bytes_a_night) == (14, round(1300 / 14))


# --- the night, with a crawl that tests give ----------------------------------------------


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    return Plan(
        portals=[_portal("a"), _portal("b")],
        archive=tmp_path / "archive",
        dataset=tmp_path / "dataset",
        state=tmp_path / "state",
        until=NOON + DAY,
    )


def _night(plan: Plan, crawl: Any, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    monkeypatch.setattr(nights, "run_crawl", crawl)
    _, path = run_night(plan, say=lambda _line: None, now=lambda: NOON)
    assert path == plan.state / "runs/20240131T120000Z.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def test_after_a_crawl_that_failed_the_rest_runs_and_the_report_says_why(
    plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = _night(plan, lambda *_, **__: _raise(UserError("archive: full")), monkeypatch)
    outcomes = {step["name"]: step["outcome"] for step in report["steps"]}
    assert outcomes == {"crawl": "failed", "extract": "done", "compact": "done", "check": "done"}
    assert report["steps"][0]["error"] == "archive: full"
    assert report["exit_code"] == 2
    assert report["left_over"] == ["a", "b"]
    assert report["ended_at"] == "2024-01-31T12:00:00+00:00"


def test_the_crawl_gets_the_budget_and_the_portals_in_their_order(
    plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: dict[str, Any] = {}

    def crawl(portals: list[Portal], **options: Any) -> CrawlSummary:
        given.update(options, keys=[portal.key for portal in portals])
        return CrawlSummary(timed_out=True)

    report = _night(replace(plan, budget=40, sweep=True), crawl, monkeypatch)
    assert given["keys"] == ["a", "b"]
    assert (given["limits"].pages, given["backfill"], given["sweep"]) == (40, True, True)
    assert given["until"] == NOON + DAY
    assert report["steps"][0]["exit_code"] == 4
    assert report["left_over"] == ["a", "b"]


def test_where_all_that_can_be_crawled_rests_the_night_is_fine(
    plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    rests = {key: Standing("blocked", NOON, None, 2, NOON + DAY) for key in ("a", "b")}
    monkeypatch.setattr(nights, "standings", lambda *_: rests)
    bare = replace(_portal("bare"), columns=())
    report = _night(replace(plan, portals=[*plan.portals, bare]), run_crawl, monkeypatch)
    assert (report["steps"][0]["outcome"], report["left_over"]) == ("done", [])
    assert report["not_crawled"] == {"it rests": 2, "no column is known yet": 1}


def test_what_cannot_be_crawled_is_not_left_over_by_a_crawl_that_failed(
    plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare = replace(_portal("bare"), columns=())
    report = _night(
        replace(plan, portals=[bare, *plan.portals]),
        lambda *_, **__: _raise(UserError("archive: full")),
        monkeypatch,
    )
    assert report["left_over"] == ["a", "b"]


def test_a_part_of_the_registry_without_a_portal_is_fine(
    plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = _night(replace(plan, portals=[]), run_crawl, monkeypatch)
    assert (report["steps"][0]["outcome"], report["not_crawled"]) == ("done", {})


def test_a_registry_without_a_column_is_an_error(
    plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare = replace(_portal("bare"), columns=())
    report = _night(replace(plan, portals=[bare]), run_crawl, monkeypatch)
    assert report["exit_code"] == 2
    assert "no portal can be crawled (bare: no column" in report["steps"][0]["error"]


def test_a_night_that_is_killed_leaves_a_report_without_an_end(
    plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(SystemExit):
        _night(plan, lambda *_, **__: _raise(SystemExit(9)), monkeypatch)
    (path,) = (plan.state / "runs").iterdir()
    report = json.loads(path.read_text(encoding="utf-8"))
    assert (report["ended_at"], report["exit_code"]) == (None, None)
    assert [step["outcome"] for step in report["steps"]] == ["running"]


def test_a_floor_that_is_broken_is_exit_1(
    plan: Plan, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "data").mkdir()
    floors = "metric,scope,floor,ceiling,reason\nreports,dataset,10,,counted\n"
    (tmp_path / "data/floors.csv").write_text(floors, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    report = _night(plan, lambda *_, **__: CrawlSummary(), monkeypatch)
    assert report["exit_code"] == 1
    assert report["quality"]["floors_broken"] == [
        "reports of dataset: 0, expected at least 10 (counted)"
    ]


def test_what_another_run_staged_and_left_is_taken_up(
    plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    torn = plan.dataset / STAGED / "000001-0000000a" / "captures-0-00001.writing"
    torn.parent.mkdir(parents=True)
    torn.write_bytes(b"torn")
    report = _night(plan, lambda *_, **__: CrawlSummary(), monkeypatch)
    assert report["steps"][2]["outcome"] == "done"
    assert not torn.exists()


# --- the command -------------------------------------------------------------------------


def test_the_help_has_an_example() -> None:
    shown = CliRunner().invoke(nightly, ["--help"])
    assert shown.exit_code == 0
    assert "Example: gongkai nightly" in shown.output


def test_a_second_night_says_so_and_leaves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("data/state").mkdir(parents=True)
    with filelock.FileLock("data/state/nightly.lock"):
        assert run(gongkai, ["nightly"]) == 3
    assert capsys.readouterr().err.strip() == (
        "data/state: another night is running; wait for its end or give another --state"
    )
    assert not Path("data/state/runs").exists()


def test_a_state_that_cannot_be_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("state").write_text("a file", encoding="utf-8")
    assert run(gongkai, ["nightly", "--state", "state"]) == 2
    assert capsys.readouterr().err.strip() == "state: File exists; choose another --state"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Portals]:
    lines = [f"{n}.html|石岩市第{n}局2022年政府信息公开年度报告" for n in range(REPORTS)]
    pages: Pages = {("127.0.0.1", "/list.html"): [Answer(list_page(*lines))]}
    for number in range(REPORTS):
        body = report_page(f"<h3>一、总体情况</h3><h3>二、主动公开</h3>{number}")
        pages["127.0.0.1", f"/{number}.html"] = [Answer(body)]
    with serve(pages) as running:
        home = f"http://127.0.0.1:{running.port}/"
        rows = (
            f"shiyan,石岩市,county,150000,{home},127.0.0.1,,,{home}list.html,\n"
            f"bare,某市,county,150000,{home},127.0.0.1,,,,\n"
        )
        (tmp_path / "data").mkdir()
        (tmp_path / "data/portals.csv").write_text(HEADER + rows, encoding="utf-8")
        yield running


def _command(*more: str) -> list[str]:
    code = "import sys; from pipelines.cli import main; sys.exit(main())"
    return [sys.executable, "-c", code, "nightly", "--allow-host", "127.0.0.1", *more]


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


def _reports(folder: Path) -> list[dict[str, Any]]:
    paths = sorted((folder / "data/state/runs").glob("*.json"))
    return [json.loads(path.read_text(encoding="utf-8")) for path in paths]


def test_a_night_from_the_registry_to_the_run_report(server: Portals, tmp_path: Path) -> None:
    done = _run(tmp_path, "--delay", "0")
    assert done.returncode == 0, done.stderr
    (report,) = _reports(tmp_path)
    assert [step["name"] for step in report["steps"]] == ["crawl", "extract", "compact", "check"]
    assert {step["outcome"] for step in report["steps"]} == {"done"}
    assert report["portals"] == {"complete": 1}
    assert report["not_crawled"] == {"no column is known yet": 1}
    assert report["left_over"] == []
    # robots.txt, the list, and the reports.
    assert report["requests"] == len(server.log) == REPORTS + 2
    assert report["requests_per_report"] == round((REPORTS + 2) / REPORTS, 2)
    assert report["reports_good"] == report["reports_new"] == REPORTS
    assert report["extracted"] == {"report": REPORTS}
    archived = sum(path.stat().st_size for path in (tmp_path / "data/archive").iterdir())
    assert report["disk"]["bytes_tonight"] == archived
    assert report["until"] > report["started_at"]
    assert "report: data/state/runs/" in done.stdout


def test_killed_it_is_taken_up_by_the_next_night(server: Portals, tmp_path: Path) -> None:
    running = subprocess.Popen(
        _command("--delay", "0.3"),
        cwd=tmp_path,
        env=_environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 30
    while len(server.log) < 4 and time.monotonic() < deadline:
        time.sleep(0.01)
    running.send_signal(signal.SIGKILL)
    running.wait()
    done = _run(tmp_path, "--delay", "0")
    assert done.returncode == 0, done.stderr
    killed, report = _reports(tmp_path)
    assert killed["ended_at"] is None
    assert report["reports_new"] == REPORTS
    archived = sum(path.stat().st_size for path in (tmp_path / "data/archive").iterdir())
    assert report["disk"]["bytes_tonight"] == archived
