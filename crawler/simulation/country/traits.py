"""Habits of the portals, dealt out in turn so that every one of them is there."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from crawler.simulation.country.kinds import ANY_CASE, FREE
from crawler.simulation.country.model import Refusal, Traits, Trap, Validators

_VALIDATORS: Final[tuple[Validators, ...]] = ("both", "etag", "none", "modified", "lying")
_TRAPS: Final[tuple[Trap, ...]] = ("calendar", "session", "endless", "loop", "default")
_PER_PAGE: Final = (5, 15, 8, 20, 10)
#: Seconds between requests that some robots.txt ask for.
CRAWL_DELAY: Final = 1
_ROBOTS: Final = (
    None,
    "User-agent: *\nDisallow: /admin/\nDisallow: /search/\n",
    None,
    None,
    "User-agent: *\nDisallow:\n",
    None,
    None,
    f"User-agent: *\nCrawl-delay: {CRAWL_DELAY}\nDisallow: /user/\n",
    None,
    "User-agent: BadBot\nDisallow: /\n\nUser-agent: *\nDisallow: /bin/\n",
    None,
)
_CLOSED: Final = "User-agent: *\nDisallow: /\n"
_TRAP_EACH: Final = 4
_GBK_EACH: Final = 7
_COMPRESSED_EACH: Final = 3
_METAS: Final = (True, True, False)


def draw_traits(number: int, kind: str, *, traps: bool) -> Traits:
    """Return the habits of the portal of a number."""
    set_traps: set[Trap] = set()
    if traps and number % _TRAP_EACH == _TRAP_EACH - 1:
        set_traps.add(_TRAPS[number // _TRAP_EACH % len(_TRAPS)])
    if traps and kind in ANY_CASE:
        set_traps.add("case")
    return Traits(
        metas=kind == FREE or _METAS[number % len(_METAS)],
        menu_depth=1 + number % 2,
        per_page=_PER_PAGE[number // 2 % len(_PER_PAGE)],
        charset="gbk" if number % _GBK_EACH == _GBK_EACH - 1 else "utf-8",
        compress=number % _COMPRESSED_EACH == 1,
        validators=_VALIDATORS[number % len(_VALIDATORS)],
        robots=_ROBOTS[number % len(_ROBOTS)],
        traps=frozenset(set_traps),
        variant=number // 2,
    )


def closed(traits: Traits) -> Traits:
    """Return the same with a robots.txt that forbids everything."""
    return replace(traits, robots=_CLOSED)


def refusing(traits: Traits, refusal: Refusal) -> Traits:
    """Return the same with a refusal on all days."""
    return replace(traits, refusal=refusal)
