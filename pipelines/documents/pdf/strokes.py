"""Ruling lines: pieces to whole lines, and lines that touch to groups, a table each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from pipelines.documents.pdf.page import Rule

#: Level and upright lines of one table, and the ends of its upright ones.
Lines = tuple[list[Rule], list[Rule]]
Ends = tuple[float, float]

#: Lines this near are one, drawn twice or as a double line.
NEAR = 2.5
#: Lines this near touch.
_TOUCH = 3.0


def merge(rules: Iterable[Rule]) -> list[Rule]:
    """Make one line of pieces that lie on one another or follow one another."""
    clusters: list[list[Rule]] = []
    for rule in sorted(rules, key=lambda one: one.place):
        if clusters and rule.place - clusters[-1][0].place <= NEAR:
            clusters[-1].append(rule)
        else:
            clusters.append([rule])
    return [_joined(run) for cluster in clusters for run in _runs_of(cluster)]


def _runs_of(cluster: Iterable[Rule]) -> Iterator[list[Rule]]:
    """Yield the pieces of each line; lines of other tables may lie at nearly the same place."""
    run: list[Rule] = []
    high = 0.0
    for rule in sorted(cluster, key=lambda one: one.low):
        if run and rule.low > high + _TOUCH:
            yield run
            run = []
        run.append(rule)
        high = max(high, rule.high) if len(run) > 1 else rule.high
    if run:
        yield run


def _joined(run: Sequence[Rule]) -> Rule:
    place = sum(rule.place for rule in run) / len(run)
    return Rule(place, run[0].low, max(rule.high for rule in run))


def touching(level: Sequence[Rule], upright: Sequence[Rule]) -> list[Lines]:
    """Group the lines that touch, directly or through others."""
    parents = list(range(len(level) + len(upright)))
    for one, across in enumerate(level):
        for two, down in enumerate(upright, start=len(level)):
            if _meet(across, down):
                unite(parents, one, two)
    groups: defaultdict[int, Lines] = defaultdict(lambda: ([], []))
    for index, rule in enumerate([*level, *upright]):
        groups[root_of(parents, index)][index >= len(level)].append(rule)
    whole = _with_gaps([group for group in groups.values() if group[0] and group[1]])
    alone = [rule for across, down in groups.values() if not across for rule in down]
    for group in whole:
        group[1].extend(rule for rule in alone if _stands_beside(rule, group))
    return whole


def _with_gaps(groups: Sequence[Lines]) -> list[Lines]:
    """Put parts together that a cell without any line of its own keeps apart.

    The head of a group goes on over a whole page, and empty columns stand to the left of it: both
    sides have the same rows, and the end of the page cuts both.
    """
    joined: list[tuple[Lines, Ends]] = []
    for group in groups:
        ends = (min(rule.low for rule in group[1]), max(rule.high for rule in group[1]))
        other = next(
            (one for one, theirs in joined if _is_cut_alike(one, group, theirs, ends)), None
        )
        if other is None:
            joined.append((group, ends))
        else:
            other[0].extend(group[0])
            other[1].extend(group[1])
    return [group for group, _ in joined]


def _is_cut_alike(one: Lines, two: Lines, ends: Ends, others: Ends) -> bool:
    """Whether two parts have the same ends and rows, and no line at one of the ends."""
    if any(abs(ours - theirs) > _TOUCH for ours, theirs in zip(ends, others, strict=True)):
        return False
    fewer, more = sorted(([rule.place for rule in across] for across, _ in (one, two)), key=len)
    is_cut = any(all(abs(place - end) > _TOUCH for place in fewer + more) for end in ends)
    return is_cut and all(any(abs(a - b) <= NEAR for b in more) for a in fewer)


def _stands_beside(rule: Rule, group: Lines) -> bool:
    """Whether an upright line is a side of a table that no level line reaches.

    A cell that goes on over both ends of a page, as the heads of groups do, has no other line.
    """
    across, down = group
    low, high = min(one.low for one in down), max(one.high for one in down)
    left, right = min(one.low for one in across), max(one.high for one in across)
    return (
        abs(rule.low - low) <= _TOUCH
        and abs(rule.high - high) <= _TOUCH
        and not left - _TOUCH <= rule.place <= right + _TOUCH
    )


def _meet(across: Rule, down: Rule) -> bool:
    return (
        across.low - _TOUCH <= down.place <= across.high + _TOUCH
        and down.low - _TOUCH <= across.place <= down.high + _TOUCH
    )


def root_of(parents: list[int], index: int) -> int:
    """Return the member that stands for all that are united with this one."""
    while parents[index] != index:
        parents[index] = parents[parents[index]]
        index = parents[index]
    return index


def unite(parents: list[int], one: int, two: int) -> None:
    """Unite two members, and all that are united with them, under the first."""
    one, two = sorted((root_of(parents, one), root_of(parents, two)))
    parents[two] = one
