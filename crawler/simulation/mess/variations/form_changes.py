"""Which form is printed: the other form's rows and columns, other years, several reports."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from typing import Final

from crawler.simulation.forms import PROACTIVE_2019
from crawler.simulation.mess.bodies import neighbour
from crawler.simulation.mess.draw import Template, draw_report, head_of
from crawler.simulation.mess.grid import collapse, expand, find_tables, tables_of
from crawler.simulation.mess.numbers import draw_proactive
from crawler.simulation.mess.page import (
    Meaning,
    Page,
    PrintedCell,
    PrintedHeading,
    PrintedReport,
    PrintedTable,
    PrintedText,
    Target,
)
from crawler.simulation.mess.tables import block_rows

_THREE_OTHERS: Final = ("other_not_corrected", "other_fee_unpaid", "other_other")
_OTHER_LABEL: Final = "（六）其他处理"
#: A year, but not that of a document's number (〔2019〕60号).
_YEAR: Final = re.compile(r"(?<![\d〔])(20[0-3]\d)(?!\d|〕)")


def single_other_row(_rng: random.Random, page: Page) -> bool:
    """Print the one row 其他处理 of the 2019 form in a report on the 2021 form."""
    done = False
    for table in find_tables(page, "requests"):
        matrix = expand(table)
        rows = [row for row, line in enumerate(matrix) if _item(line) in _THREE_OTHERS]
        if len(rows) != len(_THREE_OTHERS):
            continue
        lines = [matrix[row] for row in rows]
        group, line_label = lines[0][1], lines[0][2]
        label = PrintedCell(_OTHER_LABEL)
        matrix[rows[0]] = [
            _added([line[place] for line in lines])
            if cell.targets
            else (label if cell is group or cell is line_label else cell)
            for place, cell in enumerate(lines[0])
        ]
        del matrix[rows[1] : rows[-1] + 1]
        table.rows = collapse(matrix)
        done = True
    return done


def _item(line: list[PrintedCell]) -> str:
    return next((target.item for cell in line for target in cell.targets), "")


def _added(cells: list[PrintedCell]) -> PrintedCell:
    """Return one cell with the sum of several."""
    total = sum(int(cell.text) for cell in cells)
    (target,) = cells[0].targets
    return PrintedCell(
        str(total), targets={Target("requests", "other_handling", target.column): Meaning(total)}
    )


def mixed_headers(rng: random.Random, page: Page) -> bool:
    """Print 第（五）项 or 第（六）项 of a 2021 form with the three columns of 2019."""
    block = rng.choice((PROACTIVE_2019[1], PROACTIVE_2019[2]))
    done = False
    for table in find_tables(page, "proactive"):
        heads = [number for number, row in enumerate(table.rows) if len(row) == 1]
        texts = [table.rows[number][0].text for number in heads]
        if "现行有效件数" not in _texts(table) or block.heading not in texts:
            continue
        start = heads[texts.index(block.heading)]
        end = min((head for head in heads if head > start), default=len(table.rows))
        table.rows[start:end] = block_rows(block, draw_proactive(rng, [block]), None)
        done = True
    return done


def _texts(table: PrintedTable) -> set[str]:
    return {cell.text for row in table.rows for cell in row}


def late_2019_form(rng: random.Random, page: Page) -> bool:
    """Fill in the 2019 form for a later year."""
    if any(report.fields["template"] != "2019" for report in page.reports):
        return False
    if (page.published_on.month, page.published_on.day) == _LEAP_DAY:
        return False  # the later year has no such day
    year = int(str(page.reports[0].fields["year"]))
    shift_years(page, rng.randint(_LATE[0], _LATE[1]) - year)
    return True


#: Years of the 2021 form.
_LATE: Final = (2021, 2023)
_LEAP_DAY: Final = (2, 29)


def shift_years(page: Page, by: int) -> None:
    """Move a page and all that it tells by some years."""

    def later(text: str) -> str:
        return _YEAR.sub(lambda found: str(int(found[1]) + by), text)

    page.title, page.url = later(page.title), later(page.url)
    page.metas = {name: later(value) for name, value in page.metas.items()}
    page.printed = [(label, later(value)) for label, value in page.printed]
    page.published_on = page.published_on.replace(year=page.published_on.year + by)
    for cell in (cell for table in tables_of(page) for row in table.rows for cell in row):
        cell.text = later(cell.text) if not cell.targets else cell.text
    for block in _told(page):
        block.text = later(block.text)
    for report in page.reports:
        report.fields["year"] = int(str(report.fields["year"])) + by
        report.fields["published_on"] = page.published_on.isoformat()


def _told(page: Page) -> Iterator[PrintedText | PrintedHeading]:
    for report in page.reports:
        for block in report.blocks:
            if not isinstance(block, PrintedTable):
                yield block


def several_reports(rng: random.Random, page: Page) -> bool:
    """Print the reports of one or two other bodies of the place on the same page."""
    first = page.reports[0]
    year = int(str(first.fields["year"]))
    template = _template(first.fields["template"])
    if template == "local":
        return False
    others: list[PrintedReport] = []
    names = {first.fields["agency_name"]}
    for _ in range(rng.randint(1, 2)):
        body = neighbour(rng, str(first.fields["region_code"]), year)
        if body is None or body.name in names:
            continue
        names.add(body.name)
        head = head_of(rng, body, year)
        report = draw_report(rng, head, template)
        report.blocks.insert(0, PrintedHeading(head.title, 1))
        report.fields["published_on"] = first.fields["published_on"]
        others.append(report)
    if not others:
        return False
    first.blocks.insert(0, PrintedHeading(page.title, 1))
    page.reports += others
    page.title = f"{year}年政府信息公开工作年度报告汇编"
    page.printed = [pair for pair in page.printed if pair[0] == "发布日期"]
    page.metas = {
        name: value
        for name, value in page.metas.items()
        if name not in {"ArticleTitle", "ContentSource"}
    }
    return True


def _template(found: object) -> Template:
    match found:
        case "2014" | "2019" | "2021":
            return found
        case _:
            return "local"
