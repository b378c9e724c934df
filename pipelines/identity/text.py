"""Names as printed beside the same names as they are compared."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from pipelines.script import simplify


@dataclass(frozen=True, slots=True)
class Printed:
    """A text without white space, as printed and folded to NFKC and simplified, same length.

    Only characters whose NFKC form is one character are folded, so a place in one text is the
    same place in the other.
    """

    raw: str
    folded: str

    @classmethod
    def of(cls, text: str) -> Printed:
        """Drop white space and invisible characters."""
        raw = "".join(
            char for char in text if not char.isspace() and unicodedata.category(char) != "Cf"
        )
        return cls(raw, "".join(map(_fold, raw)))

    def cut(self, start: int, end: int) -> Printed:
        """Return the part from ``start`` to before ``end``."""
        return Printed(self.raw[start:end], self.folded[start:end])

    def __add__(self, other: Printed) -> Printed:
        return Printed(self.raw + other.raw, self.folded + other.folded)


def _fold(char: str) -> str:
    folded = unicodedata.normalize("NFKC", char)
    return simplify(folded) if len(folded) == 1 else char
