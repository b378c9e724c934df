"""Files of the worst pages, for whoever wants to open them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from crawler.accuracy.counts import DocumentScore
from crawler.accuracy.making import make_documents
from crawler.simulation.mess.page import Kind


def keep_worst(folder: Path, worst: Sequence[DocumentScore]) -> list[Path]:
    """Make the documents of these scores again and write each with what went wrong beside it.

    Returns the documents' paths, in the order given.
    """
    folder.mkdir(parents=True, exist_ok=True)
    by_kind: dict[Kind, list[DocumentScore]] = {}
    for score in worst:
        by_kind.setdefault(score.kind, []).append(score)
    written: dict[tuple[str, int], Path] = {}
    for kind, scores in by_kind.items():
        numbers = [score.number for score in scores]
        for score, document in zip(
            scores, make_documents(scores[0].seed, numbers, kind), strict=True
        ):
            path = folder / f"{kind}-{document.number:05d}-{document.name}"
            path.write_bytes(document.body)
            lines = [
                f"seed {score.seed}, number {score.number}, {document.url}",
                f"variations: {', '.join(score.variations)}",
                *map(str, score.differences),
            ]
            notes = path.with_name(f"{path.name}.txt")
            notes.write_text("\n".join(lines) + "\n", encoding="utf-8")
            written[kind, score.number] = path
    return [written[score.kind, score.number] for score in worst]
