"""What CONTRIBUTING shows is what there is."""

from __future__ import annotations

import csv
import pathlib
import re

from crawler.families import FAMILIES, ilist

ROOT = pathlib.Path(__file__).parents[3]
GUIDE = (ROOT / "CONTRIBUTING.md").read_text("utf-8")


def block(language: str) -> str:
    """Return the first block of code in this language."""
    found = re.search(rf"```{language}\n(.*?)```", GUIDE, re.DOTALL)
    assert found
    return found[1]


def test_the_family_it_shows_is_a_family_as_it_stands() -> None:
    assert block("python") == pathlib.Path(ilist.__file__).read_text("utf-8")


def test_the_portal_it_shows_has_the_fields_of_the_registry() -> None:
    with (ROOT / "data/portals.csv").open(encoding="utf-8-sig", newline="") as file:
        fields = next(csv.reader(file))
    (row,) = csv.DictReader(block("csv").splitlines())
    assert list(row) == fields
    assert row["family"] in FAMILIES
