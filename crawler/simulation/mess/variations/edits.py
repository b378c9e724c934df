"""Random damage that stands in no list: characters of labels, and whole rows and columns.

Fair to a careful reader: a damaged label stays nearer to the label that was meant than to any
other of its table, with and without its ordinal, and what is moved stays among its own kind.
"""

from __future__ import annotations

import random
import re
from collections.abc import Collection, Sequence
from typing import Final

from rapidfuzz.distance import Levenshtein

from crawler.simulation.mess.grid import is_label, tables_of
from crawler.simulation.mess.page import Page, PrintedCell

#: Common characters that a slip may put into a label; no numerals among them.
_CHARACTERS: Final = (
    "的了是在有人这中大来上个国和地到说们为子要时年得就那下自会着去之过家学对可她里后"
    "小么心多天而能好都然没日于起还发成事只作当想看文无开手用主行方又如前所本见经头面"
    "公同已老从动两长知民样现分将外但身些与高意进把法此实回月点安明气数表正比系院关"
)
_RATE: Final = (0.05, 0.30)
_ATTEMPTS: Final = 12
_SHORT: Final = 4
_MIDDLE: Final = 7
_ORDINAL: Final = re.compile(
    r"^(?:其中[：:])?(?:[（(]?[一二三四五六七八九十\d]{1,2}[）)]?[、.．,，）)]?)?"
)
_MARKS: Final = re.compile(r"[\s（）()：:，,、.．“”\"‘’「」/]")

#: What tells 万元 from 元: a slip there would change what the numbers mean.
_UNIT: Final = re.compile(r"[万亿]?元")


def label_edits(rng: random.Random, page: Page) -> bool:
    """Insert, delete or exchange 1 to 3 characters in 5 to 30 % of the labels."""
    cells: list[tuple[PrintedCell, _Others]] = []
    for table in tables_of(page):
        labels = [cell for row in table.rows for cell in row if is_label(cell)]
        others = _Others([cell.text for cell in labels])
        cells += [(cell, others) for cell in labels]
    if not cells:
        return False
    share = rng.uniform(*_RATE)
    wanted = max(1, round(share * len(cells)))
    done = 0
    for cell, others in rng.sample(cells, len(cells)):
        if done == wanted:
            break
        done += _edit(rng, cell, others)
    return done > 0


class _Others:
    """The labels of one table, as printed and without ordinals and marks."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.printed = frozenset(texts)
        self.bare = frozenset(map(bare, texts))

    def allow(self, old: str, new: str) -> bool:
        """Whether ``new`` still means ``old`` more than any other label, and the same unit."""
        if _UNIT.findall(old) != _UNIT.findall(new):
            return False
        return _nearest(new, old, self.printed) and _nearest(bare(new), bare(old), self.bare)


def bare(text: str) -> str:
    """Return a label without its ordinal and without marks."""
    return _MARKS.sub("", _ORDINAL.sub("", text.strip()))


def _nearest(new: str, old: str, others: Collection[str]) -> bool:
    own = Levenshtein.distance(new, old)
    return bool(new) and all(
        Levenshtein.distance(new, other, score_cutoff=own) > own for other in others if other != old
    )


def _edit(rng: random.Random, cell: PrintedCell, others: _Others) -> bool:
    """Damage one label; false where no damage that is fair was found."""
    for _ in range(_ATTEMPTS):
        damaged = damage(rng, cell.text)
        if damaged != cell.text and others.allow(cell.text, damaged):
            cell.text = damaged
            return True
    return False


def damage(rng: random.Random, text: str) -> str:
    """Insert, delete or exchange characters: one in a short label, up to three in a long one."""
    length = len(bare(text))
    most = 1 if length <= _SHORT else 2 if length <= _MIDDLE else 3
    characters = list(text)
    for _ in range(rng.randint(1, most)):
        place = rng.randrange(len(characters))
        match rng.choice(("insert", "delete", "exchange")):
            case "insert":
                characters.insert(place, rng.choice(_CHARACTERS))
            case "delete" if len(characters) > 1:
                del characters[place]
            case _:
                characters[place] = rng.choice(_CHARACTERS)
    return "".join(characters)
