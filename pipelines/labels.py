"""Labels as they are compared: white space, ordinals, brackets and punctuation taken away.

The forms are filled by tens of thousands of hands, so the same label comes with line breaks
(``商业 企业``), wrong ordinals, instructions in brackets, full-width digits. What is left after
:func:`normalise` is the words alone.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from pipelines.script import simplify

#: Zero-width characters that editors leave behind; NFKC keeps them and ``\s`` misses them.
_INVISIBLE = re.compile("[\\s\u200b-\u200f\u2060\ufeff\u00ad]+")
_CIRCLED = re.compile("^[\u2460-\u2473\u2474-\u2487\u2488-\u249b\u3220-\u3229]+")
_ORDINAL = re.compile(
    r"^(?:第?[一二三四五六七八九十]{1,3}[、.,:)]"
    r"|\([一二三四五六七八九十]{1,3}\)[、.,:]?"
    # Its second bracket lost: what stands behind is no instruction.
    r"|\([一二三四五六七八九十]{1,3}(?=[^()一二三四五六七八九十、]{2})"
    r"|[一二三四五六七八九十]{1,3}\)[、.,:]?"
    r"|\(\d{1,2}\)[、.,:]?"
    r"|\d{1,2}(?:[、,:)]|\.(?!\d))"
    r"|其中:?)"
)
#: The number of a line of a provincial form (其中：1、政府网站公开数).
NUMBERED = re.compile(r"^(?:其中:?)?(\d{1,2})[、.,:)]")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|〔[^〔〕]*〕")
_OPEN_BRACKET = re.compile(r"[(\[【][^)\]】]*$")
_PUNCTUATION = re.compile(r"""[、,.;:!?'"`“”‘’「」『』《》<>/\\·…*()\[\]【】〔〕。—–\-_|]+""")
_YUAN = re.compile(r"(亿|万)?元")


def squeeze(text: str) -> str:
    """Return a text without white space and invisible characters, otherwise as printed."""
    return _INVISIBLE.sub("", text)


def fold(text: str) -> str:
    """NFKC in simplified characters without any white space: how texts are compared at all."""
    return simplify(squeeze(unicodedata.normalize("NFKC", squeeze(text))))


@lru_cache(maxsize=65536)
def normalise(text: str) -> str:
    r"""Return the words of a label; empty where it is an instruction or an ordinal alone.

    >>> normalise("（二）部分公开（区分处理的，只计这一情形，不计其他情形）")
    '部分公开'
    >>> normalise("2、政务 微博\\n公开政府信息数")
    '政务微博公开政府信息数'
    """
    folded = fold(_CIRCLED.sub("", text.strip()))
    before = None
    while before != folded:
        before = folded
        folded = _ORDINAL.sub("", folded)
    before = None
    while before != folded:
        before = folded
        folded = _BRACKETS.sub("", folded)
    # A bracket that is never closed is an instruction cut short, unless it is all there is.
    cut = _OPEN_BRACKET.search(folded)
    if cut is not None:
        folded = folded[: cut.start()] or folded[1:]
    return _PUNCTUATION.sub("", folded)


def ordinal_of(text: str) -> str:
    """Return the leading ordinal of a printed label (``三、``, ``（一）``, ``2.``), or ``""``."""
    match = _ORDINAL.match(fold(text))
    return match.group() if match else ""


def money_unit(text: str) -> str | None:
    """Return 元, 万元 or 亿元 where a label or caption names exactly one unit of money."""
    units = {match.group() for match in _YUAN.finditer(fold(text))}
    return units.pop() if len(units) == 1 else None
