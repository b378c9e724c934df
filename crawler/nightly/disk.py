"""How much a night archives, and when the disk of the archive will be full."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pipelines.captures.times import night_of

#: Nights that the mean is taken over.
NIGHTS: Final = 14


@dataclass(frozen=True, slots=True)
class Disk:
    """The archive and its disk, in bytes.

    ``mean_bytes_a_night`` over the last ``nights`` on which something ran, tonight's included;
    ``days_until_full`` is null where nothing is archived.
    """

    bytes_tonight: int
    mean_bytes_a_night: int
    nights: int
    free_bytes: int
    days_until_full: float | None


def measure(archive: Path, runs: Path, started_at: dt.datetime, files: Iterable[Path]) -> Disk:
    """Measure after a night that began at ``started_at`` and finished these archive files.

    ``runs`` is the folder of the run reports before it.
    """
    tonight = sum(path.stat().st_size for path in files if path.exists())
    nights: defaultdict[dt.date, int] = defaultdict(int)
    for began, archived in _earlier(runs, started_at):
        nights[night_of(began)] += archived
    # Two runs of one night are one, as in gongkai archive stats.
    nights[night_of(started_at)] += tonight
    last = [nights[day] for day in sorted(nights)[-NIGHTS:]]
    mean = round(sum(last) / len(last))
    there = next(path for path in (archive, *archive.absolute().parents) if path.exists())
    free = shutil.disk_usage(there).free
    full = round(free / mean, 1) if mean else None
    return Disk(tonight, mean, len(last), free, full)


def _earlier(runs: Path, before: dt.datetime) -> Iterator[tuple[dt.datetime, int]]:
    """Yield when earlier nights began and what they archived; those that were killed told nothing."""
    for path in sorted(runs.glob("*.json"))[-4 * NIGHTS :]:
        try:
            report: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            began = dt.datetime.fromisoformat(report["started_at"]).astimezone(dt.UTC)
            if report["disk"] is not None and began < before:
                yield began, int(report["disk"]["bytes_tonight"])
        except (ValueError, KeyError, TypeError):
            continue  # not written by this program
