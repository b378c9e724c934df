"""CMS families: how they are recognised, how their lists read, where their content stands.

How a report is read is no business of a family. A new family is one file with a ``FAMILY``
and one name here.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from crawler.families import (
    aspnet,
    generic,
    gkmlpt,
    hanweb,
    hanweb_jpaas,
    hanweb_report,
    ilist,
    lonsun,
    szinf,
    trs,
    trs_list,
    ucap,
    vsb,
)
from crawler.families.marks import ENOUGH
from crawler.families.page import Entry, Family, ListPage, Post
from crawler.families.subcolumns import subcolumns

__all__ = [
    "FAMILIES",
    "Entry",
    "Family",
    "ListPage",
    "Post",
    "family_for",
    "recognise",
    "subcolumns",
]

#: In this order a family wins over one that a page shows as much of.
_MODULES = (
    trs,
    trs_list,
    hanweb,
    hanweb_jpaas,
    hanweb_report,
    ucap,
    szinf,
    gkmlpt,
    lonsun,
    ilist,
    vsb,
    aspnet,
    generic,
)
FAMILIES: Mapping[str, Family] = MappingProxyType(
    {module.FAMILY.name: module.FAMILY for module in _MODULES}
)


def recognise(text: str, url: str) -> tuple[Family, tuple[str, ...]]:
    """Return the family that a page shows most of, and its evidence, heaviest first.

    The family is generic, with no evidence, where no other is shown clearly.
    """
    best, most = generic.FAMILY, ENOUGH - 1
    evidence: tuple[str, ...] = ()
    for family in FAMILIES.values():
        found = family.fingerprint(text, url)
        weight = sum(found.values())
        if weight > most:
            best, most = family, weight
            evidence = tuple(sorted(found, key=lambda mark: -found[mark]))
    return best, evidence


def family_for(hint: str, text: str, url: str) -> Family:
    """Return the family that the registry names, else the one that the page shows."""
    return FAMILIES[hint] if hint in FAMILIES else recognise(text, url)[0]
