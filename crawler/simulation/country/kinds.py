"""All kinds of sites by key, and which of them are special."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from crawler.simulation.country.cms import (
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
from crawler.simulation.country.cms.protocol import Cms
from crawler.simulation.country.free import site as free

_ALL: Final[tuple[Cms, ...]] = (
    *trs.SITES,
    *trs_list.SITES,
    *hanweb.SITES,
    *hanweb_jpaas.SITES,
    *hanweb_report.SITES,
    *ucap.SITES,
    *szinf.SITES,
    *gkmlpt.SITES,
    *lonsun.SITES,
    *ilist.SITES,
    *vsb.SITES,
    *aspnet.SITES,
    *generic.SITES,
    *free.SITES,
)
KINDS: Final[Mapping[str, Cms]] = MappingProxyType({one.key: one for one in _ALL})
#: The kind that draws its sites; a third of a country's portals are of it.
FREE: Final = "free"
#: Kinds whose columns are the report of one agency, one address a year.
BY_YEAR: Final = frozenset({"hanweb-report", "lonsun-years"})
#: What the registry must say of a kind besides its family.
SETTINGS: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {"trs-years": MappingProxyType({"folders": "1"})}
)
#: Kinds whose paths are the same in upper and lower case.
ANY_CASE: Final = frozenset({"aspnet", "aspnet-postback"})
#: Kinds whose lists are so long a page that only a long column has a second one.
LONG_LISTS: Final = frozenset({"gkmlpt"})
