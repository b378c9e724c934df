"""The smaller reference tables: words, systems, zones, central bodies, agencies, page kinds."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipelines.errors import UserError
from pipelines.reference.files import Row
from pipelines.script import simplify

PAGE_KINDS = ("not_ogi", "notice", "unknown")
PAGE_FIELDS = ("title", "agency", "other")


def plain(text: str) -> str:
    """NFKC without white space and invisible characters: how names are hashed."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join(
        char for char in folded if not char.isspace() and unicodedata.category(char) != "Cf"
    )


def comparable(text: str) -> str:
    """Return the same in simplified characters: how names are compared."""
    return simplify(plain(text))


class Words:
    """Spellings by role, from ``words.csv``, in the order of the file."""

    def __init__(self, rows: Iterable[Row]) -> None:
        by_role: dict[str, list[str]] = defaultdict(list)
        for row in rows:
            by_role[row.need("role")].append(comparable(row.need("word")))
        self._by_role = {role: tuple(dict.fromkeys(words)) for role, words in by_role.items()}

    def __getitem__(self, role: str) -> tuple[str, ...]:
        """Words of a role; raises :class:`UserError` where the file has none."""
        try:
            return self._by_role[role]
        except KeyError:
            raise UserError(f"words.csv: no word has the role {role}") from None

    def either(self, role: str) -> str:
        """Regular expression that matches any word of a role, the longest first."""
        words = sorted(self[role], key=lambda word: (-len(word), word))
        return "(?:" + "|".join(map(re.escape, words)) + ")"


class Names:
    """A set of names, compared as :func:`plain` text."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._names = frozenset(comparable(row.need("name")) for row in rows)

    def __contains__(self, name: str) -> bool:
        return comparable(name) in self._names


def _pattern(row: Row) -> re.Pattern[str]:
    try:
        return re.compile(row.need("pattern"))
    except re.error as error:
        raise UserError(f"{row.where}: the pattern is wrong ({error})") from None


class Systems:
    """Bodies led from above, by patterns over their names (``systems.csv``)."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._patterns = tuple(_pattern(row) for row in rows)

    def of(self, name: str) -> str:
        """``vertical`` where a pattern fits the name, else ``local``."""
        text = comparable(name)
        return "vertical" if any(rule.search(text) for rule in self._patterns) else "local"


@dataclass(frozen=True, slots=True)
class PageRule:
    """One line of ``not_ogi.csv``.

    ``field``: ``title``, ``agency`` (the name in it), or ``other``: a title that is not that of
    an annual report on disclosure (综合行政执法局 may report, 行政执法年度报告 is another report).
    """

    kind: str
    field: str
    pattern: re.Pattern[str]


def parse_page_rule(row: Row) -> PageRule:
    """Read one line of ``not_ogi.csv``; raises :class:`UserError` naming what is wrong."""
    kind, field = row.need("kind"), row.need("field")
    if kind not in PAGE_KINDS:
        raise UserError(f"{row.where}: kind {kind!r} is not one of {', '.join(PAGE_KINDS)}")
    if field not in PAGE_FIELDS:
        raise UserError(f"{row.where}: field {field!r} is not one of {', '.join(PAGE_FIELDS)}")
    return PageRule(kind, field, _pattern(row))


class Zones:
    """Zones without a division code of their own, and the reviewed code of their parent."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._codes = {comparable(row.need("zone")): row.need("region_code") for row in rows}

    def code_of(self, zone: str) -> str | None:
        """Reviewed code of the parent, as it is today; null for a zone that is not listed."""
        return self._codes.get(comparable(zone))


class Agencies:
    """Reviewed identities: which ``agency_key`` belongs to which ``agency_id``."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._ids = {row.need("agency_key"): row.need("agency_id") for row in rows}

    def id_of(self, agency_key: str) -> str | None:
        """Reviewed id of a key, or null."""
        return self._ids.get(agency_key)
