"""The shape of tables: split, joined, spans lost or torn, empty rows and columns, other rows."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Final

from crawler.simulation.mess.grid import (
    Matrix,
    clone,
    collapse,
    expand,
    find_tables,
    line_rows,
    names_in,
    report_tables,
    tables_of,
)
from crawler.simulation.mess.page import (
    Page,
    PrintedBlock,
    PrintedCell,
    PrintedHeading,
    PrintedReport,
    PrintedTable,
    PrintedText,
)

_HALF: Final = 0.5
_SHORTEST_CUT: Final = 4


def _replace(report: PrintedReport, old: PrintedTable, new: Sequence[PrintedBlock]) -> None:
    place = next(number for number, block in enumerate(report.blocks) if block is old)
    report.blocks[place : place + 1] = new


def _reports_with(page: Page, name: str) -> list[tuple[PrintedReport, PrintedTable]]:
    return [
        (report, table)
        for report in page.reports
        for table in report_tables(report)
        if name in names_in(table)
    ]


def _head_height(matrix: Matrix) -> int:
    rows = line_rows(matrix)
    return rows[0] if rows else len(matrix)


def split_section_two(_rng: random.Random, page: Page) -> bool:
    """Print each article of section two as a table of its own."""
    found = _reports_with(page, "proactive")
    for report, table in found:
        parts: list[list[list[PrintedCell]]] = []
        for row in table.rows:
            if len(row) == 1 or not parts:
                parts.append([])
            parts[-1].append(row)
        _replace(report, table, [PrintedTable(part) for part in parts])
    return bool(found)


def split_requests(rng: random.Random, page: Page) -> bool:
    """Cut section three into two or three tables, with the header repeated or without it."""
    found = _reports_with(page, "requests")
    repeat, empty = rng.random() < _HALF, rng.random() < _HALF
    for report, table in found:
        matrix = expand(table)
        height = _head_height(matrix)
        cuts = sorted(rng.sample(line_rows(matrix)[2:-1], rng.randint(1, 2)))
        head = matrix[:height]
        parts: list[PrintedBlock] = []
        for start, end in zip([0, *cuts], [*cuts, len(matrix)], strict=True):
            part = _detached(matrix[start:end], empty=empty and start > 0, before=matrix[:start])
            if start and repeat:
                part = [*_detached(head, empty=False, before=[]), *part]
            parts.append(PrintedTable(collapse(part)))
        _replace(report, table, parts)
    return bool(found)


def _detached(part: Matrix, *, empty: bool, before: Matrix) -> Matrix:
    """Return a part with cells of its own; a label that began before may be left empty."""
    begun = {id(cell) for line in before[-1:] for cell in line}
    made: dict[int, PrintedCell] = {}

    def own(cell: PrintedCell) -> PrintedCell:
        if id(cell) not in made:
            made[id(cell)] = clone(cell)
            if empty and id(cell) in begun and not cell.targets:
                made[id(cell)].text = ""
        return made[id(cell)]

    return [[own(cell) for cell in line] for line in part]


def split_disputes(_rng: random.Random, page: Page) -> bool:
    """Print 行政复议 and 行政诉讼 as two tables."""
    found = _reports_with(page, "disputes")
    for report, table in found:
        matrix = expand(table)
        cut = max(
            sum(any(target.item == "reconsideration" for target in cell.targets) for cell in line)
            for line in matrix
        )
        sides = ([line[:cut] for line in matrix], [line[cut:] for line in matrix])
        _replace(report, table, [PrintedTable(_without_idle(collapse(side))) for side in sides])
    return bool(found)


def _without_idle(rows: list[list[PrintedCell]]) -> list[list[PrintedCell]]:
    """Drop rows in which no cell begins, and the spans that covered them."""
    for number in range(len(rows) - 1, -1, -1):
        if rows[number]:
            continue
        for above, row in enumerate(rows[:number]):
            for cell in row:
                cell.rowspan -= above + cell.rowspan > number
        del rows[number]
    return rows


def joined_tables(_rng: random.Random, page: Page) -> bool:
    """Print the three tables of a report as one, the headings as rows of it."""
    done = False
    for report in page.reports:
        tables = list(report_tables(report))
        if len(tables) < 2:  # noqa: PLR2004 - there is nothing to join
            continue
        first, last = (
            next(n for n, block in enumerate(report.blocks) if block is table)
            for table in (tables[0], tables[-1])
        )
        width = max(len(line) for table in tables for line in expand(table))
        rows: list[list[PrintedCell]] = []
        for block in report.blocks[first : last + 1]:
            if isinstance(block, PrintedTable):
                rows += collapse(_widened(expand(block), width))
            else:
                rows.append([PrintedCell(block.text, colspan=width, header=True)])
        report.blocks[first : last + 1] = [PrintedTable(rows)]
        done = True
    return done


def _widened(matrix: Matrix, width: int) -> Matrix:
    return [[*[line[0]] * (width - len(line)), *line] for line in matrix]


def header_cut(rng: random.Random, page: Page) -> bool:
    """Cut the labels of a header over two rows: 商业 in one cell, 企业 in the cell below."""
    tables = [*find_tables(page, "requests"), *find_tables(page, "disputes")]
    chosen = tables if rng.random() < _HALF else tables[:1]
    for table in chosen:
        matrix = expand(table)
        row = _head_height(matrix) - 1
        below = [_cut(cell, matrix, row) for cell in matrix[row]]
        matrix.insert(row + 1, below)
        table.rows = collapse(matrix)
    return bool(chosen)


def _cut(cell: PrintedCell, matrix: Matrix, row: int) -> PrintedCell:
    """Take the second half of a label off; a cell that spans, or a short one, goes on below."""
    spans = row > 0 and any(cell is other for other in matrix[row - 1])
    if spans or len(cell.text) < _SHORTEST_CUT or sum(cell is o for o in matrix[row]) > 1:
        return cell
    half = len(cell.text) // 2
    rest = clone(cell)
    cell.text, rest.text = cell.text[:half], cell.text[half:]
    return rest


def split_groups(rng: random.Random, page: Page) -> bool:
    """Print one or two groups as two cells with the same label."""

    def change(matrix: Matrix) -> bool:
        groups = _groups(matrix)
        for cell, rows in rng.sample(groups, min(len(groups), rng.randint(1, 2))):
            again = clone(cell)
            for row in rows[rng.randrange(1, len(rows)) :]:
                matrix[row] = [again if other is cell else other for other in matrix[row]]
        return bool(groups)

    return _change(page, change)


def unspanned_groups(rng: random.Random, page: Page) -> bool:
    """Print the label of each group in every line, or in its first line above empty cells."""
    repeat = rng.random() < _HALF

    def change(matrix: Matrix) -> bool:
        groups = _groups(matrix)
        for cell, rows in groups:
            for row in rows[1:]:
                again = clone(cell) if repeat else PrintedCell("")
                matrix[row] = [again if other is cell else other for other in matrix[row]]
        return bool(groups)

    return _change(page, change)


def spans_lost(_rng: random.Random, page: Page) -> bool:
    """Print every label in the first of its places and leave the others empty."""

    def change(matrix: Matrix) -> bool:
        seen: set[int] = set()
        for line in matrix:
            for place, cell in enumerate(line):
                if id(cell) in seen and not cell.targets:
                    line[place] = PrintedCell("", header=cell.header)
                seen.add(id(cell))
        return True

    return _change(page, change)


def _groups(matrix: Matrix) -> list[tuple[PrintedCell, list[int]]]:
    """Labels that stand beside several lines, with the rows of these."""
    found: dict[int, tuple[PrintedCell, list[int]]] = {}
    for row in line_rows(matrix):
        for cell in {id(cell): cell for cell in matrix[row] if not cell.targets}.values():
            found.setdefault(id(cell), (cell, []))[1].append(row)
    return [(cell, rows) for cell, rows in found.values() if len(rows) > 1 and cell.text]


def _change(page: Page, change: Callable[[Matrix], bool]) -> bool:
    """Change the matrix of every table of section three or four."""
    done = False
    for table in [*find_tables(page, "requests"), *find_tables(page, "disputes")]:
        matrix = expand(table)
        if change(matrix):
            table.rows = collapse(matrix)
            done = True
    return done


def empty_columns(rng: random.Random, page: Page) -> bool:
    """Add empty columns to the left, to the right, or on both sides."""
    left, right = rng.choice(((1, 0), (0, 1), (0, 2), (1, 1), (2, 1)))
    found = list(tables_of(page))
    for table in found:
        for row in table.rows:
            row[:0] = [PrintedCell("") for _ in range(left)]
            row += [PrintedCell("") for _ in range(right)]
    return bool(found)


def empty_rows(rng: random.Random, page: Page) -> bool:
    """Put empty rows between lines."""
    found = [table for table in tables_of(page) if names_in(table)]
    for table in found:
        matrix = expand(table)
        for row in sorted(rng.sample(line_rows(matrix), 1), reverse=True):
            above = matrix[row - 1]
            line = [
                cell if any(cell is other for other in above) else PrintedCell("")
                for cell in matrix[row]
            ]
            matrix.insert(row, line)
        table.rows = collapse(matrix)
    return bool(found)


def uneven_spans(_rng: random.Random, page: Page) -> bool:
    """Let the lines of section two disagree with their headers about the columns (上海 2019)."""
    done = False
    for table in find_tables(page, "proactive"):
        if any(cell.rowspan > 1 for row in table.rows for cell in row):
            continue
        for row in table.rows:
            line = any(cell.targets for cell in row)
            for cell, span in zip(row, _UNEVEN[len(row), line], strict=True):
                cell.colspan = span
        done = True
    return done


#: Spans by the number of cells in a row and whether it is a line of values.
_UNEVEN: Final = {
    (1, False): (5,),
    (2, False): (1, 4),
    (2, True): (1, 4),
    (3, False): (1, 2, 2),
    (3, True): (1, 2, 2),
    (4, False): (1, 1, 2, 1),
    (4, True): (1, 2, 1, 1),
}


def extra_rows(rng: random.Random, page: Page) -> bool:
    """Add a line of the body's own to section two: 其他主动公开文件, with numbers."""
    tables = find_tables(page, "proactive")
    for table in tables:
        place = next(number for number, row in enumerate(table.rows) if _lines(row)) + 1
        like = table.rows[place - 1]
        text = rng.choice(("其他主动公开文件", "其他文件", "政策解读"))
        row = [PrintedCell(text, colspan=like[0].colspan)]
        row += [PrintedCell(str(rng.randint(1, 400)), colspan=c.colspan) for c in like[1:]]
        table.rows.insert(place, row)
    return bool(tables)


