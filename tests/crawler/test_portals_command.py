"""``gongkai portals``: the registry, its filters, and how the last visits ended."""

from __future__ import annotations

import datetime as dt
import io
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from rich.console import Console

from crawler.portals.command import portals
from crawler.portals.listing import Listed, listing
from crawler.portals.standing import Standing, standings
from crawler.portals.view import HEADER, show
from pipelines.cli import gongkai
from pipelines.console import run
from pipelines.dataset.commit import commit
from pipelines.dataset.layout import Partition
from pipelines.dataset.staging import Stage, staging_run
from pipelines.model import Visit
from pipelines.reference import Portal

REGISTRY = """\
key,name,level,division_code,homepage,hosts,attachment_hosts,family,columns,settings
shiyan,石岩市,prefecture,150100,http://www.shiyan.gov.cn/,,,trs,http://www.shiyan.gov.cn/nb/,
hedong,河东县,county,150121,http://www.hedong.gov.cn/,,,ucap,http://www.hedong.gov.cn/nb/,
hexi,河西县,county,320121,http://www.hexi.gov.cn/,,,,http://www.hexi.gov.cn/nb/,delay=5
shanbei,山北县,county,320122,http://www.shanbei.gov.cn/,,,,,
"""
NOW = dt.datetime.now(dt.UTC).replace(microsecond=0)
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data/portals.csv").write_text(REGISTRY, encoding="utf-8")
    monkeypatch.chdir(tmp_path)


