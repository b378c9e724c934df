"""The whole way once, on portals whose truth is known: ``gongkai demo``.

Four simulated portals are served on loopback, crawled by the real spider, archived, extracted
from the archive, and the dataset is compared with what the portals printed.
"""

from __future__ import annotations

import json
import shutil
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from rich.console import Console

from crawler.comparison import Comparison, compare, read_tables
from crawler.crawl import run_crawl
from crawler.demo_view import show
from crawler.simulation import Running, serve
from crawler.simulation.server import LOOPBACK
from pipelines import engine
from pipelines.console import note, progress, stdout_console
from pipelines.errors import UserError
from pipelines.reference import Portal

DEFAULT_OUT: Final = Path("data/demo")
#: Stands in a folder that a demo made, so that the next one may clear it.
MARKER: Final = ".gongkai-demo"
_FOLDERS: Final = ("archive", "dataset", "state", "site")
_TRUTH: Final = "truth.json"
_CONTACT: Final = "gongkai demo on loopback"
#: Small, so that the archive has several files to play with.
_WARC_BYTES: Final = 80_000


@dataclass(slots=True)
class Demo:
    """What one demo did: where, how long each phase took, what came out."""

    out: Path
    seconds: dict[str, float] = field(default_factory=dict)
    requests: int = 0
    warc_files: int = 0
    warc_bytes: int = 0
    forms: Counter[str] = field(default_factory=Counter)
    roles: Counter[str] = field(default_factory=Counter)
    comparison: Comparison = field(default_factory=Comparison)

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        """Measure one phase."""
        started = time.perf_counter()
        yield
        self.seconds[name] = time.perf_counter() - started


def run_demo(out: Path = DEFAULT_OUT, *, console: Console | None = None) -> int:
    """Run the demo into ``out`` and print what came out; 0 when all is as the truth has it.

    ``out`` is cleared of what an earlier demo wrote. Raises
    :class:`pipelines.errors.UserError` where it holds anything else. Scrapy runs in this
    process, so a process can do this once.
    """
    prepare(out)
    demo = Demo(out)
    with serve() as portals:
        _write_truth(out, portals)
        with demo.phase("crawl"):
            _crawl(demo, portals)
    with demo.phase("extract"):
        _extract(demo)
    with demo.phase("compare"):
        _compare(demo, portals)
    show(demo, console or stdout_console())
    return 1 if demo.comparison.differences else 0


def prepare(out: Path) -> None:
    """Make the folder of the demo, or clear what an earlier demo wrote there."""
    if out.exists() and not out.is_dir():
        raise UserError(f"{out}: this is a file; give a folder with --out")
    if out.is_dir() and any(out.iterdir()) and not (out / MARKER).is_file():
        raise UserError(f"{out}: holds what no demo wrote; give an empty or new folder with --out")
    out.mkdir(parents=True, exist_ok=True)
    (out / MARKER).write_text("Made by gongkai demo, which clears it.\n", encoding="utf-8")
    for name in _FOLDERS:
        if (out / name).is_dir():
            shutil.rmtree(out / name)
    (out / _TRUTH).unlink(missing_ok=True)


def _write_truth(out: Path, portals: Running) -> None:
    truth = [report.to_dict() for report in portals.site.reports]
    text = json.dumps(truth, ensure_ascii=False, indent=1)
    (out / _TRUTH).write_text(text, encoding="utf-8")


def _crawl(demo: Demo, portals: Running) -> None:
    note(f"4 portals on {LOOPBACK}:{portals.port}: crawling them with the real spider")
    with progress("crawl") as report:
        summary = run_crawl(
            [Portal(**row) for row in portals.site.portals],
            archive=demo.out / "archive",
            state=demo.out / "state",
            delay=0,
            allow_hosts=[LOOPBACK],
            resolve=portals.site.resolve,
            contact=_CONTACT,
            overrides={"GONGKAI_ARCHIVE_MAX_BYTES": _WARC_BYTES},
            progress=report,
        )
    if summary.stopped:
        # The crawl ends politely on Ctrl-C; there is nothing to compare then.
        raise KeyboardInterrupt
    for portal, reason in summary.skipped:
        raise UserError(f"{portal.key} was not crawled: {reason}")
    demo.requests = len(portals.log)
    demo.warc_files = len(summary.files)
    demo.warc_bytes = summary.bytes_archived


def _extract(demo: Demo) -> None:
    """Extract as anybody would from the archive: without registry rows for these portals."""
    archive = demo.out / "archive"
    with progress("extract") as report:
        summary = engine.extract(
            [archive],
            demo.out / "dataset",
            archive=archive,
            progress=lambda done, total, _source: report(done, total),
        )
    for line in (*summary.issues, *summary.warnings, summary.line()):
        note(line)


def _compare(demo: Demo, portals: Running) -> None:
    tables = read_tables(demo.out / "dataset")
    demo.comparison = compare(portals.site, tables)
    demo.forms = Counter(str(row["template"]) for row in tables["reports"])
    demo.roles = Counter(str(row["role"]) for row in tables["captures"])
