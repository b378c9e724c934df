"""Heads of value columns, found by the path of labels above each column."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from pipelines.forms import LabelSet
from pipelines.model import Cell
from pipelines.reading.cells import Head, Row, is_empty
from pipelines.reading.gaps import alike, fill_gaps, has_place, kept, left_over
from pipelines.reading.reach import with_reach

#: A group of fewer heads says too little of the one that is missing.
_SOME_HEADS = 3
_PAIR = 2
#: Share of its characters that a damaged head keeps: at least, and in the place of the only one.
_HALF = 0.5
_TRACE = 0.1


@dataclass(slots=True)
class _Column:
    """One lowest cell of a header over the columns ``start`` to before ``end``.

    ``above`` are the official words of the groups over it, ``code`` what it was read as.
    """

    leaf: Cell
    start: int
    end: int
    above: tuple[str, ...]
    code: str | None = None
    similar: bool = False


def find_heads(
    header: Sequence[Row],
    labels: LabelSet,
    order: Sequence[str],
    on_similar: Callable[[str, Cell], None],
    *,
    corner: bool = True,
) -> list[Head]:
    """Return the heads that a header names, from left to right, unknown ones too.

    ``order`` is that of the codes in the form: a damaged head between two known ones may only
    be the one that stands there. ``corner`` says that the first column heads the labels of the
    rows. ``on_similar`` is told of each head matched by likeness. Of a
    head that is printed twice the second is its twin. An official head under another group than
    its own, or a group that reaches over columns without heads, shows that the spans of the
    header are wrong, so that it says nothing about any column: none is returned. Where all
    groups have lost their spans and no head needs one, each head stands for its own column.
    """
    header = with_reach(header, labels)
    columns = _columns(header, labels)
    _fill(columns, labels, order, corner=corner)
    if any(column.code is None and labels.is_leaf(column.leaf.text) for column in columns):
        return []
    if _covers_nothing(columns, labels):
        return []
    named = _named(columns, labels, corner=corner)
    codes = [column.code for column in named]
    if not any(codes) or not has_place(codes, order):
        return []
    if set(order) - set(codes) and not _are_whole(header) and _have_no_reach(header, labels):
        return []
    heads: list[Head] = []
    for column in named:
        if column.similar and column.code is not None:
            on_similar(column.code, column.leaf)
        heads.append(_head(column, heads))
    return heads


def _named(columns: Sequence[_Column], labels: LabelSet, *, corner: bool) -> list[_Column]:
    """Return the columns that have a head, known or not, without the corner on their left."""
    named: list[_Column] = []
    for column in columns:
        # A group with no head below it heads nothing; what is printed there is out of place.
        is_group = column.code is None and labels.group(column.leaf.text) is not None
        # A title that begins over other columns and reaches beyond them is no head of its own.
        is_title = column.code is None and column.leaf.column < column.start and bool(named)
        begun = column.code is not None or bool(named) or bool(column.above) or not corner
        if begun and not is_group and not is_title:
            named.append(column)
    return named


def _head(column: _Column, before: Sequence[Head]) -> Head:
    text = " ".join(column.leaf.text.split())
    code = column.code
    if code is None or any(head.code == code for head in before):
        return Head(f"?{column.start}", column.start, column.end, text, twin=code)
    return Head(code, column.start, column.end)


def _columns(header: Sequence[Row], labels: LabelSet) -> list[_Column]:
    paths = _paths(header)
    outer = labels.outer()
    # A group over all heads that has lost its span says nothing about the heads beside it.
    printed = {
        words
        for path in paths.values()
        for cell in path
        for words in _groups([cell], labels)
        if cell.colspan > 1 or words not in outer
    }
    if _have_no_reach(header, labels):
        # No group says which heads are its own; only where none is needed are they read.
        paths = {
            place: [*(cell for cell in path[:-1] if labels.group(cell.text) is None), path[-1]]
            for place, path in paths.items()
        }
        printed = set()
    columns: list[_Column] = []
    last: Cell | None = None
    for place, (*above, leaf) in sorted(paths.items()):
        if last is leaf and columns[-1].end == place:
            columns[-1].end = place + 1
            continue
        last = leaf
        if above and _is_cut(above[-1], leaf, labels):
            # 结果 over 维持: one head cut over two rows.
            leaf = replace(leaf, text=above.pop().text + leaf.text)  # noqa: PLW2901
        column = _Column(leaf, place, place + 1, _groups(above, labels))
        _match(column, labels, printed)
        columns.append(column)
    return columns


def _have_no_reach(header: Sequence[Row], labels: LabelSet) -> bool:
    """Whether a header has lost the spans of its groups: each stands in one column alone.

    Where one word heads columns of several groups, what the groups reach over must be known.
    """
    if any(len({label.code for label in known}) > 1 for known in labels.labels.values()):
        return False
    cells = [cell for row in header for cell in row.own if not is_empty(cell)]
    groups = [cell for cell in cells if labels.group(cell.text) is not None]
    return len(groups) > 0 and all(cell.colspan == 1 for cell in cells)


def _are_whole(header: Sequence[Row]) -> bool:
    """Whether all rows of a header reach equally far, so that no head has moved to the left."""
    ends = {max(cell.column + cell.colspan for cell in row.cells) for row in header if row.cells}
    return len(ends) == 1


def _is_cut(upper: Cell, lower: Cell, labels: LabelSet) -> bool:
    """Whether two cells of the same columns are the halves of one official head."""
    same = upper.column == lower.column and upper.colspan == lower.colspan
    if not same or labels.knows(lower.text) or labels.knows(upper.text):
        return False
    return any(label.code is not None for label in labels.candidates(upper.text + lower.text)[0])


def _match(column: _Column, labels: LabelSet, printed: set[str]) -> None:
    match = labels.find(column.leaf.text, column.above)
    if match is None or match.label.code is None:
        return
    parents = match.label.parents
    outside = parents and parents[-1] in printed and parents[-1] not in column.above
    if not outside and not set(column.above) - set(parents):
        column.code, column.similar = match.label.code, match.similar


def _fill(
    columns: Sequence[_Column], labels: LabelSet, order: Sequence[str], *, corner: bool
) -> None:
    """Read damaged heads by their place where that leaves no choice."""
    outer = labels.outer()
    under: list[_Column] = []
    for place, column in enumerate(columns):
        plain = column.code is None and not labels.is_leaf(column.leaf.text)
        # The corner is the first column; what follows it may be a damaged head.
        begun = not corner or bool(under) or bool(column.above) or place == 1
        if not plain or (begun and labels.group(column.leaf.text) not in outer):
            under.append(column)
    texts = [column.leaf.text for column in under]
    # A table that holds one part of the form has the heads of its groups alone.
    groups = {column.above[-1] for column in columns if column.above}
    for group in sorted(groups):
        _fill_group(columns, labels, order, group)
    for _ in range(2):
        # Again: of the heads that are left after the first time one may be the only one.
        codes = [column.code for column in under]
        part = [code for code in order if code in codes or labels.parents_of(code) & groups]
        for place, code in fill_gaps(codes, texts, [order, part], labels, heads=True).items():
            if not set(under[place].above) - labels.parents_of(code):
                under[place].code, under[place].similar = code, True
    _fill_pair(under, labels, order)
    _fill_last(under, labels, order)
    _fill_blank(columns, labels, order)


def _fill_pair(columns: Sequence[_Column], labels: LabelSet, order: Sequence[str]) -> None:
    """Read two damaged heads beside each other as the one head that is missing, printed twice."""
    codes = [column.code for column in columns]
    missing = [code for code in order if code not in codes]
    unknown = [place for place, code in enumerate(codes) if code is None]
    if len(missing) != 1 or len(unknown) != _PAIR or unknown[1] - unknown[0] != 1:
        return
    words = labels.words_of(missing[0])
    expected = [code for code in order if code != missing[0]]
    known = [code for code in codes if code is not None]
    pair = [columns[place] for place in unknown]
    in_place = known == expected and order.index(missing[0]) == unknown[0]
    if in_place and all(any(alike(c.leaf.text, word) for word in words) for c in pair):
        for column in pair:
            column.code, column.similar = missing[0], True


def _fill_last(columns: Sequence[_Column], labels: LabelSet, order: Sequence[str]) -> None:
    """Read the one head that no code fits where each of the others is there once.

    In its place a trace of the official words is enough, elsewhere half of them, and only where
    no group says which heads are its own.
    """
    codes = [column.code for column in columns]
    missing = set(order) - set(codes)
    if len(codes) != len(order) or codes.count(None) != 1 or len(missing) != 1:
        return
    code, place = missing.pop(), codes.index(None)
    text = columns[place].leaf.text
    in_place = codes == [None if known == code else known for known in order]
    if labels.is_leaf(text) or not (in_place or all(not column.above for column in columns)):
        return
    share = _TRACE if in_place else _HALF
    if any(kept(text, words) >= share for words in labels.words_of(code)):
        columns[place].code, columns[place].similar = code, True


def _fill_blank(columns: Sequence[_Column], labels: LabelSet, order: Sequence[str]) -> None:
    """Read heads that print nothing, where all the others stand in their places."""
    outer = labels.outer()
    inside = [c for c in columns if c.above or labels.group(c.leaf.text) in outer]
    blank = [place for place, column in enumerate(inside) if column.code is None]
    in_place = len(inside) == len(order) and all(
        column.code == code or (column.code is None and labels.group(column.leaf.text) in outer)
        for column, code in zip(inside, order, strict=True)
    )
    if in_place and len(blank) <= _PAIR:
        for place in blank:
            inside[place].code, inside[place].similar = order[place], True


def _fill_group(
    columns: Sequence[_Column], labels: LabelSet, order: Sequence[str], group: str
) -> None:
    """Read damaged heads inside one group, whose columns may have been moved.

    By their place, or the one that is left where all the others of the group are there.
    """
    inside = [column for column in columns if column.above and column.above[-1] == group]
    codes = [code for code in order if labels.group_of(code) == group]
    printed = [column.code for column in inside]
    texts = [column.leaf.text for column in inside]
    for place, code in fill_gaps(printed, texts, [codes], labels).items():
        inside[place].code, inside[place].similar = code, True
    single = left_over([c.code for c in inside], texts, [codes], labels)
    for place, code in single.items():
        order_kept = [c.code for c in inside if c.code is not None]
        if sorted(order_kept, key=codes.index) == order_kept:
            inside[place].code, inside[place].similar = code, True
    missing = sorted(set(codes) - {column.code for column in columns})
    unknown = [column for column in inside if column.code is None]
    alone = len(missing) == len(unknown) == 1 and len(inside) == len(codes) >= _SOME_HEADS
    if alone and any(alike(unknown[0].leaf.text, words) for words in labels.words_of(missing[0])):
        unknown[0].code, unknown[0].similar = missing[0], True


def _covers_nothing(columns: Sequence[_Column], labels: LabelSet) -> bool:
    """Whether a group of heads reaches over a column that none of its heads names."""
    bare = {
        labels.group(column.leaf.text) for column in columns if column.code is None
    } - labels.outer()
    return any(
        column.code is not None and bool(column.above) and column.above[-1] in bare
        for column in columns
    )


def _groups(path: Sequence[Cell], labels: LabelSet) -> tuple[str, ...]:
    """Return the official words of the groups among some cells, outermost first."""
    found = (
        labels.group(cell.text)
        or (labels.nearest_group(cell.text) if cell.colspan >= _SOME_HEADS else None)
        for cell in path
    )
    return tuple(words for words in found if words is not None)


def _paths(header: Sequence[Row]) -> dict[int, list[Cell]]:
    """Return the filled cells above each column, outermost first."""
    paths: dict[int, list[Cell]] = {}
    for row in header:
        for cell in row.cells:
            if is_empty(cell):
                continue
            for column in range(cell.column, cell.column + cell.colspan):
                path = paths.setdefault(column, [])
                if not any(known is cell for known in path):
                    path.append(cell)
    return paths
