"""List pages of the four families, and how each of them pages."""

from __future__ import annotations

import datetime as dt
import html
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qs

from crawler.simulation.pages import footer, head_of, navigation, site_metas
from crawler.simulation.places import Family, Place

PER_PAGE: Final = 10
#: Identity of the list unit of a hanweb column, as its templates print it.
_UNIT: Final = "53617"
_PROXY: Final = "/module/web/jpage/dataproxy.jsp"
_CHANNEL: Final = "4e1f9d2c7ab04d55"

Answer = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list: address inside the portal, title, date."""

    path: str
    title: str
    date: dt.date


def list_pages(place: Place, lines: Sequence[Line], origin: str) -> dict[str, Answer]:
    """Return what answers each list address: a function of the query string."""
    return _LISTS[place.family](place, lines, origin)


def _split(lines: Sequence[Line]) -> list[Sequence[Line]]:
    return [lines[start : start + PER_PAGE] for start in range(0, len(lines), PER_PAGE)]


def _fixed(text: str) -> Answer:
    return lambda _query: text


def _page(place: Place, inner: str) -> str:
    return (
        f"{head_of(place, f'政府信息公开年报-{place.name}', site_metas(place))}\n<body>\n"
        f"{navigation(place)}\n{inner}\n{footer(place)}\n</body>\n</html>\n"
    )


def _trs(place: Place, lines: Sequence[Line], _origin: str) -> dict[str, Answer]:
    """index.html, index_1.html; the number of pages stands in a script only."""
    folder = place.column.rpartition("/")[0]
    parts = _split(lines)
    pages: dict[str, Answer] = {}
    for number, part in enumerate(parts):
        items = "\n".join(
            f'<dl><dd><a href=".{line.path.removeprefix(folder)}" target="_blank" '
            f'title="{line.title}">{_cut(line.title)}</a></dd><dd>{line.date.isoformat()}</dd></dl>'
            for line in part
        )
        script = f'<script>createPageHTML({len(parts)}, {number}, "index", "html");</script>'
        name = f"index_{number}.html" if number else "index.html"
        pages[f"{folder}/{name}"] = _fixed(
            _page(place, f'<div class="list">\n{items}\n</div>\n<div class="page">{script}</div>')
        )
    return pages


_CUT_AT: Final = 28


def _cut(title: str) -> str:
    return title if len(title) <= _CUT_AT else f"{title[:_CUT_AT]}..."


def _records(lines: Sequence[Line], origin: str) -> str:
    return "\n".join(
        f'<record><![CDATA[\n<li><a href="{origin}{line.path}" target="_blank">{line.title}</a>'
        f'<span class="pull-right">{line.date.isoformat()}</span></li>]]></record>'
        for line in lines
    )


def _hanweb(place: Place, lines: Sequence[Line], origin: str) -> dict[str, Answer]:
    """Put the records of the first page into a script as CDATA; a proxy gives the others."""
    column = "".join(filter(str.isdigit, place.column.split("/")[2]))
    store = (
        f'<div id="{_UNIT}"><script type="text/xml"><datastore>\n'
        f'<nextgroup><![CDATA[<a href="{_PROXY}?page=1&webid=7&columnid={column}'
        f'&unitid={_UNIT}"></a>]]></nextgroup>\n'
        f"<recordset>\n{_records(lines[:PER_PAGE], origin)}\n</recordset></datastore></script>"
        f"</div>\n<script>$('#{_UNIT}').jpage({{totalRecord:{len(lines)},perPage:{PER_PAGE},"
        f"proxyUrl:'{_PROXY}',columnid:{column},unitid:'{_UNIT}',webid:7,path:'/',appid:1,"
        "col:1,sourceContentType:1,permissiontype:0});</script>"
    )

    def proxy(query: str) -> str:
        """Answer by group (page=1) or by number of record."""
        values = parse_qs(query)
        first = int(values.get("startrecord", ["0"])[0]) or PER_PAGE + 1
        last = int(values.get("endrecord", ["0"])[0]) or len(lines)
        return (
            f"<?xml version='1.0' encoding='gbk'?><datastore><totalrecord>{len(lines)}"
            f"</totalrecord><totalpage>{len(_split(lines))}</totalpage>\n<recordset>\n"
            f"{_records(lines[first - 1 : last], origin)}\n</recordset></datastore>"
        )

    return {place.column: _fixed(_page(place, store)), _PROXY: proxy}


def _ucap(place: Place, lines: Sequence[Line], _origin: str) -> dict[str, Answer]:
    """NAME.shtml, NAME_2.shtml, and the same lines as JSON."""
    stem = place.column.removesuffix(".shtml")
    parts = _split(lines)
    pages: dict[str, Answer] = {}
    for number, part in enumerate(parts, start=1):
        items = "\n".join(
            f'<li><a href="{line.path}" title="{line.title}" target="_blank">{line.title}</a>'
            f"<span>{line.date.isoformat()}</span></li>"
            for line in part
        )
        name = stem.rpartition("/")[2]
        script = (
            f"<script>createPageHTML('page_div',{len(parts)}, {number},'{name}','shtml',"
            f"{len(lines)});</script>"
        )
        path = f"{stem}_{number}.shtml" if number > 1 else place.column
        inner = f'<ul class="list">\n{items}\n</ul>\n<div id="page_div"></div>{script}'
        pages[path] = _fixed(_page(place, inner))

    def search(query: str) -> str:
        page = int(parse_qs(query).get("page", ["1"])[0])
        results = [
            {
                "title": line.title,
                "url": line.path,
                "publishedTimeStr": f"{line.date.isoformat()} 10:20:00",
            }
            for line in (parts[page - 1] if 0 < page <= len(parts) else ())
        ]
        return json.dumps({"data": {"results": results, "total": len(lines)}}, ensure_ascii=False)

    pages[f"/common/search/{_CHANNEL}"] = search
    return pages


def _generic(place: Place, lines: Sequence[Line], _origin: str) -> dict[str, Answer]:
    """Links to the next page by its name (下一页)."""
    stem = place.column.removesuffix(".html")
    parts = _split(lines)
    paths = [f"{stem}_p{number}.html" if number else place.column for number in range(len(parts))]
    pages: dict[str, Answer] = {}
    for number, part in enumerate(parts):
        items = "\n".join(
            f'<TR><TD>·<A HREF="{html.escape(line.path)}">{line.title}</A>'
            f"<TD ALIGN=right>[{line.date.isoformat()}]"
            for line in part
        )
        steps = [(f"<A HREF='{paths[0]}'>首页</A>")]
        if number:
            steps.append(f"<A HREF='{paths[number - 1]}'>上一页</A>")
        if number + 1 < len(parts):
            steps.append(f"<A HREF='{paths[number + 1]}'>下一页</A>")
        inner = f"<TABLE WIDTH=100%>\n{items}\n</TABLE>\n<DIV>{' '.join(steps)}</DIV>"
        pages[paths[number]] = _fixed(_page(place, inner))
    return pages


_LISTS: Final[dict[Family, Callable[[Place, Sequence[Line], str], dict[str, Answer]]]] = {
    "trs": _trs,
    "hanweb": _hanweb,
    "ucap": _ucap,
    "generic": _generic,
}
