"""What a run must reach, and whether it did."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from crawler.accuracy.counts import Cells
from crawler.accuracy.tally import Tally
from crawler.simulation.mess.page import Kind


@dataclass(frozen=True, slots=True)
class Threshold:
    """Shares over all cells: right at least, right but flagged at most."""

    right: Fraction
    flagged: Fraction


_MARKUP: Final = Threshold(Fraction("0.999"), Fraction("0.001"))
_LAID_OUT: Final = Threshold(Fraction("0.995"), Fraction("0.005"))
#: Shares by kind. Of scans they are asked of the clean ones at 200 dpi.
THRESHOLDS: Final[dict[str, Threshold]] = {
    "html": _MARKUP,
    "text": _MARKUP,
    "pdf": _LAID_OUT,
    "docx": _LAID_OUT,
    "sheet": _LAID_OUT,
    "scan": Threshold(Fraction("0.97"), Fraction("0.10")),
}
#: Wrong and silent: none, and of all scans together at most this share.
SILENT_ON_SCANS: Final = Fraction(1, 10_000)

#: Documents of a full run by kind: a few more than are asked for (3,000 documents, 500,000 cells,
#: 250 PDF, 250 DOCX, 150 sheets), since not every form has as many cells.
FULL_RUN: Final[dict[Kind, int]] = {
    "html": 2400,
    "text": 300,
    "pdf": 300,
    "docx": 300,
    "sheet": 200,
    "scan": 60,
}
FULL_RUN_DOCUMENTS: Final = 3000
FULL_RUN_CELLS: Final = 500_000


@dataclass(frozen=True, slots=True)
class Judgement:
    """One thing asked, what was measured, and whether it holds."""

    what: str
    asked: str
    measured: str
    holds: bool


def judge(tally: Tally) -> list[Judgement]:
    """Hold every share of every kind that was read against what is asked of it."""
    return [
        judgement
        for kind, threshold in THRESHOLDS.items()
        if kind in tally.kinds
        for judgement in _of_kind(kind, threshold, tally)
    ]


def judge_size(tally: Tally, share: Fraction) -> list[Judgement]:
    """Hold the size of a run that was to be this share of a full one against what is asked.

    Where a kind had to be left out, the run is judged by what it could read.
    """
    left_out = sum(documents for documents, _ in tally.skipped.values())
    asked = math.ceil(FULL_RUN_DOCUMENTS * share)
    documents = tally.documents + left_out
    judgements = [
        Judgement(
            "documents",
            f"at least {asked:,}",
            f"{tally.documents:,}" + (f" and {left_out:,} skipped" if left_out else ""),
            documents >= asked,
        )
    ]
    if not left_out:
        cells, needed = tally.cells.total, math.ceil(FULL_RUN_CELLS * share)
        judgements.append(Judgement("cells", f"at least {needed:,}", f"{cells:,}", cells >= needed))
    return judgements


def documents_of(share: Fraction) -> dict[Kind, int]:
    """Documents of each kind in a share of the full run, rounded up."""
    return {kind: math.ceil(count * share) for kind, count in FULL_RUN.items()}


def _of_kind(kind: str, threshold: Threshold, tally: Tally) -> Iterator[Judgement]:
    unreadable = tally.kinds[kind].unreadable
    yield Judgement(f"{kind}: could not be read", "none", f"{unreadable:,}", not unreadable)
    every = tally.kinds[kind].cells
    if kind == "scan":
        allowed = math.floor(every.total * SILENT_ON_SCANS)
        yield _silent("scan: wrong and silent (1 in 10,000)", every, allowed)
        every = tally.clean_scans.cells
        if not every.total:
            return
    else:
        yield _silent(f"{kind}: wrong and silent", every, 0)
    name = "clean scans at 200 dpi" if kind == "scan" else kind
    right = every.right + every.right_flagged
    yield _share(f"{name}: right", right, every.total, threshold.right, least=True)
    yield _share(f"{name}: right but flagged", every.right_flagged, every.total, threshold.flagged)


def _silent(what: str, cells: Cells, allowed: int) -> Judgement:
    found = cells.wrong_silent
    asked = f"at most {allowed}" if allowed else "none"
    return Judgement(what, asked, f"{found:,} of {cells.total:,}", found <= allowed)


def _share(what: str, part: int, total: int, bound: Fraction, *, least: bool = False) -> Judgement:
    share = Fraction(part, total) if total else Fraction(0)
    holds = share >= bound if least else share <= bound
    word = "at least" if least else "at most"
    return Judgement(
        what, f"{word} {_percent(bound, 1)}", f"{_percent(share, 3)} of {total:,}", holds
    )


def _percent(share: Fraction, places: int) -> str:
    return f"{float(share * 100):.{places}f} %"
