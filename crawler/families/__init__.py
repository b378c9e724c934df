"""CMS families: how they are recognised, how their lists read, where their content stands.

How a report is read is no business of a family. A new family is one file with a ``FAMILY``
and one name here.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from crawler.families import generic, hanweb, trs, ucap
from crawler.families.page import Entry, Family, ListPage, Post

__all__ = [
    "FAMILIES",
    "READABLE",
    "Entry",
    "Family",
    "ListPage",
    "Post",
    "family_for",
    "recognise",
]

FAMILIES: Mapping[str, Family] = MappingProxyType(
    {module.FAMILY.name: module.FAMILY for module in (trs, hanweb, ucap, generic)}
)
#: Families of the registry whose columns can be walked; of trs-list the static pages only.
READABLE = frozenset({*FAMILIES, "trs-list", ""})


def recognise(text: str, url: str) -> tuple[Family, tuple[str, ...]]:
    """Return the family with the most evidence in a page, and that evidence; else generic."""
    best = generic.FAMILY
    evidence: tuple[str, ...] = ()
    for family in FAMILIES.values():
        found = family.fingerprint(text, url)
        if len(found) > len(evidence):
            best, evidence = family, found
    return best, evidence


def family_for(hint: str, text: str, url: str) -> Family:
    """Return the family that the registry names, else the one that the page shows."""
    name = {"trs-list": "trs"}.get(hint, hint)
    return FAMILIES[name] if name in FAMILIES else recognise(text, url)[0]
