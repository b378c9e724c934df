"""Which portals of the registry a command means: by key, by region."""

from __future__ import annotations

import difflib
import hashlib
import re
from collections.abc import Iterable, Sequence

from pipelines.errors import UserError
from pipelines.reference import CENTRAL, Portal, Reference
from pipelines.reference.divisions import prefix_of

#: Keys at least this much alike are offered for one that does not exist.
_ALIKE = 0.75
_CODE = re.compile(r"\d{6}")


def select(reference: Reference, keys: Sequence[str], regions: Sequence[str]) -> list[Portal]:
    """Return the portals of these keys (all, with none given) that lie in these regions.

    A region is a division code, which holds all that lies in it, or the name of a division or
    its beginning (内蒙古). Raises :class:`UserError` for a key or region that names none.
    """
    chosen = [_named(reference, key) for key in dict.fromkeys(keys)] or list(reference.portals)
    if not regions:
        return chosen
    inside = [_in_region(reference, region) for region in regions]
    wanted = {portal.key for portals in inside for portal in portals}
    found = [portal for portal in chosen if portal.key in wanted]
    if not found:
        raise UserError(
            f"--region {', '.join(regions)}: none of the portals that were named lies there; "
            "leave out the names or the region"
        )
    return found


def in_shard(portals: Iterable[Portal], number: int, shards: int) -> list[Portal]:
    """Return the portals of shard ``number`` (1 to ``shards``): every portal is in one of them.

    The key alone decides, so that a new row of the registry moves no other portal.
    """
    return [portal for portal in portals if _hash(portal.key) % shards == number - 1]


def _hash(key: str) -> int:
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:8])


def _named(reference: Reference, key: str) -> Portal:
    portal = reference.portals.get(key)
    if portal is not None:
        return portal
    known = [row.key for row in reference.portals]
    near = difflib.get_close_matches(key, known, 1, _ALIKE)
    hint = f"; did you mean {near[0]}?" if near else "; the keys are those of data/portals.csv"
    raise UserError(f"{key}: no portal of the registry has this key{hint}")


def _in_region(reference: Reference, region: str) -> list[Portal]:
    portals = reference.portals
    if _CODE.fullmatch(region):
        # The central government lies in no province, and no province lies in it.
        prefix = region if region == CENTRAL else prefix_of(region)
        found = [portal for portal in portals if portal.division_code.startswith(prefix)]
    else:
        found = [
            portal
            for portal in portals
            if any(name.startswith(region) for name in _region_names(reference, portal))
        ]
    if not found:
        raise UserError(
            f"--region {region}: no portal lies there; give a code (150000) or a name (内蒙古)"
        )
    return found


def _region_names(reference: Reference, portal: Portal) -> list[str]:
    rows = reference.divisions.named(portal.division_code)
    return [
        division.name for row in rows for division in (row, *reference.divisions.ancestors(row))
    ]
