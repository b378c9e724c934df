"""Every variation by name, in the order in which those of one stage are applied."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from crawler.simulation.mess.page import Kind
from crawler.simulation.mess.variations import (
    breaks,
    digits,
    edits,
    form_changes,
    markup,
    pages,
    rows,
    script,
    shape,
    values,
    wording,
    wrong,
)
from crawler.simulation.mess.variations.variation import (
    ALL,
    GRIDS,
    HTML,
    TEXT,
    Change,
    Stage,
    Variation,
)

_NO_SCAN: Final = ALL - {"scan"}
#: Kinds in which spaces around a number are there to be read.
_SPACES: Final[frozenset[Kind]] = frozenset({"html", "text", "docx", "sheet"})
_SEVERAL: Final = HTML | TEXT


def _named(
    stage: Stage,
    *functions: Change,
    kinds: frozenset[Kind] = ALL,
    group: str | None = None,
    is_random: bool = False,
    weight: float = 1.0,
) -> Iterator[tuple[str, Variation]]:
    """Yield variations that are described by the first line of their functions."""
    for function in functions:
        what = (function.__doc__ or "").partition("\n")[0].rstrip(".")
        yield (
            function.__name__,
            Variation(function, kinds, what, stage, is_random, group, weight),
        )


def _quirks(
    quirks: dict[str, str], kinds: frozenset[Kind], groups: dict[str, str]
) -> Iterator[tuple[str, Variation]]:
    for name, what in quirks.items():
        yield (
            name,
            Variation(
                markup.quirk(name), kinds, what, "markup", group=groups.get(name), weight=_QUIRK
            ),
        )


#: Matters of markup are many and mild.
_QUIRK: Final = 0.6
_GROUPS: Final = {
    "nested_in_layout": "nesting",
    "nested_twice": "nesting",
    "word_markup": "manner",
    "omitted_end_tags": "manner",
    "late_charset": "charset",
    "charset_undeclared": "charset",
    "charset_meta_wrong": "charset",
    "charset_header_wrong": "charset",
    "byte_order_mark": "charset",
    "framed_bars": "bars",
    "no_trailing_bars": "bars",
}

VARIATIONS: Final[dict[str, Variation]] = dict(
    [
        *_named("form", form_changes.late_2019_form, weight=2),
        *_named("form", form_changes.single_other_row, form_changes.mixed_headers, weight=2),
        *_named("form", form_changes.several_reports, kinds=_SEVERAL, group="title"),
        *_named(
            "values",
            values.blank_zeros,
            values.blank_zeros_and_totals,
            values.blank_some_zeros,
            values.dash_zeros,
            values.slash_zeros,
            values.none_zeros,
            values.mixed_fillings,
            group="zeros",
        ),
        *_named("values", values.nbsp_zeros, kinds=HTML, group="zeros", weight=2),
        *_named(
            "values",
            values.not_applicable,
            values.blank_numbers,
            values.words_for_numbers,
            digits.units_in_amounts,
            digits.signs_of_change,
            wrong.broken_sums,
        ),
        # What leaves numbers without a cell, or cells without a number, is rare in print.
        *_named("values", values.unreadable_cells, kinds=_NO_SCAN, weight=_QUIRK),
        *_named(
            "values",
            digits.units_in_counts,
            digits.thousands_separators,
            digits.full_width_digits,
            digits.decimal_counts,
            digits.leading_zeros,
            group="digits",
        ),
        *_named("values", digits.spaces_around, kinds=_SPACES, group="digits"),
        # A text without spans whose values are not as many as the heads names none of them.
        *_named("values", wrong.values_one_off, kinds=GRIDS, weight=_QUIRK),
        *_named("values", wrong.merged_values, kinds=GRIDS, weight=_QUIRK),
        *_named("wording", wording.missing_characters, weight=2),
        *_named(
            "wording",
            wording.ordinals_dropped,
            wording.wrong_ordinals,
            wording.full_width_ordinals,
            wording.ordinal_marks,
            group="ordinals",
        ),
        *_named(
            "wording",
            wording.instructions_in_brackets,
            wording.other_words,
            wording.other_quotes,
            wording.half_width_marks,
        ),
        *_named("rows", rows.row_moved, rows.row_doubled, rows.row_dropped, is_random=True),
        *_named(
            "rows",
            rows.column_moved,
            rows.column_doubled,
            rows.column_dropped,
            kinds=GRIDS,
            is_random=True,
            weight=_QUIRK,
        ),
        *_named("edits", edits.label_edits, is_random=True),
        *_named("shape", shape.uneven_spans, shape.header_cut),
        *_named(
            "shape", shape.split_groups, shape.unspanned_groups, shape.spans_lost, group="spans"
        ),
        *_named("shape", shape.extra_rows, shape.empty_rows),
        *_named(
            "shape",
            shape.split_section_two,
            shape.split_requests,
            shape.split_disputes,
            shape.joined_tables,
            group="tables",
        ),
        *_named(
            "shape",
            shape.number_column,
            shape.notes_in_table,
            shape.empty_columns,
            shape.captions,
        ),
        *_named(
            "breaks",
            breaks.line_breaks,
            breaks.spaces_inside,
            breaks.spread_letters,
            group="spaces",
        ),
        *_named("breaks", breaks.paragraph_per_line, kinds=HTML, group="spaces"),
        *_named("page", pages.prose_of_other_years, weight=2),
        *_named(
            "page",
            pages.other_headings,
            pages.headings_without_numbers,
            pages.section_lines_lost,
            group="headings",
        ),
        *_named("page", pages.table_dropped, shape.headings_as_text),
        *_named("page", pages.unrendered_template, kinds=HTML, group="title"),
        *_named("page", pages.title_without_place, group="title", weight=3),
        *_named(
            "page",
            pages.stale_metas,
            pages.no_metas,
            pages.date_in_meta_only,
            kinds=HTML,
            group="metas",
        ),
        *_named("page", script.traditional, kinds=_NO_SCAN),
        *_named("markup", markup.gbk_bytes, markup.gbk_label, kinds=HTML, group="charset"),
        *_quirks(markup.HTML_QUIRKS, HTML, _GROUPS),
        *_quirks(markup.TEXT_QUIRKS, TEXT, _GROUPS),
    ]
)
