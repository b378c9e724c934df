"""Columns inside a column: a folder a year, a folder a level (本级, 部门, 乡镇)."""

from __future__ import annotations

import re
from typing import Final

from crawler.discovery.anchors import Anchor
from crawler.families.page import is_document
from crawler.families.titles import is_column
from pipelines.reference import comparable

#: Levels of sub-columns that are looked into: a year, and a level below it.
DEEPEST: Final = 2
_YEAR: Final = re.compile(r"^(?:19|20)\d\d年?度?(?:政府)?(?:信息公开)?(?:年报|年度报告|报告)?$")
_LEVEL: Final = re.compile(
    r"^(?:[省市县区州盟旗]|县[市区]|市县|各)?(?:级|直|属)?"
    r"(?:本级|政府|政府部门|部门|单位|直属|机构|乡镇|街道|镇街|乡镇街道|镇|县区|区县|县市区|市县|县市|区|县|垂管)"
    r"(?:部门|单位|机构|政府|街道|年报|年度报告)*$"
)


def folders_of(anchors: tuple[Anchor, ...], url: str) -> tuple[str, ...]:
    """Return the addresses of the sub-columns that a column links, in printed order."""
    own = url.partition("?")[0].rpartition("/")[0] + "/"
    found = dict.fromkeys(
        anchor.url
        for anchor in anchors
        if anchor.url.startswith(own)
        and anchor.url.partition("?")[0].rpartition("/")[0] + "/" != own
        and is_column(anchor.url)
        and not is_document(anchor.url)
        and _names_folder(anchor.text)
    )
    return tuple(found)


def _names_folder(text: str) -> bool:
    said = comparable(text)
    return _YEAR.search(said) is not None or _LEVEL.search(said) is not None
