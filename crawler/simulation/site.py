"""What the portals answer: every address of the simulation, and its registry rows and truth."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from crawler.simulation.content import body_of
from crawler.simulation.files import small_pdf, small_png
from crawler.simulation.lists import PER_PAGE, Line, list_pages
from crawler.simulation.model import SimulatedReport, draw_reports
from crawler.simulation.pages import Article, footer, head_of, navigation, page_of, site_metas
from crawler.simulation.places import FILES_HOST, PLACES, Other, Place
from crawler.simulation.truth import ReportTruth, truth_of

HTML: Final = "text/html"
#: Seconds that the busy page asks a crawler to wait.
RETRY_AFTER: Final = 1
_CHARSETS: Final = {"utf-8": "utf-8", "gbk-late": "gb18030", "gb2312": "gb18030"}
#: The portal that says its charset in the header, and the one that compresses.
_HEADER_CHARSET: Final = {"trs": "; charset=utf-8"}
_COMPRESSING: Final = frozenset({"hanweb"})
_ROBOTS: Final = {
    "trs": "User-agent: *\nDisallow: /admin/\nCrawl-delay: 0\n",
    "ucap": "User-agent: *\nDisallow: /user/\n",
}
_TITLE_YEAR: Final = re.compile(r"(20\d\d)年")
_PDF_PATH: Final = "/uploads/P020230118_annual_report.pdf"
_PICTURE_PATH: Final = "/picture/0/figure_1.png"
_MISSING_PICTURE_PATH: Final = "/picture/0/figure_2.png"


@dataclass(frozen=True, slots=True)
class Resource:
    """What one address answers. ``refusals``: how many first askings get a 503."""

    body: bytes | Callable[[str], bytes]
    content_type: str
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    refusals: int = 0
    compress: bool = False


Resources = dict[tuple[str, str], Resource]


@dataclass(frozen=True, slots=True)
class Site:
    """All portals: ``resources`` by host and path, registry rows, and the truth.

    ``roles``: role of the captures of an address, where the contract leaves no doubt;
    ``visits``: by portal, the columns of ``visits`` that its list alone decides.
    """

    resources: Resources
    reports: tuple[ReportTruth, ...]
    roles: Mapping[str, str]
    visits: Mapping[str, Mapping[str, Any]]
    portals: tuple[dict[str, Any], ...]
    resolve: Mapping[str, str]


def build_site(port: int, seed: int, address: str = "127.0.0.1") -> Site:
    """Build all portals as served on ``port`` of the loopback ``address``."""
    resources: Resources = {}
    truths: list[ReportTruth] = []
    roles: dict[str, str] = {}
    visits: dict[str, dict[str, Any]] = {}
    for place in PLACES:
        built = _Portal(place, port, seed)
        built.build()
        resources |= built.resources
        truths += built.truths
        roles |= built.roles
        visits[_key(place)] = built.visit
    hosts = [*(place.host for place in PLACES), FILES_HOST]
    return Site(
        resources=resources,
        reports=tuple(truths),
        roles=roles,
        visits=visits,
        portals=tuple(_registry_row(place, port) for place in PLACES),
        resolve=dict.fromkeys(hosts, address),
    )


def _key(place: Place) -> str:
    return f"demo-{place.key}"


def _registry_row(place: Place, port: int) -> dict[str, Any]:
    origin = f"http://{place.host}:{port}"
    return {
        "key": _key(place),
        "name": place.name,
        "level": place.level,
        "division_code": place.division.code,
        "homepage": f"{origin}/",
        "hosts": (place.host,),
        "attachment_hosts": (FILES_HOST,),
        "family": place.family,
        "columns": (f"{origin}{place.column}",),
        "settings": {},
    }


class _Portal:
    """One portal being built."""

    def __init__(self, place: Place, port: int, seed: int) -> None:
        self.place = place
        self.port = port
        self.reports = draw_reports(place, seed)
        self.resources: Resources = {}
        self.truths: list[ReportTruth] = []
        self.roles: dict[str, str] = {}
        self.visit: dict[str, Any] = {}
        self.origin = f"http://{place.host}:{port}"

    def build(self) -> None:
        """Fill resources, truths and roles."""
        lines = [self._publish(report) for report in self.reports]
        lines += [self._post(other, number) for number, other in enumerate(self.place.others)]
        lines.sort(key=lambda line: (line.date, line.path), reverse=True)
        self.visit = _visit_of(self.place, lines)
        for path, answer in list_pages(self.place, lines, self.origin).items():
            self._add(path, _encoded(answer, self.place), headers={"Set-Cookie": "visit=1; Path=/"})
        self._add("/", self._home(), headers={"Set-Cookie": "visit=1; Path=/"})
        if robots := _ROBOTS.get(self.place.key):
            self.resources[self.place.host, "/robots.txt"] = Resource(robots.encode(), "text/plain")

    def _add(
        self,
        path: str,
        body: bytes | str | Callable[[str], bytes],
        headers: Mapping[str, str] | None = None,
        refusals: int = 0,
    ) -> None:
        if isinstance(body, str):
            body = body.encode(_CHARSETS[self.place.charset])
        self.resources[self.place.host, path] = Resource(
            body,
            HTML + _HEADER_CHARSET.get(self.place.key, ""),
            headers=headers or {},
            refusals=refusals,
            compress=self.place.key in _COMPRESSING,
        )

    def _home(self) -> str:
        inner = f"<h2>欢迎访问{self.place.name}门户网站</h2>"
        return (
            f"{head_of(self.place, self.place.name, site_metas(self.place, '首页'))}\n<body>\n"
            f"{navigation(self.place)}\n{inner}\n{footer(self.place)}\n</body>\n</html>\n"
        )

    def _path(self, date: dt.date, number: int) -> str:
        place = self.place
        if place.family == "trs":
            folder = place.column.rpartition("/")[0]
            return f"{folder}/{date:%Y%m}/t{date:%Y%m%d}_{80500 + number}.html"
        if place.family == "hanweb":
            return f"/art/{date.year}/{date.month}/{date.day}/art_4127_{110200 + number}.html"
        if place.family == "ucap":
            digest = hashlib.md5(f"{place.key}{number}".encode(), usedforsecurity=False)
            return f"/hongze/xxgknb/{date:%Y%m}/{digest.hexdigest()}.shtml"
        return f"/zwgk/gknb/content/{1000 + number}.html"

    def _publish(self, report: SimulatedReport) -> Line:
        path = self._path(report.published_on, report.number)
        extra, hung = _hang(report, self.port)
        for address, (resource, role) in hung.items():
            if resource is not None:
                self.resources[address] = resource
            self.roles[f"http://{address[0]}:{self.port}{address[1]}"] = role
        article = Article(
            title=report.title,
            body=body_of(report) + extra,
            publisher=report.agency.name,
            published_on=report.published_on,
            index_number=_index_number(report),
            related=self._related(report),
        )
        busy = report.plan.oddity == "busy"
        self._add(path, page_of(self.place, article), refusals=1 if busy else 0)
        url = f"{self.origin}{path}"
        self.truths.append(truth_of(report, url))
        self.roles[url] = "report"
        if report.plan.oddity == "redirect":
            path = self._redirect(path)
        return Line(path, report.title, report.published_on)

    def _redirect(self, path: str) -> str:
        old = path.replace("/content/", "/old/")
        self.resources[self.place.host, old] = Resource(
            b"", HTML, status=302, headers={"Location": path}
        )
        return old

    def _related(self, report: SimulatedReport) -> tuple[tuple[str, str], ...]:
        others: Sequence[SimulatedReport] = self.reports
        near = [others[report.number - 1], others[(report.number + 1) % len(others)]]
        return tuple((self._path(near.published_on, near.number), near.title) for near in near)

    def _post(self, other: Other, number: int) -> Line:
        date = dt.date(other.year + 1, 1, 4 + number)
        path = self._path(date, len(self.reports) + number)
        editor = "\n".join(f"<p>{text}</p>" for text in other.paragraphs)
        article = Article(
            title=other.heading or other.title,
            body=editor,
            publisher=self.place.name,
            published_on=date,
            index_number=f"{date.year}-{number:05d}",
        )
        self._add(path, page_of(self.place, article))
        if other.heading:
            self.roles[f"{self.origin}{path}"] = other.role
        return Line(path, other.title, date)


def _visit_of(place: Place, lines: Sequence[Line]) -> dict[str, Any]:
    """Return what one complete visit must have on record."""
    years = {int(year) for line in lines for year in _TITLE_YEAR.findall(line.title)}
    return {
        "region_code": place.division.code,
        "outcome": "complete",
        "list_pages": -(-len(lines) // PER_PAGE),
        "entries": len(lines),
        "entries_new": len(lines),
        "years_listed": sorted(years),
    }


def _encoded(answer: Callable[[str], str], place: Place) -> Callable[[str], bytes]:
    def body(query: str) -> bytes:
        return answer(query).encode(_CHARSETS[place.charset])

    return body


def _index_number(report: SimulatedReport) -> str:
    serial = f"{report.published_on.year}-{report.number + 1:05d}"
    return f"{report.credit_code or '014314799'}/{serial}"


_Hung = dict[tuple[str, str], tuple[Resource | None, str]]


def _hang(report: SimulatedReport, port: int) -> tuple[str, _Hung]:
    """Return markup of what hangs on a page, and by address what it answers and its role."""
    host = report.place.host
    if report.plan.oddity == "pdf":
        pdf = Resource(small_pdf("Annual report 2022"), "application/pdf")
        link = f'<a href="http://{FILES_HOST}:{port}{_PDF_PATH}">{report.title}.pdf</a>'
        return f"<p>附件：{link}</p>", {(FILES_HOST, _PDF_PATH): (pdf, "attachment")}
    if report.plan.oddity == "pictures":
        png = Resource(small_png(48, 32), "image/png")
        images = "".join(
            f'<p align="center"><img src="{path}" alt="" /></p>'
            for path in (_PICTURE_PATH, _MISSING_PICTURE_PATH)
        )
        return images, {
            (host, _PICTURE_PATH): (png, "attachment"),
            (host, _MISSING_PICTURE_PATH): (None, "gone"),
        }
    return "", {}
