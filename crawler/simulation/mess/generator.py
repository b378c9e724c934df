"""Documents with known truth: which page, which variations, which kind of file, from a seed.

Document ``number`` of a seed depends on the two and its kind alone, so that parts of a run can be
made in separate processes and a failing one can be made again by itself.
"""

from __future__ import annotations

import itertools
import random
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from crawler.simulation.mess.draw import draw_page
from crawler.simulation.mess.judgement import settle
from crawler.simulation.mess.page import Kind, MessDocument, Page, truths_of
from crawler.simulation.mess.variations import STAGES, VARIATIONS
from crawler.simulation.mess.writers.docx import write_docx
from crawler.simulation.mess.writers.html import write_html
from crawler.simulation.mess.writers.pdf import write_pdf
from crawler.simulation.mess.writers.scan import write_scan
from crawler.simulation.mess.writers.sheet import write_sheet
from crawler.simulation.mess.writers.text import write_text
from crawler.simulation.mess.writers.written import MissingProgramError, WrittenFile

__all__ = ["VARIATIONS", "MissingProgramError", "generate", "make", "make_many", "page_of", "plan"]

#: Shares of the documents: undamaged; of the damaged ones, with damaged labels, with a row or a
#: column moved, doubled or dropped (a tenth of all).
_UNDAMAGED: Final = 0.15
_LABELS: Final = 0.72
_ROWS: Final = 0.13
#: How many variations a damaged document gets, and how often.
_COUNTS: Final = (1, 2, 3, 4)
_COUNT_WEIGHTS: Final = (20, 35, 28, 17)
_ATTEMPTS: Final = 40
#: Files that a program prints are printed so many at a time.
_AT_ONCE: Final = 24
_PRINTED: Final[frozenset[Kind]] = frozenset({"pdf", "scan"})


def plan(seed: str, kinds: Mapping[Kind, int]) -> list[tuple[int, Kind]]:
    """Return number and kind of every document of a run, in order.

    ``kinds`` tells how many of each kind; a document's number does not depend on the seed.
    """
    del seed
    flat = itertools.chain.from_iterable([kind] * count for kind, count in kinds.items())
    return list(enumerate(flat))


def page_of(
    seed: str, number: int, kind: Kind, *, variations: Collection[str] | None = None
) -> tuple[Page, tuple[str, ...], bool]:
    """Return the page of a document, what was done to it in order, and whether any was random.

    ``variations`` asks for exactly these, as far as they fit the kind, on a page that they fit;
    ``None`` draws them. Raises ``KeyError`` for an unknown name.
    """
    damaged = random.Random(f"{seed}/{number}/damaged").random() >= _UNDAMAGED
    best: tuple[Page, tuple[str, ...]] | None = None
    for attempt in range(_ATTEMPTS):
        rng = random.Random(f"{seed}/{number}/{attempt}")
        if variations is None:
            page = draw_page(random.Random(f"{seed}/{number}/page"))
            names = _drawn(rng, kind) if damaged else []
        else:
            page = draw_page(rng)
            names = _fitting(variations, kind)
        applied = tuple(name for name in names if VARIATIONS[name].function(rng, page))
        if best is None or len(applied) > len(best[1]):
            best = page, applied
        if len(applied) == len(names):
            best = page, applied
            break
    if best is None:
        raise ValueError("no attempt was made")
    page, applied = best
    settle(page)
    return page, applied, any(VARIATIONS[name].random for name in applied)


def _fitting(names: Collection[str], kind: Kind) -> list[str]:
    return _in_order(name for name in names if kind in VARIATIONS[name].kinds)


