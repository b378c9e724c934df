"""The demo from end to end, as the command runs it, and its archive read again."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator

from tests.conftest import DemoRun

RUN = "import sys; from pipelines.cli import main; sys.argv[0] = 'gongkai'; main()"


def gongkai(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own; Scrapy runs once in each."""
    return subprocess.run(
        [sys.executable, "-c", RUN, *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def test_everything_is_as_the_truth_has_it(demo_run: DemoRun) -> None:
    _, done = demo_run
    printed = done.stdout
    assert done.returncode == 0, printed + done.stderr
    assert "Everything is as the truth has it, no more and no fewer." in printed
    assert "reports by form: 2014 20, 2019 20, 2021 20" in printed


def test_the_archive_passes_the_check_of_warcio(demo: Path) -> None:
    files = sorted((demo / "archive").glob("*.warc.gz"))
    assert len(files) > 1
    checked = subprocess.run(
        [sys.executable, "-m", "warcio.cli", "check", *map(str, files)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout


def test_warcio_replays_every_report_as_a_browser_would_have_it(demo: Path) -> None:
    """Transfer coding undone, content coding taken off, and nothing of ours in between."""
    replayed = {}
    codings = set()
    for path in sorted((demo / "archive").glob("*.warc.gz")):
        with path.open("rb") as stream:
            for record in ArchiveIterator(stream):
                # One report is refused at first, and archived so too.
                if record.rec_type == "response" and record.http_headers.get_statuscode() == "200":
                    assert record.http_headers.get_header("Transfer-Encoding") is None
                    codings.add(record.http_headers.get_header("Content-Encoding"))
                    uri = record.rec_headers.get_header("WARC-Target-URI")
                    replayed[uri] = record.content_stream().read()
    truth = json.loads((demo / "truth.json").read_text(encoding="utf-8"))
    assert len(truth) == 60
    for report in truth:
        page = replayed[report["url"]]
        title = report["fields"]["title"]
        assert any(title.encode(charset) in page for charset in ("utf-8", "gb18030"))
    assert codings == {None, "gzip"}


def test_a_second_demo_refuses_a_folder_of_somebody_else(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    done = gongkai("demo", "--out", str(tmp_path))
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
