"""Bytes to text by a ladder, with what was decided on record.

The rungs, first that holds wins:

1. ``bom``: a byte order mark, and every byte fits it;
2. ``utf-8``: every byte fits UTF-8;
3. ``declared``: a multi-byte charset named by the HTTP header or a meta tag, and every byte fits
   it. gb2312 and gbk are read as gb18030, which contains both: a page labelled gb2312 with one
   character outside it (喆, 镕) is the rule rather than the exception;
4. ``gb18030``: every byte fits it;
5. ``detector``: charset-normalizer's answer, where every byte fits it;
6. ``replaced``: the best of these with U+FFFD for what does not fit, counted.

A page with a few broken bytes is no reason to believe in another charset: most broken UTF-8
also fits GB18030, as mojibake. So damaged UTF-8 (five good wide characters for each bad byte)
is taken for what it is before the label or GB18030 are asked, and damaged GB18030 before the
detector is.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from pipelines.documents.errors import DocumentError
from pipelines.model import Decoding

REPLACEMENT = "\ufffd"

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_GB = "gb18030"
#: Labels worth believing. Single-byte charsets fit any bytes, so a label that names one proves
#: nothing; UTF-16 is known by its mark or its NULs, since a label readable as ASCII denies it.
_LABELS = {
    **dict.fromkeys(("utf-8", "utf8", "unicode-1-1-utf-8"), "utf-8"),
    **dict.fromkeys(
        ("gb2312", "gb_2312-80", "csgb2312", "gbk", "x-gbk", "cp936", "ms936", "windows-936"), _GB
    ),
    **dict.fromkeys(("gb18030", "gb-18030", "gb_2312", "euc-cn", "chinese"), _GB),
    **dict.fromkeys(("big5", "big5-hkscs", "big-5", "cn-big5", "x-x-big5"), "big5hkscs"),
    **dict.fromkeys(("shift_jis", "sjis", "ms932", "windows-31j"), "cp932"),
    **dict.fromkeys(("euc-jp", "x-euc-jp"), "euc_jp"),
    **dict.fromkeys(("euc-kr", "ks_c_5601-1987", "cp949"), "cp949"),
}
_META = re.compile(rb"<meta\b[^>]{0,400}?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_XML = re.compile(rb"^\s*<\?xml\b[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]+)", re.IGNORECASE)
_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
#: Characters that take three bytes or more in UTF-8: bytes of another charset rarely form them.
_WIDE = re.compile("[\u0800-\ufffc\U00010000-\U0010ffff]")
_GOOD_FOR_ONE_BAD = 5
#: Bytes are UTF-16 without a mark where more than this share are NULs, nearly all of them at
#: even places or nearly all at odd ones.
_NUL_SHARE = 0.02
_NUL_SIDED = 0.95
_FEW_NULS = 8
#: Share of replaced characters above which nothing was understood.
_HOPELESS = 0.3
#: Answers of the detector that mean something. A single-byte charset fits any bytes: that answer
#: is believed only where nearly all is ASCII, and the rest quotation marks and accents.
_MULTI_BYTE = frozenset(
    {"big5", "big5hkscs", "cp932", "cp949", "cp950", "euc_jis_2004", "euc_jisx0213", "euc_jp"}
    | {"euc_kr", "gb18030", "gb2312", "gbk", "hz", "johab", "shift_jis", "shift_jis_2004"}
    | {"shift_jisx0213", "utf_16", "utf_16_be", "utf_16_le", "utf_8"}
)
_ASCII = bytes(range(128))
_FEW_OTHERS = 0.1
#: What the detector looks at, and how far a resynchronisation looks ahead, in bytes.
_SAMPLE = 65536
_WINDOW = 48


def decode(body: bytes, content_type: str | None = None) -> tuple[str, Decoding]:
    """Text of ``body`` without byte order mark and NULs, and how it was decoded.

    ``content_type`` is the HTTP header as received. ``Decoding.replaced`` counts the U+FFFD put
    in here, not those that the source itself holds. Raises :class:`DocumentError` where almost
    a third of the characters would have to be replaced.
    """
    for mark, charset in _BOMS:
        if body.startswith(mark):
            body = body[len(mark) :]
            text = _strictly(body, charset)
            if text is not None:
                return _tidy(text), Decoding(charset, "bom")
            if charset != "utf-8":
                return _replaced(body, charset)
            break
    wide = _utf16_without_mark(body)
    if wide:
        text = _strictly(body, wide)
        return (
            (_tidy(text), Decoding(wide, "detector")) if text is not None else _replaced(body, wide)
        )
    return _multi_byte(body, content_type)


def declared_charsets(body: bytes, content_type: str | None) -> Iterator[str]:
    """Charsets that header, XML declaration and meta tags name, by Python's name for them.

    The whole body is searched: a meta tag may follow ten kilobytes of script.
    """
    labels = [match.group(1) for match in _HEADER.finditer(content_type or "")]
    for pattern in (_XML, _META):
        labels += [match.group(1).decode("ascii", "replace") for match in pattern.finditer(body)]
    for label in labels:
        charset = _LABELS.get(label.lower())
        if charset:
            yield charset


def _multi_byte(body: bytes, content_type: str | None) -> tuple[str, Decoding]:
    text = _strictly(body, "utf-8")
    if text is not None:
        return _tidy(text), Decoding("utf-8", "utf-8")
    if _is_damaged(body, "utf-8"):
        return _replaced(body, "utf-8")
    declared = list(dict.fromkeys(declared_charsets(body, content_type)))
    for charset, rung in [*((name, "declared") for name in declared), (_GB, _GB)]:
        text = _strictly(body, charset)
        if text is not None:
            return _tidy(text), Decoding(charset, rung)
    candidates = list(dict.fromkeys([*declared, _GB, "utf-8"]))
    best = min(candidates, key=lambda charset: _misfits(body, charset))
    if _is_damaged(body, best):
        return _replaced(body, best)
    detected = _detect(body)
    text = _strictly(body, detected) if detected else None
    if detected and text is not None:
        return _tidy(text), Decoding(detected, "detector")
    return _replaced(body, best)


def _utf16_without_mark(body: bytes) -> str | None:
    """UTF-16 by its NULs: markup and digits have them all on one side."""
    even, odd = body[::2].count(0), body[1::2].count(0)
    total = even + odd
    if total <= max(len(body) * _NUL_SHARE, _FEW_NULS) or max(even, odd) < total * _NUL_SIDED:
        return None
    return "utf-16-be" if even > odd else "utf-16-le"


def _strictly(body: bytes, charset: str) -> str | None:
    try:
        return body.decode(charset)
    except UnicodeError:
        return None


def _tidy(text: str) -> str:
    return text.replace("\0", "") if "\0" in text else text


def _misfits(body: bytes, charset: str) -> int:
    """Count what would have to be replaced."""
    return body.decode(charset, "replace").count(REPLACEMENT) - _own_replacements(body, charset)


def _own_replacements(body: bytes, charset: str) -> int:
    """Count the U+FFFD that the source itself holds: scars of an earlier conversion."""
    return body.count(REPLACEMENT.encode(charset)) if charset in {"utf-8", _GB} else 0


def _is_damaged(body: bytes, charset: str) -> bool:
    """Whether the bytes are this charset with a few faults rather than another charset."""
    text = body.decode(charset, "replace")
    bad = text.count(REPLACEMENT) - _own_replacements(body, charset)
    return len(_WIDE.findall(text)) >= bad * _GOOD_FOR_ONE_BAD


def _replaced(body: bytes, charset: str) -> tuple[str, Decoding]:
    handler = _HANDLER if charset == _GB else "replace"
    text = body.decode(charset, handler)
    replaced = max(text.count(REPLACEMENT) - _own_replacements(body, charset), 1)
    if replaced > max(len(text) * _HOPELESS, 1):
        raise DocumentError(
            f"not a text in any known charset: {replaced} of {len(text)} characters fit none"
        )
    return _tidy(text), Decoding(charset, "replaced", replaced)


def _detect(body: bytes) -> str | None:
    from charset_normalizer import from_bytes  # noqa: PLC0415 - slow to import, rarely needed

    best = from_bytes(body[:_SAMPLE]).best()
    if best is None or (best.encoding not in _MULTI_BYTE and not _is_mostly_ascii(body)):
        return None
    return best.encoding


def _is_mostly_ascii(body: bytes) -> bool:
    return len(body.translate(None, _ASCII)) < len(body) * _FEW_OTHERS


# --- GB18030 after a broken byte -----------------------------------------------------------
#
# Its characters do not tell where they begin, so a lost first byte shifts all that follow up to
# the next ASCII character. Both ways to go on are tried, and the one that gives more everyday
# characters (GB2312 level one and its punctuation) is taken.

_HANDLER = "gongkai.gb18030"
_EVERYDAY = re.compile(rb"([\x00-\x7f]|[\xa1-\xa3\xb0-\xd7].)|[\xd8-\xf7].", re.DOTALL)


def _resynchronise(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    body, start = error.object, error.start
    end = start + _WINDOW
    by_one = _everyday(body[start + 1 : end])
    by_two = _everyday(body[start + 2 : end])
    return REPLACEMENT, start + 1 if by_one > by_two else min(start + 2, len(body))


def _everyday(body: bytes) -> int:
    encoded = body.decode(_GB, "ignore").encode("gb2312", "ignore")
    return sum(map(bool, _EVERYDAY.findall(encoded)))


codecs.register_error(_HANDLER, _resynchronise)
