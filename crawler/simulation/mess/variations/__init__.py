"""Everything that real pages do to a report, one function a variation."""

from __future__ import annotations

from crawler.simulation.mess.variations.registry import VARIATIONS
from crawler.simulation.mess.variations.variation import STAGES, Variation

__all__ = ["STAGES", "VARIATIONS", "Variation"]
