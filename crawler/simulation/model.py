"""One simulated report, from its plan to what is printed."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass

from crawler.simulation.figures import Figures, draw_figures, grids, neighbours_differ
from crawler.simulation.places import Agency, Place, Plan, title_of
from crawler.simulation.plants import ZERO_ROWS, plant, print_digits, print_procurement
from crawler.simulation.prose import Narrative, tell

#: Days of the year after the reporting year on which reports are published.
_FIRST_DAY = 10
_LAST_DAY = 88
_ATTEMPTS = 50


@dataclass(frozen=True, slots=True)
class SimulatedReport:
    """Everything that the page of one report prints."""

    place: Place
    plan: Plan
    agency: Agency
    number: int
    title: str
    published_on: dt.date
    figures: Figures
    narrative: Narrative
    credit_code: str | None

    @property
    def key(self) -> str:
        """Name of the report inside the simulation: portal, agency, year."""
        return f"{self.place.key}/{self.plan.agency}/{self.plan.year}"


def draw_reports(place: Place, seed: int) -> list[SimulatedReport]:
    """Draw all reports of one portal; the same seed gives the same reports."""
    return [_draw_report(place, number, seed) for number in range(len(place.plans))]


def _draw_report(place: Place, number: int, seed: int) -> SimulatedReport:
    plan = place.plans[number]
    agency = place.agencies[plan.agency]
    rng = random.Random(f"{seed}/{place.key}/{plan.agency}/{plan.year}")
    figures = _draw_figures(rng, place, plan, agency)
    day = rng.randint(_FIRST_DAY, _LAST_DAY)
    return SimulatedReport(
        place=place,
        plan=plan,
        agency=agency,
        number=number,
        title=title_of(agency, plan),
        published_on=dt.date(plan.year + 1, 1, 1) + dt.timedelta(days=day - 1),
        figures=figures,
        narrative=tell(plan, agency, figures, rng),
        credit_code=_credit_code(place, plan.agency),
    )


def _draw_figures(rng: random.Random, place: Place, plan: Plan, agency: Agency) -> Figures:
    """Draw and flaw figures until no flaw has made two neighbours equal."""
    zero_rows = tuple(item for name in plan.plants for item in ZERO_ROWS.get(name, ()))
    for _ in range(_ATTEMPTS):
        figures = draw_figures(
            rng,
            plan.form,
            single_other=plan.single_other or plan.form == "2019",
            rules=agency.may_make_rules,
            zero_rows=zero_rows,
        )
        plant(figures, plan.plants)
        if all(neighbours_differ(grid) for grid in grids(figures)):
            print_procurement(figures, place.procurement)
            print_digits(figures, place.digits)
            return figures
    raise ValueError(
        f"no figures for {place.key}/{plan.agency}/{plan.year} whose neighbours differ"
    )


_CREDIT_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def _credit_code(place: Place, agency_key: str) -> str | None:
    """Unified social credit code (GB 32100-2015) that a hanweb portal prints in its 索引号."""
    if place.family != "hanweb":
        return None
    serial = f"{42_000_000 + 1377 * list(place.agencies).index(agency_key)}"
    return credit_code(f"11{place.division.code}", serial)


def credit_code(prefix: str, serial: str) -> str:
    """Complete a code: ``prefix`` (8 characters), ``serial`` (8 digits), two check characters."""
    digits = zip(serial, _ORGANISATION_WEIGHTS, strict=True)
    check = 11 - sum(int(digit) * weight for digit, weight in digits) % 11
    organisation = serial + {10: "X", 11: "0"}.get(check, str(check))
    body = prefix + organisation
    total = sum(
        _CREDIT_CHARACTERS.index(character) * weight
        for character, weight in zip(body, _CREDIT_WEIGHTS, strict=True)
    )
    return body + _CREDIT_CHARACTERS[-total % 31]