def _lines(row: list[PrintedCell]) -> bool:
    return any(cell.targets for cell in row)


#: Notes, and whether they stand above the table.
_NOTES: Final = (
    (True, "填报单位（盖章）："),
    (True, "单位：件"),
    (False, "注：本表数据由办公室汇总。"),
    (False, "单位负责人：李明　审核人：王芳　填报人：张伟　联系电话：5082312"),
)


def notes_in_table(rng: random.Random, page: Page) -> bool:
    """Add a row with a note below a table, or with who filled it in above it."""
    tables = [table for table in tables_of(page) if names_in(table)]
    for table in tables:
        width = max(sum(cell.colspan for cell in row) for row in table.rows)
        above, text = rng.choice(_NOTES)
        row = [PrintedCell(text, colspan=width, header=above)]
        table.rows.insert(0 if above else len(table.rows), row)
    return bool(tables)


def number_column(rng: random.Random, page: Page) -> bool:
    """Add a column that counts the lines of a form from before 2019: 序号, 代码."""
    tables = find_tables(page, "statistics")
    place, name, digits = rng.choice(((0, "序号", 1), (0, "行次", 1), (2, "代码", 2)))
    for table in tables:
        if any(len(row) < place + 1 or row[0].colspan > 1 for row in table.rows):
            return False
        for number, row in enumerate(table.rows):
            row.insert(place, PrintedCell(f"{number:0{digits}}" if number else name))
    return bool(tables)


def captions(rng: random.Random, page: Page) -> bool:
    """Print a line above each table: 该部分以表格形式报告."""
    text = rng.choice(("该部分以表格形式报告。表格如下：", "具体情况见下表：", "（单位：件）"))
    tables = list(tables_of(page))
    for table in tables:
        table.caption = text
    return bool(tables)


def headings_as_text(_rng: random.Random, page: Page) -> bool:
    """Make no difference between headings and text."""
    done = False
    for report in page.reports:
        for number, block in enumerate(report.blocks):
            if isinstance(block, PrintedHeading) and block.level > 1:
                report.blocks[number] = PrintedText(block.text)
                done = True
    return done
