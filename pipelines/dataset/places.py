"""Which partitions somebody means: regions by code or name, years one or many."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from pipelines.dataset.errors import DatasetError
from pipelines.dataset.layout import Partition
from pipelines.reference import Reference

Region = int | str
Regions = Region | Iterable[Region]
Years = int | Iterable[int]

_MIN_NAME: Final = 2


def wanted(
    partitions: Iterable[Partition], region: Regions | None, year: Years | None
) -> list[Partition]:
    """Those of the partitions that are meant; null means all.

    Raises :class:`DatasetError` for a region that is no province.
    """
    regions = None if region is None else _codes(region)
    years = None if year is None else ({year} if isinstance(year, int) else set(year))
    return [
        partition
        for partition in partitions
        if (regions is None or partition.region in regions)
        and (years is None or partition.year in years)
    ]


def _codes(region: Regions) -> set[int]:
    if isinstance(region, int | str):
        return {region_code(region)}
    return {region_code(one) for one in region}


def region_code(region: Region) -> int:
    """Code of a province from its code or name (内蒙古, 内蒙古自治区).

    Raises :class:`DatasetError` for a name that is no or more than one province.
    """
    if isinstance(region, int) or region.strip().isdigit():
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
