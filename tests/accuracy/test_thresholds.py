"""What a run must reach: each share at its bound and one cell beyond it."""

from __future__ import annotations

from fractions import Fraction

import pytest

from crawler.accuracy.counts import Cells
from crawler.accuracy.tally import Group, Tally
from crawler.accuracy.thresholds import (
    FULL_RUN,
    FULL_RUN_DOCUMENTS,
    documents_of,
    judge,
    judge_size,
)


def missed(kind: str, cells: Cells, clean: Cells | None = None) -> list[str]:
    tally = Tally(kinds={kind: Group(documents=1, cells=cells)})
    if clean is not None:
        tally.clean_scans.cells = clean
    return [judgement.what for judgement in judge(tally) if not judgement.holds]


def test_a_document_that_cannot_be_read_at_all_fails() -> None:
    tally = Tally(kinds={"html": Group(documents=1, cells=Cells(right=9), unreadable=1)})
    assert [one.what for one in judge(tally) if not one.holds] == ["html: could not be read"]


@pytest.mark.parametrize("kind", ["html", "text"])
def test_markup_needs_999_right_of_1000(kind: str) -> None:
    assert missed(kind, Cells(right=999, missing=1)) == []
    assert missed(kind, Cells(right=9989, missing=11)) == [f"{kind}: right"]


@pytest.mark.parametrize("kind", ["html", "text"])
def test_markup_may_flag_one_right_cell_of_1000(kind: str) -> None:
    assert missed(kind, Cells(right=999, right_flagged=1)) == []
    assert missed(kind, Cells(right=9989, right_flagged=11)) == [f"{kind}: right but flagged"]


@pytest.mark.parametrize("kind", ["pdf", "docx", "sheet"])
def test_laid_out_documents_need_995_right_of_1000(kind: str) -> None:
    assert missed(kind, Cells(right=990, right_flagged=5, wrong_flagged=5)) == []
    assert missed(kind, Cells(right=994, wrong_flagged=6)) == [f"{kind}: right"]
    assert missed(kind, Cells(right=994, right_flagged=6)) == [f"{kind}: right but flagged"]


@pytest.mark.parametrize("kind", ["html", "text", "pdf", "docx", "sheet"])
def test_one_wrong_and_silent_cell_of_a_million_fails_outside_scans(kind: str) -> None:
    assert missed(kind, Cells(right=999_999, wrong_silent=1)) == [f"{kind}: wrong and silent"]


def test_scans_may_have_one_wrong_and_silent_cell_of_10000_and_the_clean_ones_are_measured() -> (
    None
):
    clean = Cells(right=87, right_flagged=10, missing=3)

    assert missed("scan", Cells(right=5000, missing=4999, wrong_silent=1), clean) == []
    assert missed("scan", Cells(right=9998, wrong_silent=1), clean) == [
        "scan: wrong and silent (1 in 10,000)"
    ]
    assert missed("scan", Cells(right=9999), Cells(right=96, missing=4)) == [
        "clean scans at 200 dpi: right"
    ]
    assert missed("scan", Cells(right=9999), Cells(right=89, right_flagged=11)) == [
        "clean scans at 200 dpi: right but flagged"
    ]


def test_a_kind_that_was_not_read_is_not_judged() -> None:
    assert judge(Tally()) == []


def test_a_full_run_has_the_documents_that_are_asked_of_each_kind() -> None:
    assert sum(FULL_RUN.values()) >= FULL_RUN_DOCUMENTS
    assert FULL_RUN["pdf"] >= 250
    assert FULL_RUN["docx"] >= 250
    assert FULL_RUN["sheet"] >= 150
    assert FULL_RUN["scan"] >= 60


def test_a_share_of_a_run_is_rounded_up() -> None:
    tenth, third = documents_of(Fraction(1, 10)), documents_of(Fraction(1, 3))

    assert (tenth["pdf"], tenth["docx"], tenth["sheet"], tenth["scan"]) == (30, 30, 20, 6)
    assert third["sheet"] == 67


def test_a_run_that_is_too_small_misses_its_size() -> None:
    enough = Tally(kinds={"html": Group(documents=1000, cells=Cells(right=166_667))})
    few = Tally(kinds={"html": Group(documents=999, cells=Cells(right=166_666))})

    assert all(judgement.holds for judgement in judge_size(enough, Fraction(1, 3)))
    assert not any(judgement.holds for judgement in judge_size(few, Fraction(1, 3)))
    assert not any(judgement.holds for judgement in judge_size(enough, Fraction(1)))


def test_documents_that_had_to_be_skipped_do_not_fail_a_run() -> None:
    tally = Tally(kinds={"html": Group(documents=2740, cells=Cells(right=10))})
    tally.skip("pdf", 260, "soffice is not installed")
    (documents,) = judge_size(tally, Fraction(1))

    assert documents.holds
    assert documents.measured == "2,740 and 260 skipped"
