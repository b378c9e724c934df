"""The page around the tables: prose of other years, headings, metas, titles, lost tables."""

from __future__ import annotations

import random
import re
from typing import Final

from crawler.simulation.mess.grid import report_tables
from crawler.simulation.mess.page import (
    Page,
    PrintedHeading,
    PrintedReport,
    PrintedTable,
    PrintedText,
)

_HALF: Final = 0.5
_OTHER_YEARS: Final = (
    "上年度共收到政府信息公开申请{n}件，本年度较上年增加{m}件，增长{p}%。",
    "{before}年收到政府信息公开申请{n}件，今年同比下降{p}%。",
    "自2008年《条例》实施以来，累计收到政府信息公开申请{c}件。",
    "与上一年度相比，申请数量减少{m}件；2008年以来累计受理申请{c}件，累计予以公开{d}件。",
    "去年因政府信息公开被申请行政复议{m}件，被提起行政诉讼{k}件。",
    "上年度予以公开{n}件、部分公开{m}件，历年累计公开答复{c}件。",
)


def prose_of_other_years(rng: random.Random, page: Page) -> bool:
    """Tell counts of the year before, a rise, and cumulative counts beside this year's."""
    done = False
    for report in page.reports:
        year = int(str(report.fields["year"]))
        texts = [
            block
            for block in report.blocks
            if isinstance(block, PrintedText) and "申请" in block.text
        ]
        for block in texts[1:2] or texts[:1]:
            for sentence in rng.sample(_OTHER_YEARS, rng.randint(1, 3)):
                block.text += sentence.format(
                    before=year - 1,
                    n=rng.randint(20, 900),
                    m=rng.randint(1, 60),
                    p=rng.randint(1, 99),
                    c=rng.randint(1000, 20000),
                    d=rng.randint(100, 900),
                    k=rng.randint(1, 9),
                )
            done = True
    return done


_HEADINGS: Final = {
    "一、总体情况": ("一、总体情况概述", "一、概况"),
    "二、主动公开政府信息情况": ("二、主动公开情况", "二、行政机关主动公开政府信息情况"),
    "三、收到和处理政府信息公开申请情况": (
        "三、行政机关收到和处理政府信息公开申请情况",
        "三、依申请公开情况",
    ),
    "四、政府信息公开行政复议、行政诉讼情况": (
        "四、因政府信息公开工作被申请行政复议、提起行政诉讼情况",
        "四、行政复议、行政诉讼情况",
    ),
    "五、存在的主要问题及改进情况": (
        "五、存在的主要问题及整改措施",
        "五、政府信息公开工作存在的主要问题及改进情况",
    ),
    "六、其他需要报告的事项": ("六、其他事项", "六、需要报告的其他事项"),
}
_HEADING_NUMBER: Final = re.compile(r"^[一二三四五六]、")


def other_headings(rng: random.Random, page: Page) -> bool:
    """Word the headings of sections otherwise."""
    done = False
    for report in page.reports:
        for block in report.blocks:
            if isinstance(block, PrintedHeading) and block.text in _HEADINGS:
                block.text = rng.choice(_HEADINGS[block.text])
                done = True
    return done


def headings_without_numbers(_rng: random.Random, page: Page) -> bool:
    """Print the headings of sections without 一、二、三."""
    done = False
    for report in page.reports:
        for block in report.blocks:
            if isinstance(block, PrintedHeading):
                block.text = _HEADING_NUMBER.sub("", block.text)
                done = True
    return done


def table_dropped(rng: random.Random, page: Page) -> bool:
    """Leave out one whole table of a report: it is partial."""
    done = False
    for report in page.reports:
        tables = list(report_tables(report))
        if len(tables) > 1:
            _drop(report, rng.choice(tables))
            done = True
    return done


def _drop(report: PrintedReport, table: PrintedTable) -> None:
    place = next(number for number, block in enumerate(report.blocks) if block is table)
    report.blocks[place] = PrintedText("相关情况详见附件。")


def unrendered_template(rng: random.Random, page: Page) -> bool:
    """Leave the title to a template that nobody rendered; the publisher stands in its place."""
    if len(page.reports) > 1:
        return False
    mark = rng.choice(("{{ title }}", "{{article.title}}", "{title}", "<%=title%>"))
    page.title = mark
    page.metas = {**page.metas, "ArticleTitle": mark}
    name = str(page.reports[0].fields["agency_name"])
    page.printed = [pair for pair in page.printed if pair[1] != name]
    page.printed.insert(0, ("发布机构", name))
    return True


def title_without_place(_rng: random.Random, page: Page) -> bool:
    """Print only the tail of the name in the title (财政局); the publisher is named in full."""
    if len(page.reports) > 1:
        return False
    name = str(page.reports[0].fields["agency_name"])
    tail = _tail(name)
    if not tail or name not in page.title:
        return False
    page.title = page.title.replace(name, tail)
    if "ArticleTitle" in page.metas:
        page.metas["ArticleTitle"] = page.title
    page.printed = [pair for pair in page.printed if pair[1] != name]
    page.printed.insert(0, ("发布机构", name))
    return True


_TAIL: Final = re.compile(r"(?:市|县|区|旗)((?:[\u4e00-\u9fff]{2,9})(?:局|办公室|街道办事处))$")


def _tail(name: str) -> str:
    found = _TAIL.search(name)
    tail = found[1] if found and not name.startswith("国家") else ""
    return "" if re.search("[市县区旗]", tail) else tail


_ABOLISHED: Final = ("5101320001", "3202000000", "0000000000", "")


def stale_metas(rng: random.Random, page: Page) -> bool:
    """Leave meta tags of another time or of the template: site codes, columns, sources."""
    page.metas = {
        **page.metas,
        "SiteIDCode": rng.choice(_ABOLISHED),
        "ColumnName": rng.choice(("头部", "首页", "政策文件")),
        "ColumnType": "",
        "ContentSource": rng.choice(("本站", "网站管理员", "")),
        "others": "页面生成时间 2016-05-28 15:46:43",
    }
    if rng.random() < _HALF:
        page.metas.pop("ArticleTitle", None)
    return True


def no_metas(_rng: random.Random, page: Page) -> bool:
    """Print no meta tags at all."""
    found = bool(page.metas)
    page.metas = {}
    return found


def date_in_meta_only(_rng: random.Random, page: Page) -> bool:
    """Print the date of publication nowhere but in a meta tag."""
    if "PubDate" not in page.metas:
        return False
    page.printed = [pair for pair in page.printed if pair[0] != "发布日期"]
    return True


def section_lines_lost(_rng: random.Random, page: Page) -> bool:
    """Leave out the headings above the tables."""
    done = False
    for report in page.reports:
        blocks = report.blocks
        kept = [
            block
            for number, block in enumerate(blocks)
            if not (
                isinstance(block, PrintedHeading)
                and block.level > 1
                and number + 1 < len(blocks)
                and isinstance(blocks[number + 1], PrintedTable)
                and report.fields["template"] in {"2019", "2021"}
            )
        ]
        done |= len(kept) < len(blocks)
        report.blocks = kept
    return done
