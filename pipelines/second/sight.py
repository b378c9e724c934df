"""Which text of a page a browser draws, by what its elements say of themselves.

Text of no size, of no opacity or that is not visible keeps its place in its cell and is not seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

_CELLS: Final = frozenset({"td", "th"})
_INLINE: Final = frozenset({"span", "font", "b", "i", "u", "em", "strong", "a", "small", "label"})
#: Elements whose size does not follow the one around them.
_OWN_SIZE: Final = frozenset({"table", "input", "select", "textarea", "button"})
_SHARES: Final = ("em", "ex", "ch", "%")


@dataclass(slots=True)
class _State:
    visible: bool = True
    #: What made the size nothing: the tag of that element, empty where there is a size.
    no_size: str = ""
    faded: bool = False
    in_cell: bool = False


@dataclass(slots=True)
class Sight:
    """The elements that are open, from the outermost in, as far as their sight goes."""

    _open: list[_State] = field(default_factory=lambda: [_State()])

    @property
    def is_clear(self) -> bool:
        """Whether text that stands here is seen."""
        state = self._open[-1]
        return state.visible and not state.no_size and not state.faded

    def enter(self, tag: str, attributes: Mapping[str, str | None], *, holds_table: bool) -> None:
        """Go into an element; ``holds_table`` tells whether a table stands in it."""
        above = self._open[-1]
        is_plain = "style" not in attributes and not above.no_size
        if is_plain and tag not in _CELLS and tag != "table":
            self._open.append(above)
            return
        state = _State(above.visible, above.no_size, above.faded, above.in_cell)
        self._open.append(state)
        if tag in {"html", "body"}:
            return
        state.in_cell = tag in _CELLS or (above.in_cell and tag != "table")
        style = _read(attributes.get("style") or "")
        visibility = style.get("visibility", "inherit")
        if visibility not in {"inherit", "unset"}:
            state.visible = visibility not in {"hidden", "collapse"}
        if _brings_size(tag, attributes, style, above.no_size):
            state.no_size = ""
        if _is_nothing(style.get("font-size")) and (state.in_cell or tag in _INLINE):
            state.no_size = tag
        if _is_nothing(style.get("opacity")) and state.in_cell and not holds_table:
            state.faded = True

    def leave(self) -> None:
        """Go out of the element that was entered last."""
        self._open.pop()


@lru_cache(maxsize=4096)
def _read(style: str) -> Mapping[str, str]:
    pairs = (part.partition(":") for part in style.lower().split(";"))
    return {name.strip(): value.partition("!")[0].strip() for name, _, value in pairs}


def _is_nothing(value: str | None) -> bool:
    if not value:
        return False
    number = value.rstrip("%abcdefghijklmnopqrstuvwxyz")
    try:
        return float(number) == 0
    except ValueError:
        return False


def _brings_size(
    tag: str, attributes: Mapping[str, str | None], style: Mapping[str, str], no_size: str
) -> bool:
    """Whether an element in one of no size has a size again, or may have it from a style sheet."""
    own = style.get("font-size", style.get("font"))
    if own is not None:
        is_share = own.endswith(_SHARES) and not own.endswith("rem")
        is_named = own in {"larger", "smaller", "inherit", "unset"}
        return not (is_share or is_named or _is_nothing(own))
    if tag in _OWN_SIZE or (tag == "font" and "size" in attributes):
        return True
    return no_size not in _INLINE and ("class" in attributes or "id" in attributes)
