"""Documents with known truth: which page, which variations, which kind of file, from a seed.

Document ``number`` of a seed depends on the two alone, so that parts of a run can be made in
separate processes and a failing one can be made again by itself.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Collection, Iterable, Iterator, Mapping

from crawler.simulation.mess.draw import plain_page
from crawler.simulation.mess.page import Kind, MessDocument, Page, truths_of
from crawler.simulation.mess.writers.html import write_html


class MissingProgramError(RuntimeError):
    """A program or a library that writes this kind of file is not installed."""


def plan(seed: str, kinds: Mapping[Kind, int]) -> list[tuple[int, Kind]]:
    """Return number and kind of every document of a run, in order.

    ``kinds`` tells how many of each kind. The seed plays no part in the order.
    """
    del seed
    flat = itertools.chain.from_iterable([kind] * count for kind, count in kinds.items())
    return list(enumerate(flat))


def page_of(
    seed: str, number: int, kind: Kind, *, variations: Collection[str] | None = None
) -> tuple[Page, tuple[str, ...], bool]:
    """Return the page of a document, what was done to it, and whether edits were random."""
    del kind, variations
    rng = random.Random(f"{seed}/{number}/page")
    return plain_page(rng), (), False


def make(
    seed: str, number: int, kind: Kind, *, variations: Collection[str] | None = None
) -> MessDocument:
    """Make one document; the same arguments give the same bytes."""
    return next(make_many(seed, [number], kind, variations=variations))


def make_many(
    seed: str,
    numbers: Iterable[int],
    kind: Kind,
    *,
    variations: Collection[str] | None = None,
) -> Iterator[MessDocument]:
    """Make documents of one kind.

    Raises :class:`MissingProgramError` where a program that this kind needs is not installed.
    """
    for number in numbers:
        page, applied, is_random = page_of(seed, number, kind, variations=variations)
        file = write_html(page, random.Random(f"{seed}/{number}/file"))
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


def generate(
    seed: str, kinds: Mapping[Kind, int], *, variations: Collection[str] | None = None
) -> Iterator[MessDocument]:
    """Make a whole run, one document after the other."""
    for kind, run in itertools.groupby(plan(seed, kinds), key=lambda pair: pair[1]):
        yield from make_many(seed, [number for number, _ in run], kind, variations=variations)
