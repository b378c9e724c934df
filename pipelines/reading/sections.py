"""The prose of a report: its sections by heading, and the period that its figures describe."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from pipelines.labels import fold, normalise, ordinal_of
from pipelines.model import Block, Grid, Heading

_LONGEST_HEADING = 40
_CHAPTER = re.compile(
    r"^[一二三四五六七八九十]{1,2}[、.,:]|^第[一二三四五六七八九十]{1,2}(?:部分|章)"
)
_PERIOD = re.compile(
    r"(?:统计|数据|期限|时限|起止|自|从)[^。；]{0,40}?"
    # An editor that takes figures for another font may lose the 年 between two of them.
    r"(20\d\d)(?:年?0?1月(?:0?1日)?|[./-]0?1[./-]0?1(?!\d))[^。；\d]{0,6}"
    r"(?:(20\d\d)[年./-]?)?12(?:月(?:31日|(?!\d))|[./-]31(?!\d))"
)
_BODY_NAMES = (
    re.compile(r"(?:包括|包含|涵盖)(?:了)?([^，,。；;:]{2,40}?)(?:政府信息公开)?(?:工作)?总体情况"),
    re.compile(r"(?:本年?度?报告)?由([^，,。；;:()]{2,40}?)(?:编制|根据|按照|依据)"),
    re.compile(r"(?:现|特)?(?:向社会)?公布([^，,。；;:()]{2,40}?)20\d\d年"),
)
#: How a paragraph begins with a name. Not 各部门, 全县 or 本报告: those name nobody.
_OPENING_NAME = re.compile(
    r"(?![各全本我])([^，,。；;:()《》]{4,40}?)(?:根据|按照|依据)《?(?:中华人民共和国)?(?:政府信息公开)?条例"
)


@dataclass(frozen=True, slots=True)
class Section:
    """One section as printed: heading (empty before the first) and text, lines by newline."""

    heading: str
    text: str


@cache
def narrative_rules() -> dict[str, Any]:
    """Return ``formats/narrative.toml``."""
    text = (resources.files("pipelines.formats") / "narrative.toml").read_text("utf-8")
    return tomllib.loads(text)


def sections_of(blocks: Sequence[Block], title: str | None) -> list[Section]:
    """Split blocks into sections, tables left out; a leading repetition of the title too."""
    sections: list[tuple[str, list[str]]] = [("", [])]
    folded_title = fold(title or "")
    for block in blocks:
        if isinstance(block, Grid):
            continue
        text = block.text.strip()
        if not text or (fold(text) == folded_title and len(sections) == 1):
            continue
        heading, rest = _heading(block, text)
        if heading is not None:
            sections.append((heading, [rest] if rest else []))
        else:
            sections[-1][1].append(text)
    return [Section(heading, "\n".join(lines)) for heading, lines in sections if heading or lines]


def _heading(block: Block, text: str) -> tuple[str | None, str]:
    folded = fold(text)
    if _CHAPTER.match(folded) and len(folded) <= _LONGEST_HEADING and "。" not in folded:
        return text, ""
    if isinstance(block, Heading):
        return (text, "") if len(folded) <= _LONGEST_HEADING else (None, text)
    first, _, rest = text.partition("\n")
    if not rest:
        match = re.match(r"^(\S{4,30})[ \u3000\u00a0]+(.+)$", text, re.DOTALL)
        first, rest = (match.group(1), match.group(2)) if match else (text, "")
    if rest and _CHAPTER.match(fold(first)) and kind_of_heading(first) is not None:
        return first, rest.strip()
    return None, text


@cache
def kind_of_heading(heading: str) -> str | None:
    """Return overview, problems or other_matters by what a heading says, else null."""
    words = normalise(heading)
    if not words or (not ordinal_of(heading) and len(words) > _LONGEST_HEADING // 2):
        return None
    best: tuple[int, str] | None = None
    for kind, phrases in narrative_rules()["headings"].items():
        for phrase in phrases:
            wanted = normalise(phrase)
            if wanted in words and (best is None or len(wanted) > best[0]):
                best = (len(wanted), kind)
    return best[1] if best is not None else None


def narrative_of(sections: Sequence[Section], kind: str) -> str | None:
    """Return the text under the headings of one kind, null where there is none."""
    texts = [
        section.text
        for section in sections
        if section.heading and kind_of_heading(section.heading) == kind
    ]
    return "\n".join(texts) if texts else None


def period_year(sections: Sequence[Section]) -> int | None:
    """Return the year of the printed period of statistics (统计期限), null where none is whole."""
    for section in sections:
        for match in _PERIOD.finditer(fold(section.text)):
            first, last = match.group(1), match.group(2)
            if last is None or last == first:
                return int(first)
    return None


def body_names(sections: Sequence[Section]) -> tuple[str, ...]:
    """Return names that the opening paragraphs give to the body that reports."""
    names: list[str] = []
    for section in sections[:1]:
        text = fold(section.text)
        for pattern in _BODY_NAMES:
            names += [match.group(1) for match in pattern.finditer(text)]
        opened = map(_OPENING_NAME.match, map(fold, section.text.splitlines()))
        names += [match.group(1) for match in opened if match is not None]
    return tuple(dict.fromkeys(name for name in names if name))
