"""What the pages of the country say: reports with small but complete tables, and the rest.

A body is drawn from its description alone, so it is the same whenever it is asked for. The
tables are those of :mod:`crawler.simulation`; nothing here reads what the data half knows.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from crawler.simulation.country.model import Body, Kind
from crawler.simulation.figures import Figures, draw_figures, plain
from crawler.simulation.forms import Form
from crawler.simulation.layout import (
    DISPUTES_HEAD_ROWS,
    REQUESTS_HEAD_ROWS,
    disputes_table,
    proactive_tables,
    requests_table,
    statistics_table,
)
from crawler.simulation.markup import BARE, HEADS, PARAGRAPHS, WORD_SPANS, write_table
from crawler.simulation.places import Agency, Plan
from crawler.simulation.places import Division as Place
from crawler.simulation.prose import Section, tell

_STYLES: Final = (PARAGRAPHS, WORD_SPANS, HEADS, BARE)
_FIRST_2019: Final = 2019
_FIRST_2021: Final = 2021
#: By how much one variant of a report differs from the one before.
_STEP: Final = 7
_KEPT: Final = 4096
_FIGURES_KEPT: Final = 1024


def form_of(year: int) -> Form:
    """Return the official form of a reporting year."""
    if year < _FIRST_2019:
        return "2014"
    return "2019" if year < _FIRST_2021 else "2021"


def telling_cell(year: int) -> str:
    """Return table and column of the number by which the variants of a report differ.

    ``statistics`` items and ``proactive`` columns, in the names of the dataset.
    """
    return "statistics/via_wechat" if form_of(year) == "2014" else "proactive/penalty_decisions"


def telling_number(body: Body) -> int:
    """Return the number at :func:`telling_cell` that a report prints."""
    figures = _figures(replace(body, is_worse=False))
    row = figures.statistics or figures.proactive
    return int(row[_cell_name(figures)].value or 0)


@lru_cache(maxsize=_KEPT)
def html_of(body: Body) -> str:
    """Return the body of a page as markup: what stands between the title and the footer."""
    if body.kind == "report":
        return _report(body)
    paragraphs = _OTHERS[body.kind](body.agency, body.year or body.signed_on.year - 1)
    return "\n".join(f"<p>{text}</p>" for text in paragraphs)


def _report(body: Body) -> str:
    year = body.year or body.signed_on.year - 1
    figures = _figures(body)
    agency = Agency(body.agency, _ANYWHERE, "county")
    rng = random.Random(f"{body.seed}/{body.agency}/{year}/prose")
    narrative = tell(Plan("", year, figures.form, prose="received"), agency, figures, rng)
    parts = [f"<p>{narrative.opening}</p>"]
    for section in narrative.sections:
        parts += _section(section, figures, body)
    day = body.signed_on
    parts.append(f'<p style="text-align: right;">{body.agency}</p>')
    parts.append(f'<p style="text-align: right;">{day.year}年{day.month}月{day.day}日</p>')
    return "\n".join(parts)


#: The narrative asks for a place only where it counts rules, which these agencies do not make.
_ANYWHERE: Final = Place("000000", "", "", "000000")


def _section(section: Section, figures: Figures, body: Body) -> list[str]:
    parts = [f"<p><strong>{section.heading}</strong></p>"]
    parts += [f"<p>{text}</p>" for text in section.paragraphs]
    if section.table and not body.is_worse:
        parts.append(_TABLES[section.table](figures, body.seed))
    return parts


def _style(seed: int) -> int:
    return seed % len(_STYLES)


def _proactive(figures: Figures, seed: int) -> str:
    rows = [row for block in proactive_tables(figures, uneven=False) for row in block]
    return write_table(rows, _STYLES[_style(seed)])


def _requests(figures: Figures, seed: int) -> str:
    return write_table(requests_table(figures), _STYLES[_style(seed)], head_rows=REQUESTS_HEAD_ROWS)


def _disputes(figures: Figures, seed: int) -> str:
    return write_table(disputes_table(figures), _STYLES[_style(seed)], head_rows=DISPUTES_HEAD_ROWS)


def _statistics(figures: Figures, seed: int) -> str:
    rows = statistics_table(figures, group_fill=None, indent="")
    return write_table(rows, _STYLES[_style(seed)], head_rows=1)


_TABLES: Final[Mapping[str, Callable[[Figures, int], str]]] = MappingProxyType(
    {
        "proactive": _proactive,
        "requests": _requests,
        "disputes": _disputes,
        "statistics": _statistics,
    }
)


@lru_cache(maxsize=_FIGURES_KEPT)
def _figures(body: Body) -> Figures:
    """Draw the figures of a report; the first text of a year is the same at every address."""
    year = body.year or body.signed_on.year - 1
    rng = random.Random(f"{body.seed}/{body.agency}/{year}")
    form = form_of(year)
    figures = draw_figures(rng, form, single_other=form == "2019")
    figures.procurement_unit = "header"
    row = figures.statistics or figures.proactive
    name = _cell_name(figures)
    row[name] = plain(int(row[name].value or 0) + _STEP * body.variant)
    return figures


def _cell_name(figures: Figures) -> str:
    return "via_wechat" if figures.statistics else "penalty_decisions"


def _notice(_agency: str, year: int) -> tuple[str, ...]:
    return (
        "各有关单位：",
        f"现就做好{year}年度政府信息公开工作年度报告编制工作通知如下。",
        "一、高度重视，按照统一格式认真编制。二、严格审核，确保内容真实准确。",
    )


def _plan(agency: str, year: int) -> tuple[str, ...]:
    return (f"{agency}{year}年政务公开工作要点如下。", "一、加强重点领域信息公开。二、优化服务。")


def _infographic(agency: str, year: int) -> tuple[str, ...]:
    return (
        f"一图读懂{agency}{year}年度政府信息公开工作，详见图片。",
        '<img src="/images/tujie.png" alt="" />',
    )


def _summary(agency: str, year: int) -> tuple[str, ...]:
    return (f"{year}年，{agency}扎实推进政府信息公开工作，现将年度报告要点摘录如下。",)


def _not_ogi(agency: str, year: int) -> tuple[str, ...]:
    return (
        f"{year}年，{agency}认真落实有关要求，各项工作取得新进展。",
        "一、主要举措和成效。二、存在的不足和原因。三、下一步打算。",
    )


_OTHERS: Final[Mapping[Kind, Callable[[str, int], tuple[str, ...]]]] = MappingProxyType(
    {
        "notice": _notice,
        "plan": _plan,
        "infographic": _infographic,
        "summary": _summary,
        "not_ogi": _not_ogi,
    }
)
