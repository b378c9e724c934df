"""A folder of hostile files and three good reports: one finding each, bounded, none harmed."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipelines import open_dataset
from pipelines.cli import gongkai
from pipelines.console import run as run_command
from pipelines.dataset.read import Dataset
from pipelines.documents.errors import ReaderError
from pipelines.engine import extract
from tests.pipelines import hostile_files as files

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = "import sys; from pipelines.cli import main; sys.exit(main())"
SECONDS, MEMORY_MB = 10, 1000

GOOD = {"good.html": "财政局", "good.docx": "水务局", "good.pdf": "教育局", "long.pdf": "交通局"}
#: How the one finding of each file begins.
HOSTILE = {
    "circular.pdf": "the PDF is damaged",
    "encrypted.pdf": "the PDF is encrypted and needs a password",
    "endless.pdf": f"reading took more than {SECONDS} s; GONGKAI_READER_SECONDS allows more",
    "huge.pdf": f"the reader gave up (SIGABRT): reading needs more than {MEMORY_MB} MB, which "
    "GONGKAI_READER_MEMORY_MB raises, or the file is damaged",
    "corrupt.docx": "the file is damaged: File is not a zip file",
    "bomb.docx": "the file would unpack word/document.xml from ",
    "bomb.xlsx": "the file would unpack xl/workbook.xml from ",
    "cat.png": "no text was found in the picture",
    "cat.pdf": "no text was found on the 1 page(s) of the PDF",
}

CATS = ("cat.png", "cat.pdf")
#: What is said of a picture where the extra for OCR is not installed.
NO_OCR = re.compile("needs OCR")


@dataclass(frozen=True)
class Run:
    """What a run over the folder gave, and the most that one of its processes took."""

    dataset: Dataset
    printed: str
    seconds: float
    megabytes: float


def write(folder: Path) -> None:
    bodies = {
        "good.html": files.good_html("财政局"),
        "good.docx": files.good_docx("水务局"),
        "good.pdf": files.good_pdf("教育局"),
        "long.pdf": files.long_pdf("交通局"),
        "circular.pdf": files.circular_pdf(),
        "encrypted.pdf": files.encrypted_pdf(),
        "endless.pdf": files.endless_pdf(),
        "huge.pdf": files.huge_pdf(MEMORY_MB + 100),
        "corrupt.docx": files.corrupt_docx(),
        "bomb.docx": files.bomb("word/document.xml"),
        "bomb.xlsx": files.bomb("xl/workbook.xml"),
        "bomb.zip": files.bomb("report.html"),
        "cat.png": files.cat_png(),
        "cat.pdf": files.cat_scan(),
    }
    folder.mkdir()
    for name, body in bodies.items():
        assert len(body) < 2_000_000
        (folder / name).write_bytes(body)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("hostile")
    write(folder / "files")
    limits = {"GONGKAI_READER_SECONDS": str(SECONDS), "GONGKAI_READER_MEMORY_MB": str(MEMORY_MB)}
    begun = time.monotonic()
    with (folder / "printed").open("wb") as printed:
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, "extract", "files", "--dataset", "dataset"],
            cwd=folder,
            env={**os.environ, **limits, "PYTHONPATH": str(ROOT)},
            stdout=printed,
            stderr=subprocess.STDOUT,
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    text = (folder / "printed").read_text(encoding="utf-8")
    assert process.returncode == 0, text
    seconds = time.monotonic() - begun
    return Run(open_dataset(folder / "dataset"), text, seconds, usage.ru_maxrss / 1024)


@pytest.mark.slow
def test_each_hostile_file_is_one_finding(run: Run) -> None:
    captures = run.dataset.table("captures").set_index("payload_sha256")["source_path"]
    found: dict[str, list[tuple[str, str]]] = {}
    for finding in run.dataset.table("findings").to_dict("records"):
        name = captures[finding["payload_sha256"]]
        found.setdefault(name, []).append((finding["rule"], finding["message"]))
    assert found.pop("long.pdf") == [
        ("document.truncated", "only the first pages of a very long PDF were read")
    ]
    assert sorted(found) == sorted(HOSTILE)
    for name, lines in found.items():
        ((rule, said),) = lines
        assert rule == "document.unreadable"
        assert said.startswith(HOSTILE[name]) or (name in CATS and NO_OCR.search(said)), name
        assert "\n" not in said


@pytest.mark.slow
def test_an_archive_that_is_a_bomb_is_one_line(run: Run) -> None:
    (line,) = [line for line in run.printed.splitlines() if "bomb.zip" in line]
    assert line.endswith("bomb.zip!/report.html: it is larger than 67108864 bytes")


@pytest.mark.slow
def test_the_reports_beside_them_are_unharmed(run: Run) -> None:
    reports = run.dataset.sql(
        "select r.agency_name, r.status, r.template, q.total, p.fee_amount_10k_yuan"
        " from reports r join requests q using (report_id) join proactive p using (report_id)"
        " where q.item = 'received_new' order by r.agency_name"
    )
    assert sorted(reports.values.tolist()) == sorted(
        [f"石岩市{agency}", "complete", "2021", 1, 20.5] for agency in GOOD.values()
    )
    assert run.printed.splitlines()[-1] == (
        "read 13 = reports 4 + copies 0 + attachments 0 + no report 0 + unreadable 9"
    )


@pytest.mark.slow
def test_all_of_it_is_bounded(run: Run) -> None:
    # The clock of one document, and the rest as fast as a busy machine of two cores is.
    assert SECONDS <= run.seconds < SECONDS + 90
    assert run.megabytes < MEMORY_MB + 400


def test_pages_alone_need_no_worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def begins(_: object) -> None:
        raise AssertionError("a worker began")

    monkeypatch.setattr("pipelines.limits.reader.Worker", begins)
    folder = tmp_path / "files"
    folder.mkdir()
    for number, agency in enumerate(GOOD.values()):
        (folder / f"{number}.html").write_bytes(files.good_html(agency))
    assert extract([folder], tmp_path / "dataset").reports == 4


def test_files_are_not_told_unreadable_where_no_worker_can_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipelines.limits.worker._PROGRAM", "raise SystemExit(7)")
    (tmp_path / "good.pdf").write_bytes(files.good_pdf("教育局"))
    with pytest.raises(ReaderError, match=r"the process that reads files ended at once \(7\)"):
        extract([tmp_path / "good.pdf"], tmp_path / "dataset")
    assert not (tmp_path / "dataset" / "captures").exists()


def test_inspect_says_the_limit_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GONGKAI_READER_SECONDS", "1")
    path = tmp_path / "endless.pdf"
    path.write_bytes(files.endless_pdf())
    assert run_command(gongkai, ["inspect", str(path)]) == 2
    assert capsys.readouterr() == (
        "",
        f"{path}: cannot be read: reading took more than 1 s; GONGKAI_READER_SECONDS allows more\n",
    )


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs /proc")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
@pytest.mark.parametrize("engine", ["serial", "processes"])
def test_nothing_outlives_a_run_that_is_ended(
    engine: str, number: signal.Signals, tmp_path: Path
) -> None:
    (tmp_path / "endless.pdf").write_bytes(files.endless_pdf())
    arguments = ["extract", "endless.pdf", "--dataset", "out", "--engine", engine]
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *arguments],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as running:
        wait_for(lambda: any("limits.child" in line for line in at_work_in(tmp_path)), running)
        os.killpg(running.pid, number)
        output, errors = running.communicate(timeout=30)
    assert running.returncode == (130 if number == signal.SIGINT else -9)
    assert (output, errors.replace("extract: 0 of 1\n", "")) == ("", "")
    wait_for(lambda: not at_work_in(tmp_path))


def at_work_in(folder: Path) -> list[str]:
    """Command lines of the processes whose folder this is."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            if (path / "cwd").readlink() == folder:
                found.append((path / "cmdline").read_text(errors="replace"))
        except OSError:
            continue
    return found


def wait_for(seen: Callable[[], bool], running: subprocess.Popen[str] | None = None) -> None:
    for _ in range(300):
        if seen():
            return
        if running is not None and running.poll() is not None:
            raise AssertionError(running.communicate())
        time.sleep(0.1)
    raise AssertionError("waited for 30 s in vain")
