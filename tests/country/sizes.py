"""How large the countries of these tests are: small, or full for ``make country``."""

from __future__ import annotations

import os
from typing import TypeVar

_Size = TypeVar("_Size")
IS_FULL = os.environ.get("GONGKAI_TEST_COUNTRY") == "full"


def size(small: _Size, full: _Size) -> _Size:
    """Return the size of an ordinary run, or that of ``make country``."""
    return full if IS_FULL else small
