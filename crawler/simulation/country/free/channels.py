"""Home page, channels and site maps of a drawn portal."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from functools import partial

from crawler.simulation.country.cms.protocol import Reply
from crawler.simulation.country.free import addresses, sheets, traps, words
from crawler.simulation.country.free.addresses import Answer, Here
from crawler.simulation.country.free.menus import Choice, anchor, write_menu
from crawler.simulation.country.free.scheme import Scheme
from crawler.simulation.country.model import Column


def answers(here: Here) -> Iterator[tuple[str, Answer]]:
    """Yield the addresses of these pages, each with what answers it."""
    scheme = here.scheme
    yield "/", partial(_home, here)
    if scheme.trap == "default":
        yield f"/index.{scheme.ending}", partial(_home, here)
    for level in range(1, scheme.depth):
        yield addresses.channel_path(scheme, level), partial(_channel, here, level)
    yield sheets.site_map_path(here), partial(_site_map, here)
    if scheme.entrance == "sitemap_xml":
        yield "/sitemap.xml", partial(_sitemap_xml, here)
    for folder, text in words.OTHER_CHANNELS:
        yield f"/{folder}/", partial(_other_channel, here, folder, text)


def _home(here: Here) -> Reply:
    news = "".join(f"<p>{here.portal.name}{text}</p>" for text in words.NEWS)
    return sheets.sheet(here, "首页", f"<div class='news'>{news}</div>{traps.entrance(here)}")


def _channel(here: Here, level: int) -> Reply:
    """Return a channel: it leads to the next one, the last one to the columns."""
    scheme = here.scheme
    way = [_channel_choice(scheme, one) for one in range(1, level + 1)]
    if level < scheme.depth - 1:
        below = [_channel_choice(scheme, level + 1), Choice("/zmhd/", "依申请公开")]
    else:
        below = _neighbour_choices(scheme)
        if scheme.entrance == "menu":
            below[1:1] = column_choices(here)
    name = scheme.channels[level - 1][1]
    return sheets.sheet(here, name, f"<div class='left'>{write_menu(here, way, below)}</div>")


def _channel_choice(scheme: Scheme, level: int) -> Choice:
    return Choice(addresses.channel_path(scheme, level), scheme.channels[level - 1][1])


def _neighbour_choices(scheme: Scheme) -> list[Choice]:
    return [Choice(addresses.neighbour_path(scheme, one), one.text) for one in words.NEIGHBOURS]


def column_choices(here: Here, columns: Sequence[Column] | None = None) -> list[Choice]:
    """Return how a channel or a map leads to the columns; some are reached from others alone."""
    scheme = here.scheme
    if columns is None:
        columns = _linked(here)
    return [
        Choice(_entry(scheme, one), scheme.texts[one.owner], is_picture=scheme.mark == "address")
        for one in columns
    ]


def _linked(here: Here) -> Sequence[Column]:
    """Return the columns that channels and maps link: all, or the first that links the others."""
    columns = here.portal.columns
    return columns[:1] if here.scheme.beside == "column" else columns


def _entry(scheme: Scheme, column: Column) -> str:
    """Return what links to a column lead to: itself, or the page before it."""
    return (
        addresses.bridge_path(scheme, column)
        if scheme.bridge
        else addresses.path_of(scheme, column)
    )


def _site_map(here: Here) -> Reply:
    """Return the page 网站地图: all channels, and the columns unless only an XML has them."""
    scheme = here.scheme
    choices = [_channel_choice(scheme, level) for level in range(1, scheme.depth)]
    choices += _neighbour_choices(scheme)
    if scheme.entrance != "sitemap_xml":
        choices += column_choices(here)
    items = "".join(f"<li>{anchor(here, choice)}</li>" for choice in choices)
    return sheets.sheet(here, "网站地图", f"<ul class='map'>{items}</ul>")


def _sitemap_xml(here: Here) -> Reply:
    scheme = here.scheme
    targets = ["/", *(addresses.channel_path(scheme, level) for level in range(1, scheme.depth))]
    targets += [choice.target for choice in _neighbour_choices(scheme)]
    targets += [addresses.path_of(scheme, column) for column in _linked(here)]
    places = "\n".join(
        f"<url><loc>{html.escape(f'{here.origin}{target}')}</loc></url>" for target in targets
    )
    return Reply(
        f'<?xml version="1.0" encoding="{here.portal.traits.charset}"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{places}\n</urlset>\n',
        "application/xml",
    )


def _other_channel(here: Here, folder: str, text: str) -> Reply:
    if folder != "xwzx":
        return sheets.sheet(here, text, f"<p>{text}栏目内容请到服务大厅查询。</p>")
    lines = "".join(
        f"<li>{here.portal.name}{news}<span>2026-04-{day:02}</span></li>"
        for day, news in enumerate(words.NEWS, start=1)
    )
    return sheets.sheet(here, text, f"<ul>{lines}</ul>")
