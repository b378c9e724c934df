"""Drawn portals by the hundred, walked without a network: every column of every one is found."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from crawler.simulation.country import truth
from crawler.simulation.country.cms.protocol import Request
from crawler.simulation.country.free.addresses import scheme_of
from crawler.simulation.country.kinds import FREE
from crawler.simulation.country.model import PortalPlan
from crawler.simulation.country.plan import build_country
from crawler.simulation.country.site import Site
from tests.country.sizes import size
from tests.crawler.discovery.offline import Got, Portal, explore

PORTALS = size(12, 30)
SEEDS = size((21,), range(1, 21))
#: So many that lists have a second and a third page.
REPORTS = 24
PORT = 8000
#: Requests of the longest walk.
MOST_REQUESTS = 25


def written(site: Site, plan: PortalPlan) -> Portal:
    """Return a portal of a country in the shape in which walks ask it."""

    def answer(url: str, form: str) -> Got:
        parts = urlsplit(url)
        method = "POST" if form else "GET"
        origin = f"http://{plan.host}:{PORT}"
        asked = Request(method, parts.path or "/", parts.query, form, origin=origin)
        told = site.answer(plan, 0, asked)
        return Got(told.body, told.status, told.headers.get("Location", ""))

    return answer


@pytest.mark.parametrize("seed", SEEDS)
def test_every_column_of_drawn_portals_is_found(seed: int) -> None:
    country = build_country(PORTALS, seed=seed, reports=REPORTS, kinds=[FREE], extras=())
    site = Site(country)
    wrong = []
    asked = 0
    for plan in country.portals.values():
        walked = explore(written(site, plan), truth.url_of(plan, "/", PORT), year=2026)
        asked += len(walked.asked)
        expected = set(truth.columns_of(plan, PORT))
        found = (walked.found.family, set(walked.columns))
        if found != (plan.family, expected) or len(walked.asked) > MOST_REQUESTS:
            wrong.append((plan.key, found, expected, len(walked.asked), scheme_of(plan)))
    print(f"\nseed {seed}: {PORTALS} drawn portals, {asked / PORTALS:.1f} requests each")
    assert not wrong
