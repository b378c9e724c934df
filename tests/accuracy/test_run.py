"""A run from documents to the exit code, over reports written by hand."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from crawler.accuracy import __main__ as command
from crawler.accuracy import keep, run
from crawler.accuracy.making import MissingProgramError
from crawler.simulation.mess.page import Kind, MessDocument
from pipelines.forms import LabelSet
from pipelines.model import Cell
from pipelines.reading import requests
from pipelines.reading.cells import Head, Row
from pipelines.reading.heads import find_heads
from tests.accuracy.hand import make


@pytest.fixture(autouse=True)
def _by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    _made_by(monkeypatch, make)


def _made_by(monkeypatch: pytest.MonkeyPatch, maker: object) -> None:
    monkeypatch.setattr(run, "make_documents", maker)
    monkeypatch.setattr(keep, "make_documents", maker)
    plan: list[tuple[int, Kind]] = [(number, "html") for number in range(1, 7)]
    monkeypatch.setattr(command, "plan", lambda _seed, _kinds: plan)


def _run(*arguments: str) -> int:
    return command.main(["--seed", "hand", "--documents", "6", "--workers", "1", *arguments])


def test_reports_read_as_printed_hold_every_threshold(capsys: pytest.CaptureFixture[str]) -> None:
    assert _run() == 0

    out = capsys.readouterr().out
    assert "The worst pages" not in out
    assert "MISSED" not in out
    assert out.splitlines()[-1].startswith(
        "seed hand: 6 documents, 1,200 cells, 0 wrong and silent, every threshold held, "
        "0 documents skipped"
    )


def test_two_columns_swapped_in_the_reader_fail_the_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def swapped(
        header: Sequence[Row],
        labels: LabelSet,
        order: Sequence[str],
        similar: Callable[[str, Cell], None],
    ) -> list[Head]:
        other = {"natural_person": "business", "business": "natural_person"}
        heads = find_heads(header, labels, order, similar)
        return [replace(head, code=other.get(head.code, head.code)) for head in heads]

    monkeypatch.setattr(requests, "find_heads", swapped)

    assert _run() == command.MISSED

    out = capsys.readouterr().out
    # Rows and columns add up as before, so that no identity tells.
    assert "wrong silent: requests.received_new.natural_person: printed 9, read 1" in out
    assert "again: python -m crawler.accuracy --seed hand --kind html --only 6" in out
    # In each of the six reports the two differ in five lines.
    assert "60 wrong and silent" in out.splitlines()[-1]
    assert "html: wrong and silent" in out


def test_one_share_missed_fails_the_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two cells of 1,200 that cannot be read, and are so flagged, are too many."""

    def torn(seed: str, numbers: Sequence[int], kind: Kind) -> Iterator[MessDocument]:
        for document in make(seed, numbers, kind):
            if document.number == 3:
                yield replace(document, body=document.body.replace(b">250<", b">2 5 0-1<"))
            elif document.number == 4:
                yield replace(document, body=document.body.replace(b">31<", b">3|1<"))
            else:
                yield document

    _made_by(monkeypatch, torn)

    assert _run() == command.MISSED

    out = capsys.readouterr().out
    assert out.count("MISSED") == 1
    assert "missing: proactive.licence_decisions: printed 250, read no number" in out
    assert "0 wrong and silent, 1 thresholds missed" in out.splitlines()[-1]


def test_a_kind_whose_programs_are_missing_is_skipped_with_the_reason(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def without(seed: str, numbers: Sequence[int], kind: Kind) -> Iterator[MessDocument]:
        raise MissingProgramError("soffice is not installed")

    _made_by(monkeypatch, without)

    assert _run() == 0

    out = capsys.readouterr().out
    assert "skipped: 6 documents of kind html: soffice is not installed" in out
    assert "6 documents skipped" in out.splitlines()[-1]


def test_scans_are_skipped_where_nothing_can_read_them(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(run, "find_spec", lambda _name: None)
    monkeypatch.setattr(command, "plan", lambda _seed, _kinds: [(0, "html"), (1, "scan")])

    assert _run() == 0

    out = capsys.readouterr().out
    assert "skipped: 1 documents of kind scan: reading it needs OCR: pip install" in out
    assert "seed hand: 1 documents" in out


def test_only_documents_of_one_variation_are_read(capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("--variation", "odd") == 0

    out = capsys.readouterr().out
    assert out.splitlines()[-1].startswith("seed hand: 3 documents")
    assert "by_hand" in out
    assert "even" not in out


def test_the_worst_pages_are_kept_and_all_counts_written(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(requests, "find_heads", lambda *_: [])
    folder, counts = tmp_path / "worst", tmp_path / "counts.json"

    assert _run("--worst", "2", "--keep", str(folder), "--json", str(counts)) == command.MISSED

    kept = sorted(path.name for path in folder.iterdir())
    assert len(kept) == 4
    assert kept[1] == f"{kept[0]}.txt"
    assert "missing: requests." in (folder / kept[1]).read_text("utf-8")
    (first,) = (one for one in make("hand", [int(kept[0].split("-")[1])], "html"))
    assert (folder / kept[0]).read_bytes() == first.body
    assert json.loads(counts.read_text("utf-8"))["kinds"]["html"]["documents"] == 6


def test_one_document_is_shown_with_all_its_differences(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(requests, "find_heads", lambda *_: [])

    assert command.main(["--seed", "hand", "--kind", "html", "--only", "5"]) == command.MISSED

    out = capsys.readouterr().out
    assert out.startswith("html 5 (odd, by_hand): ")
    assert out.count("missing: requests.") == 25 * 7


def test_a_seed_is_drawn_and_printed_where_none_is_given(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert command.main(["--documents", "6", "--workers", "1"]) == 0
    first = capsys.readouterr()
    assert command.main(["--documents", "6", "--workers", "1"]) == 0
    second = capsys.readouterr()

    seeds = [printed.err.split("\n", 1)[0] for printed in (first, second)]
    assert seeds[0].startswith("seed ")
    assert seeds[0] != seeds[1]
    assert first.out.splitlines()[-1].startswith(f"{seeds[0]}: 6 documents")


def test_processes_count_what_one_process_counts(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Documents of the generator, since another process knows nothing of what is replaced here."""
    monkeypatch.undo()
    arguments = ["--seed", "two", "--kind", "html", "--documents", "30"]
    counts = []
    for workers in ("1", "2"):
        path = tmp_path / f"{workers}.json"
        command.main([*arguments, "--workers", workers, "--json", str(path)])
        counts.append(json.loads(path.read_text("utf-8")) | {"seconds": 0})

    assert counts[0]["kinds"]["html"]["documents"] == 30
    assert counts[0] == counts[1]


@pytest.mark.parametrize("arguments", [["--share", "3"], ["--share", "a/b"], ["--only", "3"]])
def test_wrong_options_give_one_line(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main(arguments) == 2
    assert capsys.readouterr().err.count("\n") == 1
