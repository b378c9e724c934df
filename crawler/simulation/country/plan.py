"""Builds a country: portals of every kind in turn, each with its columns and posts.

The same arguments give the same country.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice, product
from typing import Final, Literal

from crawler.simulation.country import names
from crawler.simulation.country.divisions import WITH_SITE
from crawler.simulation.country.kinds import FREE, KINDS
from crawler.simulation.country.model import Country, Division, PortalPlan, Refusal
from crawler.simulation.country.posting import Posting
from crawler.simulation.country.traits import closed, draw_traits, refusing
from crawler.simulation.places import DOMAIN

#: A portal of a special sort, besides the ordinary ones: without any column of reports, with a
#: robots.txt that forbids everything, or one that refuses.
Extra = Literal["none", "closed"] | Refusal

_DEPARTMENT_EACH: Final = 4
_FREE_EACH: Final = 3
_NETWORK: Final = 250


def build_country(
    portals: int = 48,
    *,
    seed: int = 1,
    reports: int = 12,
    kinds: Sequence[str] = (),
    extras: Sequence[Extra] = ("none",),
    traps: bool = True,
) -> Country:
    """Build a country of ``portals`` portals and one more for each of ``extras``.

    ``reports`` a portal, about, duplicates besides; departments with a site of their own have
    at most seven. ``kinds`` limits the kinds of sites; by default every third portal is a drawn
    one, the others take their turns. Raises ``ValueError`` for more portals than there are
    bodies to run them.
    """
    built: dict[str, PortalPlan] = {}
    bodies = _bodies()
    everybody: list[Extra | None] = [None] * portals
    everybody += extras
    for number, extra in enumerate(everybody):
        body = next(bodies, None)
        if body is None:
            raise ValueError(f"a country has no more than {number} portals")
        plan = _portal(number, body, _kind(number, kinds), extra, (seed, reports, traps))
        built[plan.key] = plan
    return Country(built, seed)


def address_of(number: int) -> str:
    """Return a loopback address for each portal; 127.0.0.x is left to others."""
    high, low = divmod(number, _NETWORK)
    return f"127.{1 + high // _NETWORK}.{high % _NETWORK}.{1 + low}"


_Body = tuple[Division, str]


def _bodies() -> Iterator[_Body]:
    """Yield who has a site, three governments to a department as long as there are any."""
    departments = (
        (division, department) for department, division in product(names.WITH_OWN_SITE, WITH_SITE)
    )
    for number, division in enumerate(WITH_SITE, start=1):
        yield division, ""
        if number % (_DEPARTMENT_EACH - 1) == 0:
            yield from islice(departments, 1)
    yield from departments


def _disagrees(number: int) -> bool:
    """Tell whether the copy on a portal disagrees: that of every other government."""
    return (number - number // _DEPARTMENT_EACH) % 2 == 1


def _kind(number: int, kinds: Sequence[str]) -> str:
    if kinds:
        return kinds[number % len(kinds)]
    ordered = [kind for kind in KINDS if kind != FREE]
    if FREE in KINDS and number % _FREE_EACH == _FREE_EACH - 1:
        return FREE
    turn = number - (number + 1) // _FREE_EACH if FREE in KINDS else number
    return ordered[turn % len(ordered)]


def _portal(
    number: int, body: _Body, kind: str, extra: Extra | None, drawn: tuple[int, int, bool]
) -> PortalPlan:
    seed, reports, traps = drawn
    division, department = body
    key = f"p{number:04}"
    agency = f"{division.name}{department}" if department else names.government(division)
    traits = draw_traits(number, kind, traps=traps and extra is None)
    if extra == "closed":
        traits = closed(traits)
    elif extra and extra != "none":
        traits = refusing(traits, extra)
    posting = Posting(key, division, agency, seed, is_department=bool(department))
    if extra != "none":
        posting.fill(kind, reports, disagrees=_disagrees(number))
    return PortalPlan(
        key=key,
        name=agency,
        division=division,
        host=f"{key}.{DOMAIN}",
        address=address_of(number),
        cms=kind,
        family=KINDS[kind].family,
        columns=posting.columns(),
        posted=posting.posted,
        traits=traits,
    )
