"""Walks without a network: a portal is a function from an address to an answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urljoin

from crawler.discovery.frontier import Probe, ProbeKind
from crawler.discovery.result import Discovery, discovery_of
from crawler.discovery.sitemaps import read_sitemap
from crawler.discovery.walk import Walk
from crawler.discovery.words import load_words
from pipelines.identity import classify_title

HOME = "http://www.x.gov.cn/"
_REDIRECTS = {301, 302, 303, 307, 308}


@dataclass(frozen=True)
class Got:
    body: str | bytes = b""
    status: int = 200
    location: str = ""


@dataclass
class Walked:
    """A walk that has ended, and what was asked on it, in order."""

    walk: Walk
    found: Discovery
    asked: list[str] = field(default_factory=list)

    @property
    def columns(self) -> list[str]:
        return [column.url for column in self.found.columns]


Portal = Callable[[str, str], Got]


def explore(
    portal: Portal,
    start: str = HOME,
    *,
    pages: int = 60,
    year: int = 2024,
    otherwise: str = "",
) -> Walked:
    """Walk a portal to the end."""
    walk = Walk(
        start,
        words=load_words(),
        classify=classify_title,
        pages=pages,
        this_year=year,
        otherwise=otherwise,
    )
    asked: list[str] = []
    while (probe := walk.take()) is not None:
        _ask(walk, probe, portal, asked)
    assert walk.finished
    return Walked(walk, discovery_of(walk, classify_title), asked)


def _ask(walk: Walk, probe: Probe, portal: Portal, asked: list[str]) -> None:
    url, form = probe.url, probe.step.form if probe.step else ""
    got = Got(status=508)
    for _ in range(5):
        asked.append(url)
        got = portal(url, form)
        if got.status not in _REDIRECTS:
            break
        url = urljoin(url, got.location)
    body = got.body.encode() if isinstance(got.body, str) else got.body
    if got.status != 200:
        verdict = {403: "blocked", 404: "gone"}.get(got.status, "failed")
        walk.failed(probe, verdict, f"{url}: answered {got.status}")
    elif probe.kind is ProbeKind.SITEMAP:
        walk.sitemap_read(read_sitemap(body))
    else:
        walk.page_read(probe, _text(body), url)


def _text(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError:
        return body.decode("gb18030")


def site(pages: Mapping[str, str | Got], home: str = HOME) -> Portal:
    """A portal of written pages by path; all others are gone."""

    def answer(url: str, _form: str) -> Got:
        page = pages.get(url.removeprefix(home.rstrip("/")))
        if page is None:
            return Got("nothing here", 404)
        return page if isinstance(page, Got) else Got(page)

    return answer


def page(*links: str, title: str = "", head: str = "", body: str = "") -> str:
    """A page of links ``address|text``."""
    anchors = "".join(f'<a href="{u}">{t}</a>\n' for u, t in (link.split("|") for link in links))
    return f"<html><head><title>{title}</title>{head}</head><body>{anchors}{body}</body></html>"


def column(*lines: str, title: str = "", head: str = "", more: str = "") -> str:
    """A list page of lines ``address|title``, with dates."""
    rows = "".join(
        f'<li><a href="{u}">{t}</a><span>2024-01-22</span></li>'
        for u, t in (line.split("|") for line in lines)
    )
    body = f"<ul>{rows}</ul>{more}"
    return f"<html><head><title>{title}</title>{head}</head><body>{body}</body></html>"
