"""What the controls of a form print: boxes that are filled in, and the choice of a list."""

from __future__ import annotations

from lxml import etree

CONTROLS = frozenset({"input", "textarea", "select"})
#: Inputs that print no text of their own, or that of a button. Any other type is a box of text.
_NO_BOX = frozenset(
    {"hidden", "checkbox", "radio", "file", "image", "range", "color", "password"}
    | {"submit", "reset", "button"}
)


def printed_by(control: etree._Element) -> str:
    """Return the text that a browser prints in one of :data:`CONTROLS`."""
    if control.tag == "textarea":
        return "".join(str(text) for text in control.itertext())
    if control.tag == "select":
        return "\n".join(map(_text, _shown(control)))
    is_box = (control.get("type") or "").strip().lower() not in _NO_BOX
    return (control.get("value") or "") if is_box else ""


def _shown(select: etree._Element) -> list[etree._Element]:
    """Return the options that are seen: those of a list all, of a closed one the chosen one."""
    options = list(select.iter("option"))
    is_list = select.get("multiple") is not None or (select.get("size") or "1").strip() != "1"
    if is_list:
        return options
    chosen = [option for option in options if option.get("selected") is not None]
    free = [option for option in options if option.get("disabled") is None]
    return chosen[-1:] or free[:1]


def _text(option: etree._Element) -> str:
    return "".join(str(text) for text in option.itertext())
