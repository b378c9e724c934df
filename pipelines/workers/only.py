"""``--only``: which captures concern some partitions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from pipelines.dataset.fetch import light_rows
from pipelines.dataset.hanging import hanging_of
from pipelines.dataset.index_rows import capture_key
from pipelines.dataset.layout import INDEX, Partition, files_of
from pipelines.dataset.observation import node, node_of
from pipelines.model import Capture, Extraction


@dataclass(frozen=True, slots=True)
class Only:
    """Partitions to write, null meaning any, and the captures that lie there so far.

    A capture that lay there before concerns them too: it may lie elsewhere now. Of what may be
    joined to others, whose region or year only the others tell, nothing is left out.
    """

    region: int | None
    year: int | None
    known: frozenset[int]

    @classmethod
    def load(cls, root: Path, only: Mapping[str, int]) -> Self:
        """Filter for ``region`` and ``year``, with the captures of the dataset so far."""
        found = cls(only.get("region"), only.get("year"), frozenset())
        known: set[int] = set()
        for partition, path in files_of(root, INDEX).items():
            if found.covers(partition):
                for _, seen in light_rows(path):
                    known |= {node(f"a{seen.address}"), node_of(seen.capture_key)}
        return cls(found.region, found.year, frozenset(known))

    def covers(self, partition: Partition) -> bool:
        """Whether this partition is to be written."""
        return (self.region is None or self.region == partition.region) and (
            self.year is None or self.year == partition.year
        )

    def concerns(self, capture: Capture, extraction: Extraction) -> bool:
        """Whether a capture gives a report of the partitions, or has lain there."""
        if any(self.covers(Partition(r.region, r.year)) for r in extraction.reports):
            return True
        hanging = hanging_of(capture, extraction)
        joinable = hanging.form or (hanging.lacks_tables and hanging.links)
        if joinable and self._may_cover(extraction):
            return True
        nodes = {node(f"a{capture.address}"), node_of(capture_key(capture))}
        return bool(nodes & self.known)

    def _may_cover(self, extraction: Extraction) -> bool:
        """Whether a report may turn out to lie there, its region or year not resolved."""
        unknown = [(0, 0)]
        return any(
            region in {0, self.region or region} and year in {0, self.year or year}
            for region, year in [(r.region, r.year) for r in extraction.reports] or unknown
        )
