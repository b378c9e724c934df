"""Whole crawls that several modules look at."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from crawler.simulation.country.faults import Faults
from tests.country.sizes import IS_FULL, size
from tests.country.telling import Told, tell
from tests.once import once

#: More than elsewhere, since a night asks little; quick ones, since a night is not what waits.
FAULTS = Faults(rate=0.2, slow_seconds=0.2, half_open_seconds=0.5, retry_after=0)


@pytest.fixture(scope="session")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """Eight nights of a country: by default a portal of each kind, and a third drawn."""
    return once(tmp_path_factory, "nights", _tell)


@pytest.fixture(scope="session")
def told_with_faults(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """The same nights, while much goes wrong on the way."""
    return once(tmp_path_factory, "nights-with-faults", partial(_tell, faults=FAULTS))


def _tell(folder: Path, faults: Faults | None = None) -> Told:
    return tell(folder, portals=size(24, 96), reports=size(1, 8), whole=IS_FULL, faults=faults)
