"""Undamaged pages: a body that reports, its figures, its prose, as published."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

from crawler.simulation.forms import PROACTIVE_2019, PROACTIVE_2021, request_lines
from crawler.simulation.mess import tables
from crawler.simulation.mess.bodies import Body, draw_body
from crawler.simulation.mess.judgement import settle
from crawler.simulation.mess.narrative import tell, tell_2014
from crawler.simulation.mess.numbers import (
    draw_disputes,
    draw_local,
    draw_proactive,
    draw_requests,
    draw_statistics,
)
from crawler.simulation.mess.page import Page, PrintedBlock, PrintedReport
from crawler.simulation.model import credit_code

Template = Literal["2021", "2019", "2014", "local"]

#: Forms with their shares of the reports, and the years in which they are filled in.
_FORMS: Final[tuple[tuple[Template, float, tuple[int, int]], ...]] = (
    ("2021", 45, (2021, 2024)),
    ("2019", 35, (2019, 2020)),
    ("2014", 15, (2014, 2018)),
    ("local", 5, (2008, 2018)),
)
_FIRST_DAY: Final = 5
_LAST_DAY: Final = 90
_SHARE_INDEX: Final = 0.3
_SHARE_WITHOUT_PUBLISHER: Final = 0.2
_SHARE_WITH_UNIT: Final = 0.5


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above a report: whose, which year, title, date."""

    body: Body
    year: int
    title: str
    published_on: dt.date


def plain_page(rng: random.Random) -> Page:
    """Draw an undamaged page with one report, its truth settled."""
    page = draw_page(rng)
    settle(page)
    return page


def draw_page(rng: random.Random) -> Page:
    """Draw the same page without the fields that follow from what it prints."""
    (template, _share, years), *_ = rng.choices(_FORMS, [share for _, share, _ in _FORMS])
    head = draw_head(rng, rng.randint(*years))
    return Page(
        title=head.title,
        reports=[draw_report(rng, head, template)],
        url=_url(rng, head),
        published_on=head.published_on,
        metas=_metas(rng, head),
        printed=_printed(rng, head),
    )


def draw_head(rng: random.Random, year: int) -> Head:
    """Draw whose report it is, its title and its date."""
    body = draw_body(rng, year)
    return head_of(rng, body, year)


def head_of(rng: random.Random, body: Body, year: int) -> Head:
    """Draw title and date of the report of ``body`` for ``year``."""
    day = dt.date(year + 1, 1, 1) + dt.timedelta(days=rng.randint(_FIRST_DAY, _LAST_DAY))
    return Head(body, year, _title(rng, body, year), day)


_TITLES: Final = (
    "{year}年{name}政府信息公开工作年度报告",
    "{name}{year}年政府信息公开年度报告",
    "{name}{year}年度政府信息公开工作年度报告",
    "{name}政府信息公开工作{year}年度报告",
    "{name}{year}年政府信息公开工作年度报告",
    "{year}年度{name}政府信息公开年度报告",
)


def _title(rng: random.Random, body: Body, year: int) -> str:
    if body.is_government and rng.random() < _SHARE_DIVISION_TITLES:
        return f"{year}年{body.place}政府信息公开工作年度报告"
    return rng.choice(_TITLES).format(year=year, name=body.name)


_SHARE_DIVISION_TITLES: Final = 0.25


def draw_report(rng: random.Random, head: Head, template: Template) -> PrintedReport:
    """Draw the figures and the prose of one report."""
    return PrintedReport(
        _BLOCKS[template](rng, head.body.name, head.year),
        {
            "year": head.year,
            "agency_name": head.body.name,
            "region_code": head.body.region_code,
            "level": head.body.level,
            "scope": head.body.scope,
            "template": template,
            "published_on": head.published_on.isoformat(),
        },
    )


def _blocks_2021(rng: random.Random, name: str, year: int) -> list[PrintedBlock]:
    return _blocks(rng, name, year, "2021")


def _blocks_2019(rng: random.Random, name: str, year: int) -> list[PrintedBlock]:
    return _blocks(rng, name, year, "2019")


