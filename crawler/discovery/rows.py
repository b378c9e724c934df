"""What was found as a row of the registry (``portals.csv``)."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from crawler.discovery.place import Served, served_by
from crawler.discovery.result import Discovery
from pipelines.reference import Portal, Reference

COLUMNS: Final = (
    "key",
    "name",
    "level",
    "division_code",
    "homepage",
    "hosts",
    "attachment_hosts",
    "family",
    "columns",
    "settings",
)
_GOVERNMENT: Final = re.compile(r"人民政府$")
_NOT_IN_KEY: Final = re.compile(r"[^a-z0-9]+")
_WWW: Final = "www."


@dataclass(frozen=True, slots=True)
class FoundRow:
    """A row as found: cells by column; ``missing`` names what only its user can tell."""

    cells: dict[str, str]
    missing: tuple[str, ...] = ()

    @property
    def line(self) -> str:
        """The row as one line of CSV, without its end."""
        return csv_line([self.cells.get(column, "") for column in COLUMNS])


def csv_line(cells: list[str]) -> str:
    """Return cells as one line of CSV, without its end."""
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow(cells)
    return out.getvalue()


def header_line() -> str:
    """Return the first line of the registry."""
    return csv_line(list(COLUMNS))


def row_of(
    found: Discovery,
    reference: Reference,
    *,
    name: str | None = None,
    code: str | None = None,
    taken: Collection[str] = (),
) -> FoundRow:
    """Return the row of what was found; ``name`` and ``code`` where the user has given them.

    ``taken``: keys of rows found before that the registry does not have.
    """
    home = _homepage(found)
    host = urlsplit(home).hostname or ""
    known = registered(found, list(reference.portals))
    if len(known) == 1:
        row = known[0]
        served = Served(row.name, row.division_code, row.level, "registry")
    else:
        served = _served(found, host, reference)
    served = Served(
        name or served.name,
        code or served.division_code,
        _level(code, served, reference) if code else served.level,
        served.source,
    )
    cells = {
        "key": known[0].key
        if len(known) == 1
        else free_key(_stem(host, served), {*taken, *(portal.key for portal in reference.portals)}),
        "name": served.name,
        "level": served.level,
        "division_code": served.division_code,
        "homepage": home,
        "hosts": " ".join(hosts_of(found, host)),
        "family": found.family,
        "columns": " ".join(column.url for column in found.columns),
        "settings": f"folders={found.folders}" if found.folders else "",
    }
    missing = [
        option
        for option, column in (("--name", "name"), ("--division-code", "division_code"))
        if not cells[column]
    ]
    return FoundRow(cells, tuple(missing))


def hosts_of(found: Discovery, home: str) -> tuple[str, ...]:
    """Return the hosts of a portal: that of the home page, those of columns and reports."""
    bare = home.removeprefix(_WWW)
    return tuple(dict.fromkeys((home, bare, *found.hosts)))


def registered(found: Discovery, portals: list[Portal]) -> list[Portal]:
    """Return the rows that are this portal already: the same home page, else the same host."""
    homes = {_bare(found.start), _bare(_homepage(found))}
    same = [portal for portal in portals if _bare(portal.homepage) in homes]
    if same:
        return same
    hosts = {urlsplit(url).hostname for url in (found.start, _homepage(found))}
    return [portal for portal in portals if hosts & set(portal.hosts)]


def _bare(url: str) -> str:
    """Return an address without scheme, ``www.`` and default page, to compare home pages."""
    parts = urlsplit(url)
    path = re.sub(r"(?:index|default)\.\w+$", "", parts.path, flags=re.IGNORECASE)
    return parts.netloc.removeprefix(_WWW) + path.rstrip("/")


def _homepage(found: Discovery) -> str:
    """Return the home page: as given, or where its host leads to."""
    if found.home is None:
        return found.start
    start, final = urlsplit(found.start), urlsplit(found.home.url)
    if (start.scheme, start.netloc) == (final.scheme, final.netloc):
        return found.start
    return f"{final.scheme}://{final.netloc}{start.path}"


def _served(found: Discovery, host: str, reference: Reference) -> Served:
    home = found.home
    if home is None:
        return Served()
    return served_by(
        host,
        site_name=home.metas.get("SiteName", ""),
        title=home.title,
        site_id=home.metas.get("SiteIDCode", ""),
        report_titles=[title for column in found.columns for title in column.titles],
        reference=reference,
    )


def _level(code: str, served: Served, reference: Reference) -> str:
    if code == served.division_code:
        return served.level
    rows = reference.divisions.named(code)
    return rows[-1].level if rows else ""


def free_key(stem: str, taken: Collection[str]) -> str:
    """Return a key that no other row has: ``stem`` itself, or with a number behind."""
    number, key = 1, stem
    while key in taken:
        number += 1
        key = f"{stem}-{number}"
    return key


def _stem(host: str, served: Served) -> str:
    """Return a key after the names of the registry: gov-CODE, zone-HOST, else the host's labels."""
    if served.level == "zone":
        return f"zone-{_labels(host)}"
    if served.division_code and _GOVERNMENT.search(served.name):
        return f"gov-{served.division_code}"
    return _labels(host)


def _labels(host: str) -> str:
    """Return com.gd.gov.cn as gd-com: the labels of a host, the outermost first."""
    plain = host.removeprefix(_WWW).removesuffix(".gov.cn")
    labels = plain.split(".")
    if not labels[-1].isdigit():
        labels.reverse()
    return _NOT_IN_KEY.sub("-", "-".join(labels)).strip("-")