def _drawn(rng: random.Random, kind: Kind) -> list[str]:
    """Draw the variations of a damaged document."""
    chosen = ["label_edits"] if rng.random() < _LABELS else []
    if rng.random() < _ROWS:
        rows = [n for n, v in VARIATIONS.items() if v.stage == "rows" and kind in v.kinds]
        chosen.append(_choice(rng, rows))
    (wanted,) = rng.choices(_COUNTS, _COUNT_WEIGHTS)
    mild = [n for n, v in VARIATIONS.items() if not v.random and kind in v.kinds]
    while len(chosen) < wanted:
        chosen.append(_choice(rng, mild))
        group = VARIATIONS[chosen[-1]].group
        mild = [
            name
            for name in mild
            if name != chosen[-1] and (group is None or VARIATIONS[name].group != group)
        ]
    return _in_order(chosen)


def _choice(rng: random.Random, names: Sequence[str]) -> str:
    (name,) = rng.choices(names, [VARIATIONS[name].weight for name in names])
    return name


def _in_order(names: Iterable[str]) -> list[str]:
    return sorted(set(names), key=_ORDER.__getitem__)


_ORDER: Final = {
    name: (STAGES.index(variation.stage), place)
    for place, (name, variation) in enumerate(VARIATIONS.items())
}


def make(
    seed: str, number: int, kind: Kind, *, variations: Collection[str] | None = None
) -> MessDocument:
    """Make one document; the same arguments give the same document.

    Raises :class:`MissingProgramError` where a program that this kind needs is not installed.
    """
    return next(make_many(seed, [number], kind, variations=variations))


def make_many(
    seed: str,
    numbers: Iterable[int],
    kind: Kind,
    *,
    variations: Collection[str] | None = None,
) -> Iterator[MessDocument]:
    """Make documents of one kind, one after the other.

    Raises :class:`MissingProgramError` where a program that this kind needs is not installed.
    """
    at_once = _AT_ONCE if kind in _PRINTED else 1
    rest = iter(numbers)
    while batch := list(itertools.islice(rest, at_once)):
        pages = [page_of(seed, number, kind, variations=variations) for number in batch]
        seeded = [(page[0], f"{seed}/{n}") for page, n in zip(pages, batch, strict=True)]
        files = _written(kind, seeded, batch)
        for number, (page, applied, is_random), file in zip(batch, pages, files, strict=True):
            yield MessDocument(
                number=number,
                seed=seed,
                kind=kind,
                name=f"{number:05d}{file.ending}",
                url=page.url,
                content_type=file.content_type,
                body=file.body,
                variations=(*applied, *file.variations),
                random_damage=is_random,
                truths=truths_of(page),
            )


def _written(
    kind: Kind, pages: Sequence[tuple[Page, str]], numbers: Sequence[int]
) -> list[WrittenFile]:
    """Write pages, each with its seed and number."""
    if kind in _PRINTED:
        return _printed(kind, pages, numbers)
    write = {"html": write_html, "text": write_text, "docx": write_docx, "sheet": write_sheet}
    return [write[kind](page, random.Random(f"{seed}/file")) for page, seed in pages]


def _printed(
    kind: Kind, pages: Sequence[tuple[Page, str]], numbers: Sequence[int]
) -> list[WrittenFile]:
    """Print pages by a program, through a folder that is gone afterwards; scan what is printed."""
    with tempfile.TemporaryDirectory(prefix="mess") as folder:
        files = write_pdf(pages, Path(folder), compact=kind == "scan")
    if kind == "pdf":
        return files
    scans = [
        # Every second scan is noisy or rotated.
        write_scan(file.body, random.Random(f"{seed}/scan"), is_clean=number % 2 == 0)
        for file, (_page, seed), number in zip(files, pages, numbers, strict=True)
    ]
    return [
        scan._replace(variations=(*file.variations, *scan.variations))
        for file, scan in zip(files, scans, strict=True)
    ]


def generate(
    seed: str, kinds: Mapping[Kind, int], *, variations: Collection[str] | None = None
) -> Iterator[MessDocument]:
    """Make a whole run, one document after the other."""
    for kind, run in itertools.groupby(plan(seed, kinds), key=lambda pair: pair[1]):
        yield from make_many(seed, [number for number, _ in run], kind, variations=variations)