def _blocks(rng: random.Random, name: str, year: int, template: Template) -> list[PrintedBlock]:
    blocks = PROACTIVE_2019 if template == "2019" else PROACTIVE_2021
    single = template == "2019"
    requests = draw_requests(rng, [line.item for line in request_lines(single_other=single)])
    disputes = draw_disputes(rng)
    unit = "万元" if rng.random() < _SHARE_WITH_UNIT else None
    printed = {
        "proactive": tables.proactive_table(draw_proactive(rng, blocks), blocks, unit=unit),
        "requests": tables.requests_table(requests, single_other=single),
        "disputes": tables.disputes_table(disputes),
    }
    return tell(rng, name, year, (requests, disputes), printed)


def _blocks_2014(rng: random.Random, name: str, year: int) -> list[PrintedBlock]:
    figures = draw_statistics(rng)
    return tell_2014(rng, name, year, figures, tables.statistics_table(rng, figures))


def _blocks_local(rng: random.Random, name: str, year: int) -> list[PrintedBlock]:
    figures = draw_local(rng, [line.key for line in tables.LOCAL], tables.LOCAL_SUMS)
    of_year: dict[str, float] = {key: pair[0] for key, pair in figures.items()}
    return tell_2014(rng, name, year, of_year, tables.local_table(figures, year))


_BLOCKS: Final[dict[Template, Callable[[random.Random, str, int], list[PrintedBlock]]]] = {
    "2021": _blocks_2021,
    "2019": _blocks_2019,
    "2014": _blocks_2014,
    "local": _blocks_local,
}


def _url(rng: random.Random, head: Head) -> str:
    day = head.published_on
    host = f"www.x{head.body.region_code}.gov.cn"
    number = rng.randint(100000, 9999999)
    path = rng.choice(
        (
            f"art/{day.year}/{day.month}/{day.day}/art_{number % 9973}_{number}.html",
            f"zfxxgk/zfxxgknb/{day:%Y%m}/t{day:%Y%m%d}_{number}.html",
            f"info/{number % 997}/{number}.htm",
            f"xxgk/gknb/{day:%Y%m}/{rng.getrandbits(128):032x}.shtml",
        )
    )
    return f"http://{host}/{path}"


def _metas(rng: random.Random, head: Head) -> dict[str, str]:
    body, day = head.body, head.published_on
    digits = f"{rng.randint(1, 89):04d}"
    site = (
        f"bm{rng.randint(10, 99)}0000{digits[2:]}"
        if body.site_code == "bm"
        else body.site_code + digits
    )
    return {
        "SiteName": f"{body.place or body.name}政府信息公开平台",
        "SiteIDCode": site,
        "ColumnName": "政府信息公开年报",
        "ColumnType": "信息公开年报",
        "ArticleTitle": head.title,
        "PubDate": f"{day.isoformat()} {rng.randint(8, 17):02d}:{rng.randint(0, 59):02d}",
        "ContentSource": body.name,
    }


def _printed(rng: random.Random, head: Head) -> list[tuple[str, str]]:
    body, day = head.body, head.published_on
    pairs: list[tuple[str, str]] = []
    if rng.random() < _SHARE_INDEX and body.site_code != "bm":
        code = credit_code(f"11{body.region_code}", f"{rng.randint(10000000, 99999999)}")
        pairs.append(("索引号", f"{code}/{day.year}-{rng.randint(1, 9999):05d}"))
    if rng.random() >= _SHARE_WITHOUT_PUBLISHER:
        pairs.append((rng.choice(("发布机构", "信息来源")), body.name))
    date = rng.choice(
        (
            day.isoformat(),
            f"{day.isoformat()} {rng.randint(8, 17):02d}:{rng.randint(0, 59):02d}",
            f"{day.year}年{day.month}月{day.day}日",
            f"{day.year}年{day.month:02d}月{day.day:02d}日",
            f"{day.year}/{day.month:02d}/{day.day:02d}",
        )
    )
    pairs.append(("发布日期", date))
    return pairs
