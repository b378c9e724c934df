"""The package around the text of a Word document (ECMA-376): parts, styles, lists, zip.

Written by hand, so that the same seed gives the same bytes and the simulation needs no library.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import Final
from xml.sax.saxutils import escape, quoteattr

_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
NAMESPACES: Final = (
    f'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="{_OFFICE}"'
)
#: The members of a zip bear this time: that of the writing would change the bytes.
_ZIP_TIME: Final = (1980, 1, 1, 0, 0, 0)
_WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PARTS: Final = ("styles", "numbering", "footer1", "settings")

#: Abstract lists of ``numbering.xml``: headings counted 一、 and labels counted 1.
HEADING_LIST: Final = 0
LABEL_LIST: Final = 1
_LISTS: Final = {
    HEADING_LIST: ("chineseCountingThousand", "%1、"),
    LABEL_LIST: ("decimal", "%1."),
}


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    """Return a zip of these members, the same bytes each time."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, body in members.items():
            info = zipfile.ZipInfo(name, _ZIP_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(info, body)
    return buffer.getvalue()


def package(
    body: str,
    *,
    styles: str,
    lists: Sequence[int],
    footer: str,
    title: str,
    created: dt.date,
) -> bytes:
    """Return the document of this body; ``lists`` gives the abstract list of each list in use."""
    types = "".join(
        f'<Override PartName="/word/{part}.xml" ContentType="{_WORD}.{part.rstrip("1")}+xml"/>'
        for part in _PARTS
    )
    relations = "".join(
        f'<Relationship Id="rId{place}" Type="{_OFFICE}/{part.rstrip("1")}" Target="{part}.xml"/>'
        for place, part in enumerate(_PARTS, 1)
    )
    return zipped(
        {
            "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
            '<Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            '<Override PartName="/word/document.xml" '
            f'ContentType="{_WORD}.document.main+xml"/>{types}'
            '<Override PartName="/docProps/core.xml" '
            'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>',
            "_rels/.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
            f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" '
            'Target="word/document.xml"/><Relationship Id="rId2" Type="'
            f'{_PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
            "</Relationships>",
            "docProps/core.xml": _core(title, created),
            "word/_rels/document.xml.rels": f"{_HEAD}"
            f'<Relationships xmlns="{_PACKAGE}/relationships">{relations}</Relationships>',
            "word/document.xml": f"{_HEAD}<w:document {NAMESPACES}><w:body>{body}</w:body>"
            "</w:document>",
            "word/styles.xml": f"{_HEAD}<w:styles {NAMESPACES}>{styles}</w:styles>",
            "word/numbering.xml": _numbering(lists),
            "word/footer1.xml": f"{_HEAD}<w:ftr {NAMESPACES}>{footer}</w:ftr>",
            "word/settings.xml": f"{_HEAD}<w:settings {NAMESPACES}>"
            '<w:characterSpacingControl w:val="compressPunctuation"/></w:settings>',
        }
    )


def _core(title: str, created: dt.date) -> str:
    time = f"{created.isoformat()}T00:00:00Z"
    return (
        f'{_HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(title)}</dc:title>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{time}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{time}</dcterms:modified>'
        "</cp:coreProperties>"
    )


def _numbering(lists: Sequence[int]) -> str:
    abstract = "".join(
        f'<w:abstractNum w:abstractNumId="{number}"><w:multiLevelType w:val="singleLevel"/>'
        f'<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="{shape}"/>'
        f'<w:suff w:val="nothing"/><w:lvlText w:val={quoteattr(text)}/><w:lvlJc w:val="left"/>'
        '<w:pPr><w:ind w:left="0" w:firstLine="0"/></w:pPr></w:lvl></w:abstractNum>'
        for number, (shape, text) in _LISTS.items()
    )
    numbers = "".join(
        f'<w:num w:numId="{place}"><w:abstractNumId w:val="{number}"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
        for place, number in enumerate(lists, 1)
    )
    return f"{_HEAD}<w:numbering {NAMESPACES}>{abstract}{numbers}</w:numbering>"


def fonts(family: str, latin: str = "") -> str:
    """Return the font of a run or of a style: of its characters, and of its figures."""
    name, figures = quoteattr(family), quoteattr(latin or family)
    return f"<w:rFonts w:ascii={figures} w:hAnsi={figures} w:eastAsia={name} w:cs={figures}/>"


def styles(family: str, latin: str, points: float) -> str:
    """Return the styles: normal text in these fonts and this size, headings 1 to 6."""
    headings = "".join(
        f'<w:style w:type="paragraph" w:styleId="{level}"><w:name w:val="heading {level}"/>'
        '<w:basedOn w:val="a"/><w:next w:val="a"/><w:qFormat/>'
        f'<w:pPr><w:keepNext/><w:outlineLvl w:val="{level - 1}"/></w:pPr>'
        f"<w:rPr>{fonts('黑体')}<w:b/></w:rPr></w:style>"
        for level in range(1, 7)
    )
    size = round(2 * points)
    return (
        f"<w:docDefaults><w:rPrDefault><w:rPr>{fonts(family, latin)}"
        f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'
        '<w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault></w:docDefaults>'
        '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/>'
        '<w:qFormat/><w:pPr><w:jc w:val="both"/></w:pPr></w:style>'
        f"{headings}"
    )


def page_number(pattern: str) -> str:
    """Return a footer with the number of the page: ``— # —`` prints — 1 —, empty prints none."""
    if not pattern:
        return "<w:p/>"
    before, after = (f'<w:r><w:t xml:space="preserve">{p}</w:t></w:r>' for p in pattern.split("#"))
    return (
        f'<w:p><w:pPr><w:jc w:val="center"/></w:pPr>{before}'
        f'<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>{after}</w:p>'
    )
