"""The official forms, loaded from ``pipelines/formats/*.toml`` and ``data/labels.csv``.

A form says which labels stand above and beside which code. All forms are held in one index, so
that a table is read by the labels it prints, whatever the year; which form it was follows from
the labels that one form alone bears.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

from rapidfuzz.distance import DamerauLevenshtein

from pipelines.labels import NUMBERED, fold, money_unit, normalise

#: A label nearer than this share of its length may be a misprint of the official one.
_LIKENESS = 0.25
#: Labels shorter than this are only matched exactly: one wrong character may be another word.
_SHORTEST = 3


@dataclass(frozen=True, slots=True)
class Label:
    """One official label of a table: its words, its code (null for a group) and its forms.

    ``parents`` are the normalised labels above it, outermost first.
    """

    words: str
    code: str | None
    parents: tuple[str, ...] = ()
    forms: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Match:
    """A printed label recognised. ``similar`` marks one that is not spelled so."""

    label: Label
    similar: bool = False


@dataclass(slots=True)
class LabelSet:
    """The labels of one axis of one table, found by their words."""

    labels: dict[str, list[Label]] = field(default_factory=dict)

    def add(self, words: str, code: str | None, parents: tuple[str, ...], form: str) -> None:
        """Add a label of one form; the same label of another form is the same label."""
        known = self.labels.setdefault(words, [])
        for place, label in enumerate(known):
            if label.code == code and label.parents == parents:
                known[place] = Label(words, code, parents, label.forms | {form})
                return
        known.append(Label(words, code, parents, frozenset({form})))

    def alias(self, variant: str, words: str) -> None:
        """Let a reviewed spelling variant stand for an official label too."""
        known = self.labels.setdefault(variant, [])
        known += [label for label in self.labels[words] if label not in known]

    def candidates(self, printed: str) -> tuple[list[Label], bool]:
        """Labels that a printed text may stand for, and whether by likeness only."""
        words = normalise(printed)
        if not words:
            return [], False
        exact = self.labels.get(words)
        if exact is not None:
            return exact, False
        nearest = self._nearest(words)
        return (self.labels[nearest], True) if nearest is not None else ([], False)

    def find(self, printed: str, parents: tuple[str, ...] = ()) -> Match | None:
        """Recognise a printed label (raw or normalised) under the labels above it.

        Exact words first. Likeness only where the nearest code is alone in reach: another
        code as near, or nearly so, refuses the match, since a silent wrong code is worse
        than an unknown label.
        """
        candidates, similar = self.candidates(printed)
        chosen = _choose(candidates, parents)
        return Match(chosen, similar) if chosen is not None else None

    def knows(self, printed: str) -> bool:
        """Whether these words are an official label of this axis, exactly."""
        return normalise(printed) in self.labels

    def is_leaf(self, printed: str) -> bool:
        """Whether these words are, exactly, a label that bears a code somewhere."""
        known = self.labels.get(normalise(printed), [])
        return any(label.code is not None for label in known)

    def words_of(self, code: str) -> list[str]:
        """Return every known spelling of the label of a code."""
        return [
            words
            for words, known in self.labels.items()
            if any(label.code == code for label in known)
        ]

    def resembles(self, printed: str) -> bool:
        """Whether a printed text is near to some official label, open which."""
        words = normalise(printed)
        return words in self.labels or bool(self._near(words))

    def parents_of(self, code: str) -> set[str]:
        """Return the official words of every group that the label of a code stands under."""
        return {
            words
            for known in self.labels.values()
            for label in known
            if label.code == code
            for words in label.parents
        }

    def group_of(self, code: str) -> str | None:
        """Return the official words of the innermost group that a code stands under."""
        labels = (label for known in self.labels.values() for label in known)
        return next((la.parents[-1] for la in labels if la.code == code and la.parents), None)

    def parents(self) -> set[str]:
        """Return the words of every label that others stand under."""
        return {words for known in self.labels.values() for la in known for words in la.parents}

    def outer(self) -> set[str]:
        """Return the words of the groups that other groups stand under."""
        return {
            words
            for known in self.labels.values()
            for label in known
            for words in label.parents[:-1]
        }

    def group(self, printed: str) -> str | None:
        """Return the official words of a label that opens a group; null for any other."""
        candidates, _ = self.candidates(printed)
        return next((label.words for label in candidates if label.code is None), None)

    def nearest_group(self, printed: str) -> str | None:
        """Return the group that a damaged label is nearest to, null where two are as near.

        For a cell whose place says that it is a group; it must keep half of the characters.
        """
        groups = [known for known, found in self.labels.items() if found[0].code is None]
        return self._alone(normalise(printed), groups)

    def nearest(self, printed: str) -> str | None:
        """Return the label that a text is nearest to, null where two are as near.

        For a text whose place says that it is one of these labels; it must keep half of the
        characters.
        """
        words = normalise(printed)
        known = self.labels.get(words)
        return known[0].words if known else self._alone(words, list(self.labels))

    def _alone(self, words: str, known: list[str]) -> str | None:
        near = sorted(
            (distance, label)
            for label in known
            if (distance := DamerauLevenshtein.distance(words, label)) * 2 <= len(label)
        )
        tied = [self._meanings(label) for distance, label in near if distance == near[0][0]]
        if not tied or any(meanings - tied[0] for meanings in tied):
            return None
        return self.labels[near[0][1]][0].words

    def is_torn(self, printed: str) -> bool:
        """Whether a printed label is no official one and as near to one code as to another."""
        words = normalise(printed)
        near = self._near(words) if words not in self.labels else []
        tied = [self._meanings(known) for distance, known in near if distance == near[0][0]]
        return any(meanings - tied[0] for meanings in tied)

    def _nearest(self, words: str) -> str | None:
        near = self._near(words)
        if not near:
            return None
        best, nearest = near[0]
        for distance, other in near[1:]:
            if distance <= best + 1 and self._meanings(other) - self._meanings(nearest):
                return None
        return nearest

    def _near(self, words: str) -> list[tuple[int, str]]:
        """Return the official labels in reach and a step beyond, with their distance, nearest first.

        An empty list where the nearest is out of reach.
        """
        near: list[tuple[int, str]] = []
        for known in self.labels if len(words) >= _SHORTEST - 1 else ():
            reach = _reach(words, known)
            if len(known) >= _SHORTEST and abs(len(known) - len(words)) <= reach + 1:
                distance = DamerauLevenshtein.distance(words, known, score_cutoff=reach + 1)
                if distance <= reach + 1:
                    near.append((distance, known))
        near.sort()
        return near if near and near[0][0] <= _reach(words, near[0][1]) else []

    def _meanings(self, words: str) -> set[str]:
        """Return what a label may mean: its codes; a group means itself."""
        return {label.code or label.words for label in self.labels[words]}


def _reach(words: str, known: str) -> int:
    return max(1, int(max(len(words), len(known)) * _LIKENESS))


def _choose(candidates: list[Label], parents: tuple[str, ...]) -> Label | None:
    """Choose among labels of the same words by what stands above; null where that is open."""
    if not candidates:
        return None
    if len({label.code for label in candidates}) == 1:
        return candidates[0]
    fitting = [label for label in candidates if label.parents and label.parents[-1] in parents]
    codes = {label.code for label in fitting}
    return fitting[0] if len(codes) == 1 else None


@dataclass(frozen=True, slots=True)
class Sum:
    """An identity of the statistics table: a total and the codes of its parts."""

    total: str
    parts: tuple[str, ...]


@dataclass(slots=True)
class Forms:
    """Every form at once, by table and axis.

    ``proactive_cells``: (row words, head words) -> (column, forms); ``proactive_orders``: form ->
    row words -> head words, in printed order. ``requests_rows`` and
    ``requests_columns`` hold the codes of section three; ``disputes_heads`` maps the words of
    a path of headers to (path, column). ``lines``: form -> codes of each table.
    """

    proactive_rows: LabelSet = field(default_factory=LabelSet)
    proactive_heads: LabelSet = field(default_factory=LabelSet)
    proactive_cells: dict[tuple[str, str], tuple[str, frozenset[str]]] = field(default_factory=dict)
    proactive_orders: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    head_units: dict[str, str] = field(default_factory=dict)
    requests_rows: LabelSet = field(default_factory=LabelSet)
    requests_columns: LabelSet = field(default_factory=LabelSet)
    disputes_heads: LabelSet = field(default_factory=LabelSet)
    statistics_rows: LabelSet = field(default_factory=LabelSet)
    statistics_heads: dict[str, str] = field(default_factory=dict)
    statistics_groups: set[str] = field(default_factory=set)
    statistics_units: dict[str, str] = field(default_factory=dict)
    statistics_openers: set[str] = field(default_factory=set)
    statistics_numbered: set[str] = field(default_factory=set)
    statistics_sums: list[Sum] = field(default_factory=list)
    statistics_floors: list[Sum] = field(default_factory=list)
    lines: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    corners: frozenset[str] = frozenset()
    instructions: frozenset[str] = frozenset()
    blocks: frozenset[str] = frozenset()
    section_titles: dict[str, str] = field(default_factory=dict)

    def proactive_column(self, row: str, head: str) -> tuple[str, frozenset[str]] | None:
        """Column of section two under a head in a row, both as official words."""
        return self.proactive_cells.get((row, head))


@cache
def load_forms() -> Forms:
    """Load every form of ``pipelines/formats`` and the variants of ``data/labels.csv``."""
    forms = Forms()
    folder = resources.files("pipelines.formats")
    for entry in sorted(folder.iterdir(), key=lambda item: item.name):
        if entry.name.endswith(".toml"):
            declared = tomllib.loads(entry.read_text(encoding="utf-8"))
            if "form" in declared:
                _add_form(forms, declared)
    _add_variants(forms)
    return forms


def _words(labels: list[str]) -> frozenset[str]:
    return frozenset(normalise(label) for label in labels) - {""}


def _add_form(forms: Forms, declared: dict[str, Any]) -> None:
    form: str = declared["form"]
    lines = forms.lines.setdefault(form, {})
    for table, title in declared.get("sections", {}).items():
        forms.section_titles[normalise(title)] = table
    if "proactive" in declared:
        lines["proactive"] = _add_proactive(forms, declared["proactive"], form)
    if "requests" in declared:
        lines["requests"] = _add_requests(forms, declared["requests"], form)
    if "disputes" in declared:
        lines["disputes"] = _add_disputes(forms, declared["disputes"], form)
    if "statistics" in declared:
        codes = _add_statistics(forms, declared["statistics"], form)
        lines.setdefault("statistics", []).extend(codes)


def _add_proactive(forms: Forms, declared: dict[str, Any], form: str) -> list[str]:
    forms.corners |= _words(declared["corner"])
    forms.blocks |= _words(declared["blocks"])
    for cell in declared["cells"]:
        row, head = normalise(cell["row"]), normalise(cell["head"])
        forms.proactive_rows.add(row, row, (), form)
        forms.proactive_heads.add(head, head, (), form)
        column, known = forms.proactive_cells.get((row, head), (cell["column"], frozenset()))
        forms.proactive_cells[row, head] = (column, known | {form})
        forms.proactive_orders.setdefault(form, {}).setdefault(row, []).append(head)
        if unit := money_unit(cell["head"]):
            forms.head_units[head] = unit
    return [cell["column"] for cell in declared["cells"]]


def _add_requests(forms: Forms, declared: dict[str, Any], form: str) -> list[str]:
    # An instruction stands in brackets, which normalise takes away: what is left is its inside.
    forms.instructions |= _words(declared["instructions"])
    for axis, target in (("columns", forms.requests_columns), ("rows", forms.requests_rows)):
        for entry in declared[axis]:
            path = tuple(normalise(label) for label in entry["path"])
            target.add(path[-1], entry["code"], path[:-1], form)
            for depth in range(len(path) - 1):
                if path[depth] not in target.labels:
                    target.add(path[depth], None, path[:depth], form)
    return [entry["code"] for entry in declared["rows"]]


def _add_disputes(forms: Forms, declared: dict[str, Any], form: str) -> list[str]:
    for cell in declared["cells"]:
        path = tuple(normalise(label) for label in cell["head"])
        forms.disputes_heads.add(path[-1], f"{cell['path']}.{cell['column']}", path[:-1], form)
        for depth in range(len(path) - 1):
            forms.disputes_heads.add(path[depth], None, path[:depth], form)
    return list(dict.fromkeys(cell["path"] for cell in declared["cells"]))


def _add_statistics(forms: Forms, declared: dict[str, Any], form: str) -> list[str]:
    for role, labels in declared["heads"].items():
        for label in labels:
            forms.statistics_heads[normalise(label)] = role
    codes: list[str] = []
    for row in declared["rows"]:
        parents = (normalise(row["within"]),) if "within" in row else ()
        forms.statistics_openers.update(parents)
        # A line of a provincial form that no national code fits keeps its own label as key.
        code = row.get("code")
        if NUMBERED.match(fold(row["label"])):
            forms.statistics_numbered.add(normalise(row["label"]))
        forms.statistics_rows.add(normalise(row["label"]), code, parents, form)
        if code is None and "unit" not in row:
            forms.statistics_groups.add(normalise(row["label"]))
        if code is not None:
            codes.append(code)
            forms.statistics_units.setdefault(code, row["unit"])
    forms.statistics_sums += [
        Sum(entry["total"], tuple(entry["parts"])) for entry in declared.get("sums", [])
    ]
    forms.statistics_floors += [
        Sum(entry["total"], tuple(entry["parts"])) for entry in declared.get("floors", [])
    ]
    return codes


def _add_variants(forms: Forms) -> None:
    from pipelines.reference import label_variants  # noqa: PLC0415 - reference loads no forms

    axes = {
        "proactive.row": forms.proactive_rows,
        "proactive.head": forms.proactive_heads,
        "requests.row": forms.requests_rows,
        "requests.column": forms.requests_columns,
        "disputes.head": forms.disputes_heads,
        "statistics.row": forms.statistics_rows,
    }
    for axis, variant, label in label_variants():
        axes[axis].alias(normalise(variant), normalise(label))
