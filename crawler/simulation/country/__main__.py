"""Serves a country in a process of its own: ``python -m crawler.simulation.country``.

The first line that it prints is JSON: the port, and the address of each host. A portal answers
to its address as well as to its name, so where no name server knows it, this does: ``gongkai
discover http://127.1.0.1:PORT/ --allow-host 127.1.0.1``. On its standard
input, ``day 3`` sets the clock and ``stop`` ends it; so does the end of the input, or the time
bound. The country is that of ``country_of`` with the same arguments, so that whoever started it
can build it as well.
"""

from __future__ import annotations

import argparse
import json
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import cast, get_args

from crawler.simulation.country.changes import What, draw_changes, with_changes
from crawler.simulation.country.clock import Clock
from crawler.simulation.country.faults import Faults
from crawler.simulation.country.model import Country
from crawler.simulation.country.plan import Extra, build_country
from crawler.simulation.country.server import LIFETIME, Running, serve


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until the input says stop, or ends, or the time is over."""
    options = parser().parse_args(arguments)
    faults = Faults(
        rate=options.faults,
        seed=options.seed,
        slow_seconds=options.slow,
        half_open_seconds=options.half_open,
    )
    clock = Clock(options.day)
    with serve(
        country_of(options),
        clock=clock,
        faults=faults,
        lifetime=options.lifetime,
        log_path=options.log,
    ) as running:
        _say(json.dumps({"port": running.port, "resolve": running.resolve()}))
        obeying = threading.Thread(target=_obey, args=(running,), daemon=True)
        obeying.start()
        obeying.join(options.lifetime)
    return 0


def _obey(running: Running) -> None:
    for line in sys.stdin:
        match line.split():
            case ["day", number] if number.isdigit():
                running.clock.day = int(number)
                _say(json.dumps({"day": running.clock.day}))
            case ["stop"]:
                return
            case _:
                sys.stderr.write(f"not understood: {line.strip()!r}; say 'day N' or 'stop'\n")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def country_of(options: argparse.Namespace) -> Country:
    """Build the country that these options of :func:`parser` describe."""
    country = build_country(
        options.portals,
        seed=options.seed,
        reports=options.reports,
        kinds=options.kind,
        extras=cast("list[Extra]", options.extra),
        traps=not options.no_traps,
    )
    for day, counts in options.night:
        country = with_changes(country, draw_changes(country, day, counts))
    return country


def parser() -> argparse.ArgumentParser:
    """Return the parser of the options."""
    options = argparse.ArgumentParser(prog="python -m crawler.simulation.country")
    options.add_argument("--portals", type=int, default=48)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--reports", type=int, default=12, help="reports a portal, about")
    options.add_argument("--kind", action="append", default=[], help="kinds of sites; default: all")
    options.add_argument("--extra", action="append", default=[], help="none, closed, 403, ...")
    options.add_argument("--no-traps", action="store_true")
    options.add_argument(
        "--night",
        action="append",
        type=_night,
        default=[],
        metavar="'DAY WHAT=COUNT ...'",
        help=f"what changes on a day: {', '.join(get_args(What))}",
    )
    options.add_argument("--day", type=int, default=0, help="day to begin with")
    options.add_argument("--faults", type=float, default=0.0, help="share of addresses that fail")
    options.add_argument("--slow", type=float, default=1.0, help="seconds of a slow answer")
    options.add_argument("--half-open", type=float, default=30.0, help="seconds of no answer")
    options.add_argument("--lifetime", type=float, default=LIFETIME, help="seconds")
    options.add_argument("--log", type=Path, help="file for the log, one line of JSON a request")
    return options


def _night(text: str) -> tuple[int, dict[What, int]]:
    """Read ``3 new=2 amended=1``."""
    day, *pairs = text.split()
    counts: dict[What, int] = {}
    for pair in pairs:
        what, _, count = pair.partition("=")
        if what not in get_args(What):
            raise argparse.ArgumentTypeError(f"{what!r} is none of {', '.join(get_args(What))}")
        counts[cast("What", what)] = int(count)
    return int(day), counts


if __name__ == "__main__":
    sys.exit(main())
