"""What a run prints: the tables of counts, what was asked, the worst pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from rich.console import Console
from rich.table import Table

from crawler.accuracy.counts import Cells, DocumentScore
from crawler.accuracy.score import FIELDS
from crawler.accuracy.tally import Group, Tally
from crawler.accuracy.thresholds import THRESHOLDS, Judgement

_HEADS: Final = (
    "documents",
    "cells",
    "right",
    "right, flagged",
    "wrong, flagged",
    "wrong, silent",
    "missing",
    "(lost)",
    "right %",
)
#: Differences of one of the worst pages that are printed.
_SHOWN: Final = 6
_CLEAN: Final = "clean scans"


def show(
    tally: Tally,
    judgements: Sequence[Judgement],
    console: Console,
    command: Callable[[DocumentScore], str],
) -> None:
    """Print everything about a run; ``command`` names what reads one document again."""
    _section("Cells by kind and variation", _variations(tally), console)
    _section("Cells by kind, each document once", _kinds(tally), console)
    _section("Columns of reports: wrong of all", _fields(tally), console)
    _section("States of cells, by that of the truth", _states(tally), console)
    if tally.rules:
        _section("What flags cells", _rules(tally), console)
    console.print()
    for line in _remarks(tally):
        console.print(line, soft_wrap=True)
    _show_worst(tally, console, command)
    _section("What is asked", _judgements(judgements), console)


def show_document(score: DocumentScore, console: Console) -> None:
    """Print all that is not as the truth has it in one document."""
    console.print(_title(score), soft_wrap=True)
    for difference in score.differences:
        console.print(f"  {difference}", soft_wrap=True)


def last_line(tally: Tally, judgements: Iterable[Judgement], seed: str, seconds: float) -> str:
    """Return the line that a run ends with."""
    missed = sum(not judgement.holds for judgement in judgements)
    skipped = sum(documents for documents, _ in tally.skipped.values())
    cells = tally.cells
    return (
        f"seed {seed}: {tally.documents:,} documents, {cells.total:,} cells, "
        f"{cells.wrong_silent} wrong and silent, "
        f"{f'{missed} thresholds missed' if missed else 'every threshold held'}, "
        f"{skipped} documents skipped, {seconds:.0f} s"
    )


def _section(title: str, table: Table, console: Console) -> None:
    console.print(f"\n{title}")
    console.print(table)


def _table(heads: Sequence[str], left: int = 1) -> Table:
    table = Table(box=None, padding=(0, 1))
    for place, head in enumerate(heads):
        table.add_column(head, justify="left" if place < left else "right", overflow="fold")
    return table


def _counts(group: Group) -> list[str]:
    cells = group.cells
    numbers = (
        group.documents,
        cells.total,
        cells.right,
        cells.right_flagged,
        cells.wrong_flagged,
        cells.wrong_silent,
        cells.missing,
        cells.lost,
    )
    return [*(f"{number:,}" for number in numbers), f"{cells.right_share * 100:.3f}"]


def _variations(tally: Tally) -> Table:
    table = _table(("kind", "variation", *_HEADS), left=2)
    for (kind, variation), group in sorted(tally.variations.items()):
        table.add_row(kind, variation, *_counts(group))
    return table


def _kinds(tally: Tally) -> Table:
    heads = ("kind", *_HEADS, "reports", "complete %")
    table = _table(heads)
    rows = [(kind, tally.kinds[kind]) for kind in THRESHOLDS if kind in tally.kinds]
    if tally.clean_scans.documents:
        rows.append((_CLEAN, tally.clean_scans))
    together = Group()
    for group in tally.kinds.values():
        together.documents += group.documents
        together.reports += group.reports
        together.complete += group.complete
    together.cells = tally.cells
    for name, group in [*rows, ("all", together)]:
        complete = group.complete / group.reports * 100 if group.reports else 0.0
        table.add_row(name, *_counts(group), f"{group.reports:,}", f"{complete:.2f}")
    return table


def _fields(tally: Tally) -> Table:
    kinds = [kind for kind in THRESHOLDS if kind in tally.kinds]
    table = _table(("column", *kinds, "right %"))
    for name in FIELDS:
        counts = [
            (tally.fields[name, kind, True], tally.fields[name, kind, False]) for kind in kinds
        ]
        right, wrong = (sum(count) for count in zip(*counts, strict=True)) if counts else (0, 0)
        if right + wrong:
            cells = (f"{bad:,} of {good + bad:,}" for good, bad in counts)
            table.add_row(name, *cells, f"{right / (right + wrong) * 100:.3f}")
    return table


def _states(tally: Tally) -> Table:
    table = _table(("state", "cells", "right", "wrong"))
    for state in sorted({state for state, _ in tally.states}):
        right, wrong = tally.states[state, True], tally.states[state, False]
        table.add_row(state, f"{right + wrong:,}", f"{right:,}", f"{wrong:,}")
    return table


def _rules(tally: Tally) -> Table:
    table = _table(("rule", "on right cells", "on wrong cells"))
    for rule in sorted({rule for rule, _ in tally.rules}):
        counts = (tally.rules[rule, verdict] for verdict in ("right_flagged", "wrong_flagged"))
        table.add_row(rule, *(f"{count:,}" for count in counts))
    return table


def _remarks(tally: Tally) -> list[str]:
    cells = tally.cells
    damaged = sum(group.damaged for group in tally.kinds.values())
    lines = [
        f"random edits: in {_part(damaged, tally.documents)} of the documents",
        f"printed numbers that are not 0: {_part(tally.not_zero, tally.numbers)}",
        f"right but flagged because the contract demands the finding: {cells.demanded:,}",
        f"wrong and flagged, but blamed on the report: {cells.blamed:,}",
        f"missing, and nothing says so (lost): {cells.lost:,}",
    ]
    lines += [
        f"skipped: {documents} documents of kind {kind}: {reason}"
        for kind, (documents, reason) in sorted(tally.skipped.items())
    ]
    return lines


def _part(part: int, whole: int) -> str:
    return f"{part / whole * 100:.1f} %" if whole else "none"


def _show_worst(tally: Tally, console: Console, command: Callable[[DocumentScore], str]) -> None:
    if tally.worst:
        console.print("\nThe worst pages")
    for score in tally.worst:
        console.print(_title(score), soft_wrap=True)
        for difference in score.differences[:_SHOWN]:
            console.print(f"  {difference}", soft_wrap=True)
        console.print(f"  again: {command(score)}", soft_wrap=True)


def _title(score: DocumentScore) -> str:
    named = ", ".join(score.variations) or "no variation"
    why = f", could not be read: {score.unreadable}" if score.unreadable else ""
    return f"{score.kind} {score.number} ({named}): {_verdicts(score.cells)}{why}"


def _verdicts(cells: Cells) -> str:
    counts = {
        "right": cells.right,
        "right but flagged": cells.right_flagged,
        "wrong but flagged": cells.wrong_flagged,
        "wrong and silent": cells.wrong_silent,
        "missing": cells.missing,
    }
    return ", ".join(f"{count} {name}" for name, count in counts.items() if count) or "no cells"


def _judgements(judgements: Sequence[Judgement]) -> Table:
    table = _table(("what", "asked", "measured", ""), left=2)
    for judgement in judgements:
        verdict = "holds" if judgement.holds else "MISSED"
        table.add_row(judgement.what, judgement.asked, judgement.measured, verdict)
    return table