def _iso(moment: dt.datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def write_state(folder: Path, *rows: tuple[Any, ...]) -> None:
    """A state with nothing but portals: key, outcome, started, complete, days, not before."""
    folder.mkdir(parents=True)
    with closing(sqlite3.connect(folder / "crawl.sqlite3")) as db, db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute(
            "CREATE TABLE portals (portal TEXT PRIMARY KEY, outcome TEXT, started_at TEXT, "
            "last_complete TEXT, refusals INTEGER, interval_days INTEGER, not_before TEXT, "
            "counts_json TEXT)"
        )
        for key, outcome, started, complete, days, not_before in rows:
            counts = json.dumps({"list_pages": 3, "entries": 12, "entries_new": 2})
            times = (_iso(started), _iso(complete), 0, days, _iso(not_before))
            db.execute(
                "INSERT INTO portals VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (key, outcome, *times, counts),
            )


@pytest.fixture
def state() -> None:
    write_state(
        Path("data/state"),
        ("shiyan", "complete", NOW - DAY, NOW - DAY, 1, None),
        ("hedong", "blocked", NOW - DAY, NOW - 9 * DAY, 4, NOW + 3 * DAY),
    )


def _keys(*options: str) -> list[str]:
    done = CliRunner().invoke(portals, [*options, "--json"])
    assert done.exit_code == 0, done.output
    return [row["key"] for row in json.loads(done.stdout)]


def test_without_a_filter_the_whole_registry_is_listed_in_its_order() -> None:
    assert _keys() == ["shiyan", "hedong", "hexi", "shanbei"]


@pytest.mark.usefixtures("state")
@pytest.mark.parametrize(
    ("options", "keys"),
    [
        (["hexi", "shiyan"], ["hexi", "shiyan"]),
        (["--region", "内蒙古"], ["shiyan", "hedong"]),
        (["--region", "320000"], ["hexi", "shanbei"]),
        (["--family", "trs", "--family", "ucap"], ["shiyan", "hedong"]),
        (["--family", "none"], ["hexi", "shanbei"]),
        (["--level", "prefecture"], ["shiyan"]),
        (["--outcome", "complete"], ["shiyan"]),
        (["--outcome", "never"], ["hexi", "shanbei"]),
        (["--outcome", "blocked", "--level", "prefecture"], []),
        (["--due"], ["shiyan", "hexi"]),
        (["--no-column"], ["shanbei"]),
    ],
)
def test_filters(options: list[str], keys: list[str]) -> None:
    assert _keys(*options) == keys


@pytest.mark.usefixtures("state")
def test_the_object_of_a_portal_that_rests() -> None:
    done = CliRunner().invoke(portals, ["hedong", "--json"])
    (row,) = json.loads(done.stdout)
    assert row["outcome"] == "blocked"
    assert row["last_complete"] == (NOW - 9 * DAY).isoformat()
    assert row["interval_days"] == 4
    assert row["not_before"] == (NOW + 3 * DAY).isoformat()
    assert (row["resting"], row["due"]) == (True, False)
    assert row["counts"]["entries"] == 12
    assert row["counts"]["errors"] == 0
    assert row["columns"] == ["http://www.hedong.gov.cn/nb/"]


@pytest.mark.usefixtures("state")
def test_without_a_terminal_each_portal_is_one_plain_line() -> None:
    done = CliRunner().invoke(portals, [])
    lines = done.stdout.splitlines()
    assert lines[0].split("\t") == list(HEADER)
    rows = {
        line.split("\t")[0]: dict(zip(HEADER, line.split("\t"), strict=True)) for line in lines[1:5]
    }
    assert rows["hedong"]["not before"] == f"{NOW + 3 * DAY:%Y-%m-%d %H:%M}"
    assert rows["hedong"]["days"] == "4"
    assert rows["shiyan"]["entries"] == "12"
    assert rows["shanbei"]["entries"] == "-"
    assert lines[5] == ("4 portals: 1 blocked, 1 complete, 2 never; 1 resting, 1 without a column")


def test_a_rest_that_is_over_rests_no_more() -> None:
    standing = Standing("blocked", NOW - 5 * DAY, None, 4, NOW - DAY)
    portal = Portal("a", "某县", "county", "150121", "http://a.gov.cn/", (), columns=("http://a/",))
    (row,) = listing([portal], {"a": standing}, NOW)
    assert (row.resting, row.due) == (False, True)


def test_a_terminal_sees_a_table() -> None:
    portal = Portal("shiyan", "石岩市", "county", "150121", "http://a.gov.cn/", ())
    out = io.StringIO()
    console = Console(file=out, force_terminal=True, no_color=True, width=200, markup=False)
    show(
        [Listed(portal, Standing("complete", NOW, NOW, counts={"entries": 7}), resting=False)],
        console,
    )
    assert "\t" not in out.getvalue()
    assert "石岩市" in out.getvalue()


def test_without_a_state_the_visits_of_the_data_set_are_shown(tmp_path: Path) -> None:
    dataset = tmp_path / "data/dataset"
    with (
        staging_run(dataset) as name,
        Stage(dataset, name, "t", version="0.1.0", reference="") as stage,
    ):
        for days, outcome, entries in ((3, "complete", 5), (1, "failed", 0), (400, "complete", 4)):
            began = NOW - days * DAY
            visit = Visit("shiyan", began, began, outcome, {"entries": entries}, (2022,), "150100")
            stage.add_visit(visit, Partition(150000, began.year))
    commit(dataset)
    found = standings(tmp_path / "none", dataset)["shiyan"]
    assert (found.outcome, found.started_at) == ("failed", NOW - DAY)
    assert found.last_complete == NOW - 3 * DAY
    assert found.counts == {"entries": 0}
    assert _keys("--outcome", "failed") == ["shiyan"]


@pytest.mark.usefixtures("state")
def test_it_is_read_while_another_process_writes() -> None:
    with closing(sqlite3.connect("data/state/crawl.sqlite3", isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("UPDATE portals SET outcome = 'failed'")
        assert _keys("--outcome", "complete") == ["shiyan"]
        writer.execute("COMMIT")
        assert _keys("--outcome", "failed") == ["shiyan", "hedong"]


def test_a_state_that_is_none_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    Path("data/state").mkdir()
    Path("data/state/crawl.sqlite3").write_text("no database" * 200, encoding="utf-8")
    assert run(gongkai, ["portals"]) == 2
    told = capsys.readouterr().err.strip()
    assert told.startswith("data/state/crawl.sqlite3: ")
    assert len(told.splitlines()) == 1


def test_an_unknown_key_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(gongkai, ["portals", "shiyam"]) == 2
    assert "did you mean shiyan?" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--family", "lunson"], "--family lunson: there is no such family; there are aspnet, "),
        (["--state", "data/portals.csv"], "data/portals.csv: this is no folder; give another"),
        (["--state", "elsewhere"], "elsewhere: this is no folder; give another --state"),
        (["--dataset", "elsewhere"], "elsewhere: this is no folder; give another --dataset"),
        (["--region", "北极"], "--region 北极: no portal lies there; give a code"),
        (["hexi", "--region", "150000"], "--region 150000: none of the portals that were named"),
    ],
)
def test_a_filter_that_cannot_be_meant_is_one_line(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(gongkai, ["portals", *words]) == 2
    told = capsys.readouterr()
    assert told.err.startswith(said)
    assert len(told.err.splitlines()) == 1
    assert told.out == ""


def test_a_usual_folder_that_is_a_file_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    Path("data/state").write_text("a file", encoding="utf-8")
    assert run(gongkai, ["portals"]) == 2
    assert capsys.readouterr().err == "data/state: this is no folder; give another --state\n"
