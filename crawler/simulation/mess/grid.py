"""A printed table as a matrix of places, so that rows and columns can be moved and cut.

In a matrix every place names the cell that covers it; a cell that spans stands in several
places. Written back, every block of places with one cell becomes one cell: a cell whose places
were torn apart is printed once for each block, as a person splitting a table would do it.
"""

from __future__ import annotations

from collections.abc import Iterator

from crawler.simulation.mess.page import Page, PrintedCell, PrintedReport, PrintedTable, TableName

Matrix = list[list[PrintedCell]]


def tables_of(page: Page) -> Iterator[PrintedTable]:
    """Yield every table of every report."""
    for report in page.reports:
        yield from report_tables(report)


def report_tables(report: PrintedReport) -> Iterator[PrintedTable]:
    """Yield every table of a report."""
    return (block for block in report.blocks if isinstance(block, PrintedTable))


def names_in(table: PrintedTable) -> set[TableName]:
    """Which tables of the dataset a printed table gives values of."""
    return {target.table for row in table.rows for cell in row for target in cell.targets}


def find_tables(page: Page, name: TableName) -> list[PrintedTable]:
    """Return the printed tables that give values of ``name``."""
    return [table for table in tables_of(page) if name in names_in(table)]


def cells_of(page: Page) -> Iterator[PrintedCell]:
    """Yield every cell of every table."""
    return (cell for table in tables_of(page) for row in table.rows for cell in row)


def values_of(page: Page) -> list[PrintedCell]:
    """Return every cell that gives a value."""
    return [cell for cell in cells_of(page) if cell.targets]


def is_label(cell: PrintedCell) -> bool:
    """Whether a cell is a label: it gives no value and holds words, no unit, no filling."""
    text = cell.text.strip()
    return not cell.targets and len(text) > 1 and text not in _NO_LABELS


_NO_LABELS = frozenset({"——", "----", "万元", "人次"})


def expand(table: PrintedTable) -> Matrix:
    """Return the places of a table; a place that no cell covers gets an empty one."""
    taken: dict[tuple[int, int], PrintedCell] = {}
    height = len(table.rows)
    for number, row in enumerate(table.rows):
        place = 0
        for cell in row:
            while (number, place) in taken:
                place += 1
            for down in range(min(cell.rowspan, height - number)):
                for across in range(cell.colspan):
                    taken.setdefault((number + down, place + across), cell)
            place += cell.colspan
    width = 1 + max((column for _, column in taken), default=-1)
    return [
        [taken.get((number, column)) or PrintedCell("") for column in range(width)]
        for number in range(height)
    ]


def collapse(matrix: Matrix) -> list[list[PrintedCell]]:
    """Return the rows of a matrix, each block of one cell as one cell with its spans."""
    done: set[tuple[int, int]] = set()
    used: set[int] = set()
    rows: list[list[PrintedCell]] = []
    for number, line in enumerate(matrix):
        row: list[PrintedCell] = []
        for column, cell in enumerate(line):
            if (number, column) in done:
                continue
            across = _across(line, column, cell, done, number)
            down = _down(matrix, number, column, across)
            done |= {(number + d, column + a) for d in range(down) for a in range(across)}
            printed = clone(cell) if id(cell) in used else cell
            used.add(id(cell))
            printed.rowspan, printed.colspan = down, across
            row.append(printed)
        rows.append(row)
    return rows


def _across(
    line: list[PrintedCell],
    column: int,
    cell: PrintedCell,
    done: set[tuple[int, int]],
    number: int,
) -> int:
    end = column
    while end < len(line) and line[end] is cell and (number, end) not in done:
        end += 1
    return end - column


def _down(matrix: Matrix, number: int, column: int, across: int) -> int:
    cell = matrix[number][column]
    end = number
    while end < len(matrix) and all(
        other is cell for other in matrix[end][column : column + across]
    ):
        end += 1
    return end - number


def clone(cell: PrintedCell) -> PrintedCell:
    """Return a cell of its own that prints and means the same."""
    return PrintedCell(cell.text, cell.rowspan, cell.colspan, cell.header, dict(cell.targets))


def line_rows(matrix: Matrix) -> list[int]:
    """Return the numbers of the rows that hold values."""
    return [number for number, line in enumerate(matrix) if any(cell.targets for cell in line)]


def value_columns(matrix: Matrix) -> list[int]:
    """Return the numbers of the columns that hold values."""
    width = len(matrix[0]) if matrix else 0
    return [column for column in range(width) if any(line[column].targets for line in matrix)]
