"""Traditional characters (繁体字) read as the simplified ones (简体字) that the forms print.

Only for comparing: what is stored stays as printed. A character of GB 2312, the simplified
standard set, stays itself, so that a text in simplified characters is never changed (乾县 is not
干县); only 於 and 後 are in that set, as surnames, and 于 and 后 all the same.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import opencc


@cache
def _converter() -> Any:
    return opencc.OpenCC("t2s")


class _Simplified(dict[int, int]):
    """A translation table that asks for each character once."""

    def __missing__(self, code: int) -> int:
        self[code] = _simplified(code)
        return self[code]


def _simplified(code: int) -> int:
    char = chr(code)
    if code < 0x2E80:  # noqa: PLR2004 - the first block of Chinese characters
        return code
    if char not in "於後" and _is_simplified(char):
        return code
    found: str = _converter().convert(char)
    return ord(found) if len(found) == 1 else code


def _is_simplified(char: str) -> bool:
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


_TABLE = _Simplified()


def simplify(text: str) -> str:
    """Return the text with simplified characters, one for one: of the same length.

    >>> simplify("結轉下年度繼續辦理")
    '结转下年度继续办理'
    """
    return text if text.isascii() else text.translate(_TABLE)
