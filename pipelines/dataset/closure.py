"""Which rows of the index a commit touches: everything tied to what was staged."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from pipelines.dataset.fetch import Files, light_rows
from pipelines.dataset.layout import INDEX, files_of
from pipelines.dataset.scratch import OldRow, Pointer, Scratch
from pipelines.dataset.staging import Chunk


def load_staged(
    scratch: Scratch, files: Files, staged: Sequence[Chunk], runs: Collection[str]
) -> set[int]:
    """Load the staged captures in the order of their runs; return what they are tied to.

    Those of ``runs`` are counted.
    """
    numbered = [(chunk, files.add(chunk.path)) for chunk in staged]
    nodes: set[int] = set()

    def load() -> bool:
        plain = True
        for chunk, number in numbered:
            for row, observation in light_rows(chunk.path):
                times = 1 if chunk.run in runs else 0
                plain &= scratch.add_staged(observation, Pointer(number, row), times=times)
                nodes.update(observation.nodes())
        return plain

    if not load():
        # Two runs read a capture differently, which only the last of them tells.
        scratch.restart()
        load()
    return nodes


class Closure:
    """Loads the rows of the index that are tied to nodes, and what is tied to them."""

    def __init__(self, scratch: Scratch, files: Files, root: Path) -> None:
        self._scratch = scratch
        self._index = [
            (partition, path, files.add(path)) for partition, path in files_of(root, INDEX).items()
        ]
        self._known: set[int] = set()

    def load(self, nodes: set[int]) -> bool:
        """Load what is tied to these nodes; tell whether anything new was."""
        frontier = nodes - self._known
        self._known |= frontier
        found = False
        while frontier:
            wanted, frontier = frontier, set()
            for partition, path, number in self._index:
                for row, observation in light_rows(path, wanted):
                    if self._scratch.add_old(OldRow(partition, observation, Pointer(number, row))):
                        found = True
                        frontier.update(observation.nodes())
            frontier -= self._known
            self._known |= frontier
        return found
