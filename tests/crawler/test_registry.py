"""The registry that ships with the project."""

from __future__ import annotations

import csv
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from crawler.guard import Guard
from crawler.selection import in_shard, select
from crawler.tasks import canonical
from pipelines.reference import Portal, Reference
from tests.shared import SHARED, needs_shared

CHECKOUT = Path(__file__).parents[2] / "data"


@pytest.fixture
def reference() -> Reference:
    return Reference.load(CHECKOUT)


@pytest.fixture
def portals(reference: Reference) -> list[Portal]:
    return list(reference.portals)


def test_keys_are_readable_and_every_column_is_on_a_host_of_its_portal(
    portals: list[Portal],
) -> None:
    for portal in portals:
        assert portal.key.isascii()
        assert portal.key.replace("-", "").isalnum()
        assert portal.key == portal.key.lower()
        for column in portal.columns:
            assert Guard().check_url(canonical(column), portal.hosts) in portal.hosts


def test_every_division_is_one_of_the_divisions(
    reference: Reference, portals: list[Portal]
) -> None:
    unknown = {
        portal.key
        for portal in portals
        if portal.division_code != "100000" and not reference.divisions.named(portal.division_code)
    }
    assert unknown == set()


@needs_shared
def test_every_known_portal_is_there_once(portals: list[Portal]) -> None:
    with (SHARED / "data/portals.csv").open(encoding="utf-8", newline="") as file:
        facts = list(csv.DictReader(file))
    by_host = {host: portal for portal in portals for host in portal.hosts}
    for fact in facts:
        portal = by_host[urlsplit(fact["homepage"]).hostname or ""]
        assert fact["report_column"] in {"", *portal.columns}
        assert fact["family_hint"] in {"", portal.family}
    assert len(portals) == len({fact["homepage"] for fact in facts})


@pytest.mark.parametrize(
    ("keys", "regions", "expected"),
    [
        (["mva"], [], ["mva"]),
        (["mva", "gov-150000", "mva"], [], ["mva", "gov-150000"]),
        ([], ["150000"], ["gov-150000", "gov-150100"]),
        ([], ["内蒙古"], ["gov-150000", "gov-150100"]),
        ([], ["呼和浩特市", "350128"], ["gov-150100", "zone-pingtan"]),
        (["gov-150100", "mva"], ["100000"], ["mva"]),
    ],
)
def test_portals_are_chosen_by_key_and_region(
    reference: Reference, keys: list[str], regions: list[str], expected: list[str]
) -> None:
    assert [portal.key for portal in select(reference, keys, regions)] == expected


def test_every_portal_is_in_one_shard_whatever_else_the_registry_holds(
    portals: list[Portal],
) -> None:
    shards = [in_shard(portals, number, 3) for number in (1, 2, 3)]
    assert sorted(p.key for shard in shards for p in shard) == sorted(p.key for p in portals)
    assert all(len(portals) / 6 < len(shard) < len(portals) / 2 for shard in shards)
    assert in_shard(shards[1][:1], 2, 3) == shards[1][:1]
