"""Documents of the mess generator: the same seed, the same bytes; truth that fits what is printed."""

from __future__ import annotations

import itertools
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from crawler.simulation.mess.draw import plain_page
from crawler.simulation.mess.generator import _drawn, generate, make, page_of, plan
from crawler.simulation.mess.grid import expand, tables_of, values_of
from crawler.simulation.mess.page import Kind, Page, PrintedCell, truths_of
from crawler.simulation.mess.variations import VARIATIONS

ROOT = Path(__file__).resolve().parents[3]


def _pages(count: int) -> list[Page]:
    return [plain_page(random.Random(number)) for number in range(count)]


def test_a_document_depends_on_seed_number_and_kind_alone() -> None:
    whole = list(generate("spring", {"html": 6, "text": 3}))
    assert [document.body for document in whole[4:6]] == [
        make("spring", 4, "html").body,
        make("spring", 5, "html").body,
    ]
    assert make("spring", 7, "text").body == whole[7].body
    assert make("autumn", 4, "html").body != whole[4].body


def test_a_plan_numbers_all_documents_kind_after_kind() -> None:
    assert plan("any", {"html": 2, "text": 1}) == [(0, "html"), (1, "html"), (2, "text")]


def test_the_same_seed_gives_the_same_bytes_in_another_process() -> None:
    code = (
        "from crawler.simulation.mess.generator import make; import hashlib;"
        "print(hashlib.sha256(make('spring', 11, 'html').body).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env={"PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for hash_seed in ("1", "2")
    }
    assert len(digests) == 1


def test_the_package_needs_nothing_of_the_data_half() -> None:
    code = (
        "import sys\n"
        "class Wall:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name.partition('.')[0] == 'pipelines':\n"
        "            raise ImportError(f'{name} stands behind the wall')\n"
        "sys.meta_path.insert(0, Wall())\n"
        "from crawler.simulation.mess.generator import make\n"
        "print(len(make('wall', 1, 'html').truths), len(make('wall', 2, 'text').truths))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["1", "1"]


def test_all_forms_are_drawn_in_their_shares() -> None:
    forms = Counter(str(page.reports[0].fields["template"]) for page in _pages(300))
    assert 100 < forms["2021"] < 170
    assert 75 < forms["2019"] < 135
    assert 25 < forms["2014"] < 66
    assert 4 < forms["local"] < 30


def _number(cell: PrintedCell) -> float | None:
    """The number that a plain cell prints; null for a label."""
    return float(cell.text) if cell.targets else None


def test_in_undamaged_pages_neighbours_differ_and_half_of_the_cells_are_not_zero() -> None:
    for page in _pages(60):
        for table in tables_of(page):
            numbers = [[_number(cell) for cell in line] for line in expand(table)]
            cells = [list(line) for line in expand(table)]
            for line, row in zip(numbers, cells, strict=True):
                for (a, one), (b, other) in itertools.pairwise(zip(line, row, strict=True)):
                    assert a is None or a != b or one is other
            for above, below in itertools.pairwise(numbers):
                assert all(a is None or a != b for a, b in zip(above, below, strict=True))
        printed = [_number(cell) for cell in values_of(page)]
        assert sum(number != 0 for number in printed) >= len(printed) / 2


def test_an_undamaged_page_adds_up_and_is_complete() -> None:
    for page in _pages(50):
        fields = page.reports[0].fields
        assert fields["status"] == "complete"
        assert fields["requests_blank_means_zero"] is None
        lines: dict[str, dict[str, float]] = {}
        for target, cell in truths_of(page)[0].cells.items():
            if target.table == "requests" and cell.value is not None:
                lines.setdefault(target.item, {})[target.column] = cell.value
        for line in lines.values():
            assert line.pop("total") == sum(line.values())


def test_a_third_of_the_damage_is_random_and_the_rest_of_the_shares_hold() -> None:
    pages = [page_of("shares", number, "html") for number in range(300)]
    names = [name for _, applied, _ in pages for name in applied]
    random_names = [name for name in names if VARIATIONS[name].random]
    assert len(random_names) >= len(names) / 3
    assert 0.09 < sum(not applied for _, applied, _ in pages) / 300 < 0.21
    moved = sum(any(VARIATIONS[n].stage == "rows" for n in applied) for _, applied, _ in pages)
    assert 0.06 < moved / 300 < 0.16
    assert all(len(applied) <= 4 for _, applied, _ in pages)
    assert all(
        is_random == any(VARIATIONS[name].random for name in applied)
        for _, applied, is_random in pages
    )


def test_every_variation_is_drawn_sooner_or_later() -> None:
    rng = random.Random(1)
    kinds: tuple[Kind, ...] = ("html", "text")
    drawn = {name for kind in kinds for _ in range(3000) for name in _drawn(rng, kind)}
    assert set(VARIATIONS) - drawn == set()


def test_only_variations_that_fit_a_kind_are_drawn() -> None:
    rng = random.Random(2)
    drawn = {name for _ in range(3000) for name in _drawn(rng, "text")}
    assert [name for name in sorted(drawn) if "text" not in VARIATIONS[name].kinds] == []
    assert "row_moved" in drawn


def test_split_disputes_cuts_between_the_paths_where_spans_are_lost() -> None:
    page, applied, _ = page_of("cut", 1, "html", variations=["spans_lost", "split_disputes"])
    assert applied == ("spans_lost", "split_disputes")
    widths = [
        len(table.rows[-1])
        for table in tables_of(page)
        if any(t.table == "disputes" for cell in table.rows[-1] for t in cell.targets)
    ]
    assert widths == [5, 10]


def test_variations_asked_for_are_applied_and_no_others() -> None:
    _, applied, is_random = page_of("asked", 3, "html", variations=["single_other_row"])
    assert applied == ("single_other_row",)
    assert not is_random
    assert page_of("asked", 3, "html", variations=[])[1] == ()


def test_an_unknown_variation_is_an_error() -> None:
    with pytest.raises(KeyError):
        page_of("asked", 3, "html", variations=["upside_down"])
