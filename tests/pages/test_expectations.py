"""Pages with what a person found on them: ``gongkai inspect FILE --expect``, then corrected by hand.

Each ``NAME.expected.json`` of this folder is a test of the file NAME beside it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from pipelines.inspection import inspect_file, write_expectation

HERE = Path(__file__).parent
ENDING = ".expected.json"
EXPECTED = sorted(path.name for path in HERE.glob(f"*{ENDING}"))
#: Follows from the program, not from the page.
NOT_OF_THE_PAGE = frozenset({"extractor_version"})


def differences(expected: Any, found: Any, place: str = "") -> Iterator[str]:
    """Yield one line for each value that is not the expected one."""
    if isinstance(expected, Mapping) and isinstance(found, Mapping):
        for name in dict.fromkeys((*expected, *found)):
            if name not in NOT_OF_THE_PAGE:
                yield from differences(expected.get(name), found.get(name), f"{place}.{name}")
    elif _is_list(expected) and _is_list(found) and len(expected) == len(found):
        for number, (one, other) in enumerate(zip(expected, found, strict=True)):
            yield from differences(one, other, f"{place}[{number}]")
    elif expected != found:
        yield f"{place.removeprefix('.')}: expected {expected!r}, read {found!r}"


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def read(page: Path) -> dict[str, Any]:
    found, _ = inspect_file(page)
    return found


@pytest.mark.parametrize("name", EXPECTED)
def test_a_page_is_read_as_a_person_read_it(name: str) -> None:
    expected = json.loads((HERE / name).read_text("utf-8"))
    found = read(HERE / name.removesuffix(ENDING))
    assert list(differences(expected, found)) == []


def test_there_are_pages() -> None:
    assert len(EXPECTED) >= 2


def test_a_page_that_changed_is_told_by_the_cell(tmp_path: Path) -> None:
    name = "one_column_off.html"
    page = tmp_path / name
    page.write_bytes((HERE / name).read_bytes())
    written = write_expectation(page, json.dumps(read(page)).encode())
    html = page.read_text("utf-8")
    assert html.count('<td colspan="3">37</td>') == 1
    page.write_text(html.replace('<td colspan="3">37</td>', '<td colspan="3">38</td>'), "utf-8")
    told = list(differences(json.loads(written.read_text("utf-8")), read(page)))
    assert "proactive.penalty_decisions: expected 37, read 38" in told
    assert len(told) == 2, "the cell, and the digest of the file"
