"""Scores of documents added up."""

from __future__ import annotations

from collections import Counter

from crawler.accuracy.counts import Cells, Difference, DocumentScore
from crawler.accuracy.tally import Tally, to_dict
from crawler.simulation.mess.page import Kind


def one(
    number: int, *variations: str, kind: Kind = "html", cells: Cells | None = None
) -> DocumentScore:
    return DocumentScore(
        number,
        "seed",
        kind,
        variations,
        random_damage=False,
        cells=cells or Cells(right=10),
        fields=Counter({("year", True): 1}),
        reports=1,
        complete=1,
    )


def test_a_document_counts_once_for_its_kind_and_once_for_each_of_its_variations() -> None:
    tally = Tally()
    tally.add(one(1, "split", "units", "split"))
    tally.add(one(2, "units", cells=Cells(right=5)))
    tally.add(one(3))

    assert tally.kinds["html"].cells == Cells(right=25)
    assert {key: group.cells.right for key, group in tally.variations.items()} == {
        ("html", "split"): 10,
        ("html", "units"): 15,
        ("html", "(none)"): 10,
    }
    assert tally.documents == 3
    assert tally.fields == {("year", "html", True): 3}


def test_clean_scans_at_200_dpi_are_counted_by_themselves() -> None:
    tally = Tally()
    tally.add(one(1, "scan_200dpi", "scan_clean", "scan_grey", kind="scan"))
    tally.add(one(2, "scan_300dpi", "scan_clean", "scan_grey", kind="scan"))
    tally.add(one(3, "scan_200dpi", "scan_grey", "scan_rotated", kind="scan"))

    assert tally.clean_scans.documents == 1
    assert tally.kinds["scan"].documents == 3


def test_the_worst_are_kept_the_silent_ones_first_whatever_the_order_they_come_in() -> None:
    scores = [
        one(1, cells=Cells(right=1, missing=50)),
        one(2, cells=Cells(right=1, wrong_flagged=2)),
        one(3, cells=Cells(right=1, wrong_silent=1)),
        one(4, cells=Cells(right=1)),
        one(5, cells=Cells(right=1, missing=50)),
        one(6, cells=Cells(right=1, missing=7, lost=7)),
    ]
    ahead, back = Tally(worst_kept=4), Tally(worst_kept=4)
    for score in scores:
        ahead.add(score)
    for score in reversed(scores):
        back.add(score)

    assert [score.number for score in ahead.worst] == [3, 6, 2, 1]
    assert [score.number for score in back.worst] == [3, 6, 2, 1]


def test_all_counts_can_be_written_as_json() -> None:
    tally = Tally()
    bad = one(7, "split", kind="pdf", cells=Cells(right=9, wrong_silent=1))
    bad.differences.append(Difference("wrong_silent", "requests.disclosed.total", "3", "4"))
    tally.add(bad)
    tally.skip("scan", 60, "no OCR")

    plain = to_dict(tally)

    assert plain["kinds"]["pdf"]["wrong_silent"] == 1
    assert plain["variations"][0]["variation"] == "split"
    assert plain["worst"][0]["differences"] == [
        "wrong silent: requests.disclosed.total: printed 3, read 4"
    ]
    assert plain["skipped"] == {"scan": {"documents": 60, "reason": "no OCR"}}
