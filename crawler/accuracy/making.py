"""The documents of a run, as the generator of the simulation makes them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from crawler.simulation.mess.generator import MissingProgramError, make_many, plan
from crawler.simulation.mess.page import Kind, MessDocument

__all__ = ["MissingProgramError", "make_documents", "plan"]


def make_documents(seed: str, numbers: Sequence[int], kind: Kind) -> Iterator[MessDocument]:
    """Make documents of one kind, one after the other.

    Raises ``MissingProgramError`` where a program that this kind needs is not installed.
    """
    yield from make_many(seed, numbers, kind)
