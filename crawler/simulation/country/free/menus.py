"""The menus of drawn portals."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from crawler.simulation.country.free.addresses import Here
from crawler.simulation.country.free.scheme import Menu

#: Width of one field of an image map. Pixels.
_FIELD: Final = 120


@dataclass(frozen=True, slots=True)
class Choice:
    """One link of a menu. ``is_picture``: it is a picture that says nothing in words."""

    target: str
    text: str
    is_picture: bool = False


def write_menu(here: Here, first: Sequence[Choice], second: Sequence[Choice] = ()) -> str:
    """Write a menu: the choices of the first level, and those below the last of them."""
    return _MENUS[here.scheme.menu](here, first, second)


def anchor(here: Here, choice: Choice) -> str:
    """Write one link."""
    href = html.escape(here.href(choice.target))
    if choice.is_picture:
        name = choice.target.strip("/").replace("/", "_").rpartition(".")[0] or "pic"
        return f'<a href="{href}"><img src="/images/{html.escape(name)}.png" alt="" /></a>'
    return f'<a href="{href}">{choice.text}</a>'


def _nested(here: Here, first: Sequence[Choice], second: Sequence[Choice]) -> str:
    inner = "".join(f"<li>{anchor(here, one)}</li>" for one in second)
    items = [f"<li>{anchor(here, one)}</li>" for one in first]
    if inner and items:
        items[-1] = f"<li>{anchor(here, first[-1])}<ul>{inner}</ul></li>"
    elif inner:
        items = [inner]
    return f'<ul class="menu">{"".join(items)}</ul>'


def _mega(here: Here, first: Sequence[Choice], second: Sequence[Choice]) -> str:
    heads = "".join(f"<h3>{anchor(here, one)}</h3>" for one in first)
    rows = "".join(f"<dd>{anchor(here, one)}</dd>" for one in second)
    return (
        f'<div class="mega"><div class="heads">{heads}</div>'
        f'<div class="panel" style="display:none"><dl><dt>栏目</dt>{rows}</dl></div></div>'
    )


def _drop_down(here: Here, first: Sequence[Choice], second: Sequence[Choice]) -> str:
    shown = "".join(f'<div class="btn">{anchor(here, one)}</div>' for one in first)
    hidden = "".join(anchor(here, one) for one in second)
    return f'<div class="dropdown">{shown}<div class="dropdown-content">{hidden}</div></div>'


def _image_map(here: Here, first: Sequence[Choice], second: Sequence[Choice]) -> str:
    areas = "".join(
        f'<area shape="rect" coords="{_FIELD * place},0,{_FIELD * (place + 1)},40" '
        f'href="{html.escape(here.href(one.target))}" alt="{"" if one.is_picture else one.text}" />'
        for place, one in enumerate((*first, *second))
    )
    return f'<img src="/images/menu.jpg" usemap="#menu" /><map name="menu">{areas}</map>'


def _table(here: Here, first: Sequence[Choice], second: Sequence[Choice]) -> str:
    rows = [
        "".join(f"<td>{anchor(here, one)}</td>" for one in choices)
        for choices in (first, second)
        if choices
    ]
    return f'<table class="menu"><tr>{"</tr><tr>".join(rows)}</tr></table>'


def _plain(here: Here, first: Sequence[Choice], second: Sequence[Choice]) -> str:
    return f"<p>{' | '.join(anchor(here, one) for one in (*first, *second))}</p>"


_MENUS: Final[Mapping[Menu, Callable[[Here, Sequence[Choice], Sequence[Choice]], str]]] = {
    "nested": _nested,
    "mega": _mega,
    "drop_down": _drop_down,
    "image_map": _image_map,
    "table": _table,
    "plain": _plain,
}
