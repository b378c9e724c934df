"""What one document may cost, and where a user changes it."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Self

from pipelines.errors import UserError

SECONDS: Final = "GONGKAI_READER_SECONDS"
MEMORY: Final = "GONGKAI_READER_MEMORY_MB"
#: So many times the seconds of one step for a document of several.
_STEPS: Final = 10
_MOST: Final = 1_000_000

#: Whether the system keeps a process to an amount of memory; elsewhere only the time is limited.
LIMITS_MEMORY: Final = sys.platform == "linux"


@dataclass(frozen=True, slots=True)
class Limits:
    """``seconds`` on the clock and megabytes beyond what the reader takes by itself.

    Long steps, as a page that is recognised from its picture, have these seconds each, and
    together :attr:`all_seconds`.
    """

    seconds: float = 60
    memory_mb: int = 2048

    @property
    def all_seconds(self) -> float:
        """Seconds for a document of several long steps."""
        return self.seconds * _STEPS

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Self:
        """Return the limits that the user has set, else the usual ones.

        Raises :class:`UserError` for a value that is no whole number above 0.
        """
        return cls(
            seconds=_number(environment, SECONDS, int(cls().seconds)),
            memory_mb=_number(environment, MEMORY, cls().memory_mb),
        )


def _number(environment: Mapping[str, str], name: str, default: int) -> int:
    written = environment.get(name, "").strip()
    if not written:
        return default
    if not (written.isascii() and written.isdecimal() and 0 < int(written) <= _MOST):
        raise UserError(f"{name} is {written!r}; set a whole number from 1 to {_MOST}, or none")
    return int(written)
