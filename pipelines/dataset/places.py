"""Which partitions somebody means: regions by code or name, years one or many."""

from __future__ import annotations

import operator
from collections.abc import Iterable
from typing import Final, SupportsIndex

from pipelines.dataset.errors import DatasetError
from pipelines.dataset.layout import Partition
from pipelines.reference import Reference

#: Whole numbers of any kind: those of pandas and numpy are no ``int``.
Region = SupportsIndex | str
Regions = Region | Iterable[Region]
Years = SupportsIndex | Iterable[SupportsIndex]

_MIN_NAME: Final = 2


def wanted(
    partitions: Iterable[Partition], region: Regions | None, year: Years | None
) -> list[Partition]:
    """Those of the partitions that are meant; null means all.

    Raises :class:`DatasetError` for a region that is no province and a year that is no number.
    """
    regions = None if region is None else _codes(region)
    years = None if year is None else _years(year)
    return [
        partition
        for partition in partitions
        if (regions is None or partition.region in regions)
        and (years is None or partition.year in years)
    ]


def _codes(region: Regions) -> set[int]:
    if isinstance(region, SupportsIndex | str):
        return {region_code(region)}
    return {region_code(one) for one in region}


def _years(year: Years) -> set[int]:
    several = [year] if isinstance(year, SupportsIndex | str) else year
    try:
        return {operator.index(one) for one in several}
    except TypeError:
        raise DatasetError(f"year {year!r} is no year; give 2022 or range(2019, 2024)") from None


def region_code(region: Region) -> int:
    """Code of a province from its code or name (内蒙古, 内蒙古自治区).

    Raises :class:`DatasetError` for a name that is no or more than one province.
    """
    if not isinstance(region, str):
        return operator.index(region)
    if region.strip().isdigit():
        return int(region)
    name = region.strip()
    provinces = {
        row.code: row.name for row in Reference.load().divisions.rows if row.level == "province"
    }
    found = [code for code, full in provinces.items() if full == name]
    if not found and len(name) >= _MIN_NAME:
        found = [code for code, full in provinces.items() if full.startswith(name)]
    if len(found) != 1:
        raise DatasetError(
            f"region {name!r} is no province; give its name (内蒙古) or code (150000)"
        )
    return int(found[0])
