"""Portals with known truth: drawn from a seed, served on loopback, compared by the demo.

Nothing here imports the data half or reads its reference data: forms, labels and arithmetic are
the simulation's own, so that agreement between the two means something.
"""

from __future__ import annotations

from crawler.simulation.server import SEED, Asked, Running, serve
from crawler.simulation.site import Resource, Site, build_site
from crawler.simulation.truth import LineTruth, ReportTruth

__all__ = [
    "SEED",
    "Asked",
    "LineTruth",
    "ReportTruth",
    "Resource",
    "Running",
    "Site",
    "build_site",
    "serve",
]
