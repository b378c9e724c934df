"""Killed again and again on a later night, a sweep: what changed is found, and nothing twice.

With ``GONGKAI_TEST_COUNTRY=full``: 15 kills of a larger country.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from crawler.simulation.country.changes import draw_changes, with_changes
from crawler.simulation.country.log import Logged
from crawler.simulation.country.plan import build_country
from pipelines import engine
from tests.country.held import rows_of
from tests.country.kills import Killed, asked_again, crawl_killed, draw
from tests.country.same import differences, digests
from tests.country.sizes import IS_FULL, size
from tests.country.world import World, night_of, world

KILLS = size(4, 15)
PORTALS, REPORTS = size((6, 2), (24, 6))
#: About how many requests of the night a report takes.
REQUESTS_EACH = 3
LIFETIME = 3600

pytestmark = [pytest.mark.slow, pytest.mark.timeout(LIFETIME if IS_FULL else 300)]


@dataclass(frozen=True)
class Swept:
    """Two worlds that were one on the first night; the second was swept, one of them killed."""

    killed: World
    alone: World
    kills: Killed
    log: list[Logged]


@pytest.fixture(scope="module")
def swept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Swept]:
    folder = tmp_path_factory.mktemp("night")
    before = build_country(PORTALS, reports=REPORTS, seed=8, extras=())
    changes = draw_changes(before, 1, {"new": 1, "amended": 1, "silent": 1, "withdrawn": 1})
    with world(with_changes(before, changes), folder / "alone", lifetime=LIFETIME) as alone:
        portals = alone.portals()
        alone.crawl(portals)
        killed = World(alone.running, folder / "killed")
        shutil.copytree(alone.folder, killed.folder)
        alone.running.clock.day = 1
        begins = len(alone.running.log)
        fell = crawl_killed(
            killed.running,
            draw(KILLS, REQUESTS_EACH * PORTALS * REPORTS, seed=8),
            portals,
            archive=killed.archive,
            state=killed.state,
            dataset=killed.dataset,
            delay=0,
            sweep=True,
            now=partial(night_of, 1),
            **killed.network,
        )
        log = alone.running.log[begins:]
        fell.ends = [end - begins for end in fell.ends]
        alone.crawl(portals, day=1, sweep=True)
        yield Swept(killed, alone, fell, log)


def test_the_data_are_those_of_a_night_left_alone(swept: Swept) -> None:
    where = Counter[str](kill.where for kill in swept.kills.kills)
    print(f"\n{len(swept.kills.kills)} kills of a sweep ({dict(where)}), {len(swept.log)} requests")
    assert len(swept.kills.kills) == KILLS
    assert differences(swept.alone.dataset, swept.killed.dataset) == []
    captures = rows_of(swept.killed.dataset, "captures")
    contents = {(row["url"], row["content_sha256"]) for row in captures if row["content_sha256"]}
    changed = [url for url, times in Counter(url for url, _ in contents).items() if times > 1]
    assert len(changed) == 2  # one amended, and one amended in silence
    assert "gone" in {row["role"] for row in captures}


def test_nothing_is_asked_twice_in_the_night(swept: Swept) -> None:
    assert any(entry.status == 304 for entry in swept.log)
    assert asked_again(swept.log, swept.kills.ends) == []


def test_the_archive_gives_the_data_byte_for_byte(swept: Swept, tmp_path: Path) -> None:
    engine.extract([swept.killed.archive], tmp_path / "dataset", archive=swept.killed.archive)
    assert digests(tmp_path / "dataset") == digests(swept.killed.dataset)


def test_each_portal_has_a_visit_a_night(swept: Swept) -> None:
    visits = Counter(row["portal"] for row in rows_of(swept.killed.dataset, "visits"))
    assert set(visits.values()) == {2}
