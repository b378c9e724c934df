"""The commands as a person types them: what is printed where, and the exit code."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest

from pipelines.cli import gongkai
from pipelines.console import run
from tests.pipelines.cli_samples import NOTICE, PAGE, TEXT

Captured = pytest.CaptureFixture[str]
ROOT = Path(__file__).resolve().parents[2]

COMMANDS = (
    "archive",
    "check",
    "crawl",
    "demo",
    "discover",
    "doctor",
    "extract",
    "inspect",
    "nightly",
    "portals",
)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with one report as text, one as a page, and a notice."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "report.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "pages" / "report.html").write_text(PAGE, encoding="utf-8")
    (tmp_path / "pages" / "notice.html").write_text(NOTICE, encoding="utf-8")
    return tmp_path


def gong(*arguments: str) -> int:
    return run(gongkai, arguments)


def json_of(capsys: Captured) -> Any:
    """The one object on standard output, with nothing on standard error."""
    printed = capsys.readouterr()
    assert printed.err == ""
    return json.loads(printed.out)


def one_line(capsys: Captured) -> str:
    """The one line on standard error, with nothing on standard output."""
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.count("\n") == 1
    return printed.err.strip()


# --- help ------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command: str, capsys: Captured) -> None:
    assert gong(command, "--help") == 0
    assert f"Example: gongkai {command}" in " ".join(capsys.readouterr().out.split())


def test_the_list_of_commands(capsys: Captured) -> None:
    assert gong("--help") == 0
    assert gongkai.list_commands(click.Context(gongkai)) == list(COMMANDS)
    assert "not available" not in capsys.readouterr().out


def test_help_and_the_start_of_a_command_load_nothing_slow() -> None:
    """Ctrl-C while pandas and its like load is caught where the command runs."""
    program = (
        "import sys, pipelines.cli, crawler.cli; "
        "print(*({'pandas', 'pyarrow', 'duckdb', 'lxml', 'scrapy', 'twisted'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], check=False, capture_output=True, text=True, cwd=ROOT
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "\n", "")


def test_version(capsys: Captured) -> None:
    assert gong("--version") == 0
    assert capsys.readouterr().out.startswith("gongkai 0.")


# --- inspect ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["report.txt", "report.html"])
def test_inspect_json_is_the_object_of_the_contract(name: str, capsys: Captured) -> None:
    assert gong("inspect", f"pages/{name}", "--json") == 0
    data = json_of(capsys)
    assert list(data) == [
        "report", "proactive", "requests", "disputes", "statistics", "statistics_lines",
        "cell_states", "more", "findings",
    ]  # fmt: skip
    assert data["report"]["agency_name"] == "洪泽区水利局"
    assert data["report"]["year"] == 2023
    assert data["report"]["region_code"] == "320813"
    assert data["proactive"] is None
    assert data["requests"] == data["statistics"] == {}
    assert data["disputes"]["reconsideration"] == {
        "upheld": 2, "corrected": 1, "other": 0, "pending": 0, "total": 3
    }  # fmt: skip
    assert data["statistics_lines"] == data["cell_states"] == data["more"] == []


def test_counts_are_integers_and_dates_are_iso(capsys: Captured) -> None:
    assert gong("inspect", "pages/report.txt", "--json") == 0
    printed = capsys.readouterr().out
    assert '"upheld": 2,' in printed
    assert '"published_on": "2024-01-20"' in printed


def test_a_file_without_a_report_is_no_error(capsys: Captured) -> None:
    assert gong("inspect", "pages/notice.html", "--json") == 0
    assert json_of(capsys) == {"report": None, "findings": []}


def test_expect_writes_the_object_beside_the_file_and_over_no_other(
    folder: Path, capsys: Captured
) -> None:
    assert gong("inspect", "pages/report.txt", "--json", "--expect") == 0
    printed = capsys.readouterr()
    written = folder / "pages/report.txt.expected.json"
    assert json.loads(written.read_bytes()) == json.loads(printed.out)
    assert printed.err == (
        "pages/report.txt.expected.json: "
        "compare it with the printed page, line by line, before you keep it\n"
    )
    written.write_text("reviewed", encoding="utf-8")
    assert gong("inspect", "pages/report.txt", "--expect") == 2
    assert one_line(capsys) == (
        "pages/report.txt.expected.json: is there already; remove it to write it anew"
    )
    assert written.read_text(encoding="utf-8") == "reviewed"


def test_inspect_for_a_person(capsys: Captured) -> None:
    assert gong("inspect", "pages/report.html") == 0
    printed = capsys.readouterr().out
    assert "洪泽区水利局" in printed
    assert "partial: a table or a line of the form is missing: proactive, requests" in printed


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("nowhere.html", "nowhere.html: No such file or directory; name a file that can be read"),
        ("pages", "pages: is a folder; inspect reads one file, gongkai extract folders"),
        ("a.zip", "a.zip: holds many captures; inspect reads one, gongkai extract all"),
        ("a.warc.gz", "a.warc.gz: holds many captures; inspect reads one, gongkai extract all"),
    ],
)
def test_inspect_of_what_is_no_document(name: str, line: str, capsys: Captured) -> None:
    assert gong("inspect", name, "--json") == 2
    assert one_line(capsys) == line


# --- extract ---------------------------------------------------------------------------------


def test_extract_ends_with_the_line_that_accounts_for_everything(capsys: Captured) -> None:
    assert gong("extract", "pages/report.txt", "pages/notice.html", "--dataset", "out") == 0
    assert capsys.readouterr().out.splitlines()[-1] == (
        "read 2 = reports 1 + copies 0 + attachments 0 + no report 1 + unreadable 0"
    )


def test_only_restricts_what_is_written(folder: Path) -> None:
    assert gong("extract", "pages/report.txt", "--dataset", "out", "--only", "year=2022") == 0
    assert not list(folder.glob("out/reports/region=320000/year=2023"))
    assert gong("extract", "pages/report.txt", "--dataset", "out", "--only", "region=320000,year=2023") == 0  # fmt: skip
    assert list(folder.glob("out/reports/region=320000/year=2023/*.parquet"))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--only", "province=32"), "'province=32' is not region=NNNNNN, year=YYYY or both"),
        (("--only", "year=recent"), "'year=recent' is not region=NNNNNN, year=YYYY or both"),
        (("--only", "year=2022,year=2023"), "is not region=NNNNNN, year=YYYY or both"),
        (("--engine", "dask"), "Dask is not in this version; use --engine processes"),
        (("--scheduler", "tcp://h:1"), "Dask is not in this version; use --engine processes"),
        (("--workers", "0"), "Invalid value for '--workers'"),
    ],
)  # fmt: skip
def test_an_option_that_cannot_be_served(
    arguments: tuple[str, ...], message: str, capsys: Captured
) -> None:
    assert gong("extract", "pages", "--dataset", "out", *arguments) == 2
    assert message in one_line(capsys)


def test_s3_is_one_line(capsys: Captured) -> None:
    assert gong("extract", "s3://bucket/archive", "--dataset", "out") == 2
    assert one_line(capsys).startswith("gongkai extract: s3://bucket/archive: this version reads")
    assert gong("extract", "pages", "--dataset", "s3://bucket/dataset") == 2
    assert one_line(capsys).startswith("gongkai extract: s3://bucket/dataset: this version reads")


# --- check -----------------------------------------------------------------------------------


def test_check_counts_what_extract_wrote(capsys: Captured) -> None:
    gong("extract", "pages/report.txt", "--dataset", "out")
    capsys.readouterr()
    assert gong("check", "out", "--json") == 0
    data = json_of(capsys)
    partition = next(p for p in data["partitions"] if p["reports"])
    assert (partition["region"], partition["year"]) == (320000, 2023)
    assert partition["statuses"] == {"partial": 1}
    assert partition["cells"] == 15
    assert partition["unreadable_cells"] == 0
    assert {"rule": "disputes.row_total", "reports": 1, "broken": 0} in data["identities"]


def test_check_for_a_person(capsys: Captured) -> None:
    gong("extract", "pages/report.txt", "--dataset", "out")
    capsys.readouterr()
    assert gong("check", "out") == 0
    printed = capsys.readouterr().out
    assert "partitions" in printed
    assert "320000" in printed


def test_a_broken_floor_ends_with_1_and_names_it(folder: Path, capsys: Captured) -> None:
    gong("extract", "pages/report.txt", "--dataset", "out")
    (folder / "data").mkdir()
    (folder / "data" / "floors.csv").write_text(
        "metric,scope,floor,ceiling,reason\nreports,region=320000/year=2023,5,,counted by hand\n",
        encoding="utf-8",
    )
    capsys.readouterr()
    assert gong("check", "out") == 1
    assert capsys.readouterr().err == (
        "floor broken: reports of region=320000/year=2023: 1, expected at least 5 "
        "(counted by hand)\n"
    )


def test_strict_ends_with_1_for_an_error_that_is_the_authors(
    folder: Path, capsys: Captured
) -> None:
    wrong = TEXT.replace("2 | 1 | 0 | 0 | 3", "2 | 1 | 0 | 0 | 4")
    (folder / "wrong.txt").write_text(wrong, encoding="utf-8")
    gong("extract", "wrong.txt", "--dataset", "out")
    assert gong("check", "out") == 0
    assert gong("check", "out", "--strict") == 1


def test_check_of_what_is_no_dataset(capsys: Captured) -> None:
    assert gong("check", "nowhere") == 2
    assert one_line(capsys).startswith("nowhere: ")


# --- doctor ----------------------------------------------------------------------------------


def test_doctor_names_versions_data_and_folders(folder: Path, capsys: Captured) -> None:
    assert gong("doctor") == 0
    printed = " ".join(capsys.readouterr().out.split())
    assert "contract 1" in printed
    assert "pyarrow" in printed
    assert "divisions.csv" in printed
    assert "fingerprint" in printed
    assert "data/dataset made when needed" in printed
    assert not (folder / "data").exists()


def test_doctor_says_that_the_working_folders_file_is_in_use(
    folder: Path, capsys: Captured
) -> None:
    (folder / "data").mkdir()
    own = folder / "data" / "floors.csv"
    own.write_text("metric,scope,floor,ceiling,reason\n", encoding="utf-8")
    assert gong("doctor") == 0
    assert str(own).replace("\n", "") in capsys.readouterr().out.replace("\n", "")


def test_doctor_prints_the_limits_in_use(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    monkeypatch.setenv("GONGKAI_READER_SECONDS", "7")
    assert gong("doctor") == 0
    printed = " ".join(capsys.readouterr().out.split())
    assert "time 7 s, all pages 70 s (GONGKAI_READER_SECONDS)" in printed
    monkeypatch.setenv("GONGKAI_READER_SECONDS", "soon")
    for command in (["doctor"], ["extract", "pages", "--dataset", "out"]):
        assert gong(*command) == 2
        assert "GONGKAI_READER_SECONDS is 'soon'; set a whole number" in capsys.readouterr().err
