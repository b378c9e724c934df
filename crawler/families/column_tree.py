"""The tree of columns that a page of gkmlpt carries in its script."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import islice

from crawler.families.queries import whole

_TREE = re.compile(r"\bTREE[\"']?\s*[:=]\s*(?=[\[{])")
#: Trees of one page that are looked at; there is one.
_MOST_TREES = 5
#: Names of the columns of reports; those of other matters have annual ones, too.
_REPORTS = re.compile(r"^(?!.*(?:法治|网站|统计|财政|决算|质量|环境|监测|绩效)).*年(?:报|度报告)")


def report_columns(text: str) -> tuple[int, ...]:
    """Return the numbers of the columns named 年报, and of all columns below them."""
    numbers: dict[int, None] = {}
    for found in islice(_TREE.finditer(text), _MOST_TREES):
        try:
            tree = json.JSONDecoder(strict=False).raw_decode(text, found.end())[0]
        except (ValueError, RecursionError):
            continue
        numbers.update(dict.fromkeys(_numbers(tree)))
    return tuple(numbers)


def _numbers(tree: object) -> Iterator[int]:
    nodes = [(tree, False)]
    while nodes:
        node, is_below = nodes.pop()
        if isinstance(node, list):
            nodes += [(one, is_below) for one in reversed(node)]
        elif isinstance(node, dict):
            wanted = is_below or _REPORTS.search(str(node.get("name"))) is not None
            number = whole(node.get("id"))
            # What leads elsewhere has no list of its own.
            if wanted and number and not node.get("jump_url"):
                yield number
            nodes.append((node.get("children"), wanted))
