"""From home pages alone: every portal of the simulated country with the right family."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from crawler.simulation.country.kinds import FREE, KINDS
from crawler.simulation.country.plan import build_country
from crawler.simulation.country.server import serve
from crawler.simulation.country.truth import registry
from tests.crawler.discovery.apart import Told, discover_apart

#: One portal of each kind of site, and some more of the drawn ones.
SITES = (*KINDS, *[FREE] * 6)
#: Requests that a portal may cost on the way to its columns, robots.txt included.
MOST_REQUESTS = 25


def folded(urls: Iterable[str]) -> set[str]:
    """Addresses that some sites write in upper case, without what picks a year."""
    return {url.lower().partition("&timeframe")[0] for url in urls}


@pytest.fixture(scope="module")
def found(
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, tuple[dict[str, object], Told]]:
    country = build_country(len(SITES), reports=8, kinds=SITES)
    with serve(country) as running:
        rows = registry(country, running.port)
        told = discover_apart(
            [row["homepage"] for row in rows],
            archive=tmp_path_factory.mktemp("discovery") / "archive",
            delay=0,
            allow_hosts=[plan.address for plan in country.portals.values()],
            resolve=running.resolve(),
        )
        assert len(running.log) < MOST_REQUESTS * len(rows)
    by_home = {one.start: one for one in told}
    return {row["key"]: (row, by_home[row["homepage"]]) for row in rows}


def test_every_family_is_named(found: dict[str, tuple[dict[str, object], Told]]) -> None:
    named = {key: one.family for key, (row, one) in found.items() if row["columns"]}
    assert named == {key: row["family"] for key, (row, _) in found.items() if row["columns"]}
    assert len(set(named.values())) >= 13


def test_every_column_is_found_and_no_other(
    found: dict[str, tuple[dict[str, object], Told]],
) -> None:
    for row, one in found.values():
        expected = row["columns"]
        assert isinstance(expected, tuple)
        assert folded(one.columns) == folded(expected)


def test_a_portal_without_a_column_says_why(
    found: dict[str, tuple[dict[str, object], Told]],
) -> None:
    (none,) = [one for row, one in found.values() if not row["columns"]]
    assert not none.columns
    assert none.why_none
    assert "\n" not in none.why_none


def test_folders_of_years_are_told(found: dict[str, tuple[dict[str, object], Told]]) -> None:
    expected = {key for key, (row, _) in found.items() if row["settings"] == {"folders": "1"}}
    assert {key for key, (_, one) in found.items() if one.folders == 1} == expected
