"""``gongkai nightly`` over a country: its report against the server's log, and what it leaves over."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from crawler.nightly.night import Plan, run_night
from crawler.nightly.order import tonight
from crawler.portals.standing import standings
from crawler.simulation.country import truth
from crawler.simulation.country.plan import build_country
from pipelines.reference import Portal
from tests.apart import apart
from tests.country.sizes import size
from tests.country.world import World, night_of, world

pytestmark = [pytest.mark.slow, pytest.mark.timeout(3600)]

#: Nobody waits so long between two requests; a portal that asks for it is never done in time.
FOR_EVER = 3000


def _silent(_line: str) -> None:
    """Say nothing."""


def _run(plan: Plan, seconds: float, now: Any) -> Path:
    """Run a night of so many seconds, without those that this process took to begin."""
    until = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=seconds)
    return run_night(replace(plan, until=until), say=_silent, now=now)[1]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    country = build_country(size(4, 96), reports=size(1, 8), extras=())
    with world(country, tmp_path_factory.mktemp("nightly"), lifetime=3600) as running:
        yield running


def _night(
    served: World, day: int, portals: Sequence[Portal], *, seconds: float = 1800
) -> dict[str, Any]:
    served.running.clock.day = day
    plan = Plan(
        portals=portals,
        archive=served.archive,
        dataset=served.dataset,
        state=served.state,
        until=dt.datetime.max.replace(tzinfo=dt.UTC),
        delay=0,
        **served.network,
    )
    found: dict[str, Any] = json.loads(
        apart(_run, plan, seconds, partial(night_of, day), within=3600).read_text(encoding="utf-8")
    )
    return found


def test_nights_report_what_the_server_saw_and_leave_over_what_the_time_did_not_allow(
    served: World,
) -> None:
    portals = served.portals()
    slow = replace(portals[0], settings={**portals[0].settings, "delay": str(FOR_EVER)})

    # The time is up before the first portal is done, since it waits between its requests.
    cut = _night(served, 0, [slow, *portals[1:]], seconds=size(10, 300))
    assert (cut["exit_code"], cut["requests"]) == (4, len(served.asked_on(0)))
    assert slow.key in cut["left_over"]
    assert len(cut["left_over"]) == cut["portals"]["stopped"]
    assert sum(cut["portals"].values()) == len(portals)

    # What waits longest for a complete visit comes first the next night.
    due, _ = tonight(portals, standings(served.state, served.dataset), night_of(1))
    assert {one.key for one in due[: len(cut["left_over"])]} == set(cut["left_over"])

    whole = _night(served, 1, portals)
    assert (whole["exit_code"], whole["left_over"]) == (0, [])
    assert whole["portals"] == {"complete": len(portals)}
    assert whole["requests"] == len(served.asked_on(1))
    reports = truth.reports(served.country, served.running.port, 1)
    assert whole["quality"]["reports"] == len(reports) == cut["reports_new"] + whole["reports_new"]
    assert whole["reports_good"] <= whole["reports_asked"] <= whole["requests"]

    quiet = _night(served, 2, portals)
    asked = served.asked_on(2)
    robots = sum(entry.target == "/robots.txt" for entry in asked)
    assert quiet["requests"] == len(asked) == quiet["list_pages"] + quiet["reports_asked"] + robots
    assert (quiet["reports_new"], quiet["errors"]) == (0, 0)

    archived = sum(path.stat().st_size for path in served.archive.iterdir())
    nights = [night["disk"]["bytes_tonight"] for night in (cut, whole, quiet)]
    assert archived == sum(nights)
    print(f"\nbytes of the nights: {nights}; a night without a change: {len(asked)} requests")
