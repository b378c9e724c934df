"""Addresses taken apart and put together: the values of a query, the pages that it numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

#: A number with more digits counts nothing.
_COUNT = re.compile(r"[0-9]{1,12}")
#: List pages of one column that are worth the asking, whatever a page says of their number.
MOST_PAGES = 500


def query_of(url: str) -> dict[str, str]:
    """Return the values of a query by name, the first of each."""
    values: dict[str, str] = {}
    for name, value in parse_qsl(urlsplit(url).query, keep_blank_values=True):
        values.setdefault(name, value)
    return values


def with_query(url: str, values: Mapping[str, object]) -> str:
    """Return an address with these values in its query, others and their order kept.

    A name that stands there in another case is that name.
    """
    parts = urlsplit(url)
    wanted = {name.lower(): (name, str(value)) for name, value in values.items()}
    pairs: list[tuple[str, str]] = []
    for name, value in parse_qsl(parts.query, keep_blank_values=True):
        new = wanted.pop(name.lower(), None)
        pairs.append((name, value if new is None else new[1]))
    pairs.extend(wanted.values())
    return urlunsplit(parts._replace(query=urlencode(pairs), fragment=""))


def numbered(url: str, name: str, numbers: Iterable[int]) -> tuple[str, ...]:
    """Return the addresses of the pages that the value ``name`` of a query numbers."""
    return tuple(with_query(url, {name: number}) for number in numbers)


def pages_of(total: int, size: int) -> int:
    """Return how many pages hold ``total`` records; 0 where the size of a page is not known."""
    return min(-(-total // size), MOST_PAGES) if size > 0 else 0


def whole(value: object, default: int = 0) -> int:
    """Return a whole number of a page or a record, else ``default``."""
    text = str(value).strip()
    return int(text) if _COUNT.fullmatch(text) else default
