"""Whatever a correctly laid out table prints comes back cell by cell, in each of the forms."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.model import Grid
from pipelines.reading import read_blocks
from pipelines.schema import DISPUTE_PATHS, PROACTIVE_COLUMNS, STATISTICS_ITEMS
from tests.grids import Written, grid
from tests.tables import (
    APPLICANTS,
    LINES_2019,
    LINES_2021,
    disputes,
    proactive_2019_rows,
    proactive_2021,
    requests,
    statistics_rows,
)

TITLE = "沭阳县财政局2022年政府信息公开工作年度报告"
#: What is printed -> what it means.
COUNTS = st.one_of(
    st.just(("0", 0)),
    st.integers(0, 10**7).map(lambda n: (str(n), n)),
    st.integers(0, 10**7).map(lambda n: (f"{n:,}", n)),
    st.integers(0, 999).map(lambda n: ("".join(chr(ord(c) + 0xFEE0) for c in str(n)), n)),
    st.sampled_from([("", None), ("/", None), ("—", None), ("无", None)]),
)


def counts(number: int) -> st.SearchStrategy[list[tuple[str, int | None]]]:
    return st.lists(COUNTS, min_size=number, max_size=number)


def check(
    blocks: list[Grid], lines: tuple[str, ...], printed: list[tuple[str, int | None]]
) -> None:
    """Compare sections three and four; ``printed`` holds theirs in printed order."""
    tables = read_blocks(blocks, TITLE).tables
    three = {
        code: dict(zip(APPLICANTS, [n for _, n in printed[i * 7 : i * 7 + 7]], strict=True))
        for i, code in enumerate(lines)
    }
    assert {code: line.values for code, line in tables.requests.items()} == three
    four = [n for _, n in printed[len(lines) * 7 :]]
    found = [n for path in DISPUTE_PATHS for n in tables.disputes[path].values.values()]
    assert found == four
    assert [finding.rule for finding in tables.findings] == []


def split(
    lines: tuple[str, ...], printed: list[tuple[str, int | None]]
) -> tuple[dict[str, list[str]], list[str]]:
    texts = [text for text, _ in printed]
    rows = {code: texts[i * 7 : i * 7 + 7] for i, code in enumerate(lines)}
    return rows, texts[len(lines) * 7 :]


@settings(max_examples=20, deadline=None)
@given(counts(len(LINES_2021) * 7 + 15), counts(10))
def test_the_form_of_2021(
    printed: list[tuple[str, int | None]], two: list[tuple[str, int | None]]
) -> None:
    rows, four = split(LINES_2021, printed)
    blocks = [proactive_2021([text for text, _ in two]), requests(rows), disputes(four)]
    check(blocks, LINES_2021, printed)
    found = read_blocks(blocks, TITLE).tables.proactive
    assert found is not None
    assert list(found.values.values()) == [n for _, n in two]


@settings(max_examples=20, deadline=None)
@given(counts(len(LINES_2019) * 7 + 15), counts(22))
def test_the_form_of_2019(
    printed: list[tuple[str, int | None]], two: list[tuple[str, int | None]]
) -> None:
    rows, four = split(LINES_2019, printed)
    section_two = grid(*proactive_2019_rows([text for text, _ in two]))
    check([section_two, requests(rows, single_other=True), disputes(four)], LINES_2019, printed)
    found = read_blocks([section_two], TITLE).tables.proactive
    assert found is not None
    values = dict(found.values)
    if two[21][1] is not None:
        assert values.pop("procurement_amount_printed") == two[21][1]
    values.pop("procurement_amount_printed", None)
    assert list(values.values()) == [n for _, n in two]
    assert set(values) <= set(PROACTIVE_COLUMNS)


@settings(max_examples=20, deadline=None)
@given(counts(len(STATISTICS_ITEMS)))
def test_the_form_of_2014(printed: list[tuple[str, int | None]]) -> None:
    rows: list[list[Written]] = statistics_rows([text for text, _ in printed])
    found = read_blocks([grid(*rows)], TITLE).tables.statistics
    wanted = [(item, n) for item, (_, n) in zip(STATISTICS_ITEMS, printed, strict=True)]
    assert [(line.item, line.value) for line in found] == wanted
