"""A tenth of the accuracy run, each kind by itself, with a seed that never changes.

``make accuracy`` draws another seed each time and reads ten times as many.
"""

from __future__ import annotations

from fractions import Fraction
from typing import get_args

import pytest

from crawler.accuracy.making import plan
from crawler.accuracy.run import batches, run
from crawler.accuracy.tally import Tally
from crawler.accuracy.thresholds import documents_of, judge
from crawler.simulation.mess.page import Kind

SEED = "tenth"


@pytest.mark.slow
@pytest.mark.parametrize("kind", get_args(Kind))
def test_a_tenth_of_the_run_holds_every_threshold(kind: Kind) -> None:
    numbers = [entry for entry in plan(SEED, documents_of(Fraction(1, 10))) if entry[1] == kind]
    tally = Tally()
    run(batches(numbers, SEED), tally, workers=2)
    if kind in tally.skipped:
        pytest.skip(tally.skipped[kind][1])

    assert tally.documents == len(numbers)
    missed = [judgement for judgement in judge(tally) if not judgement.holds]
    worst = [
        f"{score.number} ({', '.join(score.variations)}): {difference}"
        for score in tally.worst
        for difference in [score.unreadable, *map(str, score.differences[:3])]
        if difference
    ]
    assert not missed, "\n".join([*map(str, missed), *worst])
