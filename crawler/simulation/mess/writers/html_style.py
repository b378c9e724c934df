"""How an HTML page is marked up: drawn once from the seed of its page and from its quirks."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from typing import Final

from crawler.simulation.mess.page import Page


@dataclass(frozen=True, slots=True)
class Style:
    """The habits of one editor and one portal.

    ``heading`` and ``paragraph`` are templates; ``before`` and ``after`` wrap the text of a
    cell; ``blank`` is what an empty cell holds; ``quirks`` are those of the page. ``portal`` is
    the family of the chrome.
    """

    portal: str
    heading: str
    paragraph: str
    table: str
    before: str = ""
    after: str = ""
    blank: str = ""
    label: str = ""
    value: str = ""
    line_break: str = "<br>"
    body_open: str = "<div>"
    body_close: str = "</div>"
    figures_in_font: bool = False
    quirks: frozenset[str] = field(default_factory=frozenset)


_STYLES: Final = (
    Style(
        portal="trs",
        heading='<p style="text-indent: 2em;"><strong>{}</strong></p>',
        paragraph='<p style="text-indent: 2em;">{}</p>',
        table='<table border="1" cellspacing="0" cellpadding="0" style="border-collapse:collapse;">',
        before='<p style="text-align: center;">',
        after="</p>",
        blank="<p>&nbsp;</p>",
        label=' style="border: 1px solid #000;"',
        value=' style="border: 1px solid #000;" width="56"',
        line_break="<br />",
        body_open='<div class="trs_editor_view TRS_UEDITOR"><div class="TRS_Editor">',
        body_close="</div></div>",
    ),
    Style(
        portal="hanweb",
        heading='<p class="MsoNormal"><b><span style="font-family:黑体;font-size:16pt;">{}</span></b></p>',
        paragraph='<p class="MsoNormal"><span style="font-size:16pt;">　　{}</span></p>',
        table='<table align="center" border="1" cellspacing="1"><tbody>',
        before='<p align="center">',
        after="</p>",
        blank='<p align="center">&nbsp;</p>',
        label=' nowrap="nowrap" style="width:219px;"',
        value=' nowrap="nowrap" style="width:101px;"',
        line_break="<br />",
        body_open='<div id="zoom"><!--ZJEG_RSS.content.begin-->',
        body_close="<!--ZJEG_RSS.content.end--></div>",
    ),
    Style(
        portal="ucap",
        heading='<h3 style="line-height: 2;"><font face="方正黑体_GBK">{}</font></h3>',
        paragraph='<p style="text-indent: 2em;"><span><font face="方正仿宋_GBK">{}</font></span></p>',
        table='<table cellspacing="0" cellpadding="2" bordercolor="#000000" border="1">\n  <tbody>',
        before='\n      <p style="line-height: 2;" align=""><span style="font-family: 微软雅黑;">',
        after='</span><span style="font-family: 微软雅黑;"><o:p></o:p></span></p>\n      ',
        blank="\n      <p><span><o:p>&nbsp;</o:p></span></p>\n      ",
        label=' style="font-family: 微软雅黑;" width="183" valign="center"',
        value=' style="font-family: 微软雅黑;" width="38" valign="center"',
        body_open='<div class="article-content" id="zoomcon"><ucapcontent>',
        body_close="</ucapcontent></div>",
        figures_in_font=True,
    ),
    Style(
        portal="plain",
        heading="<p><b>{}</b></p>",
        paragraph="<p>　　{}</p>",
        table="<table border=1>",
        body_open="<div class=text>",
    ),
    Style(
        portal="plain",
        heading="<h{level}>{}</h{level}>",
        paragraph="<p>{}</p>",
        table='<table class="wp-table" width="100%"><tbody>',
        before="<span>",
        after="</span>",
        blank="&nbsp;",
        body_open='<article class="detail">',
        body_close="</article>",
    ),
)
_WORD: Final = Style(
    portal="plain",
    heading=(
        '<p class="MsoNormal" style="text-indent:32.0pt;mso-char-indent-count:2.0;">'
        '<span style="font-size:16.0pt;font-family:黑体;mso-bidi-font-family:黑体">{}'
        "<o:p></o:p></span></p>"
    ),
    paragraph=(
        '<p class="MsoNormal" style="text-indent:32.0pt;line-height:29.0pt">'
        '<span style="font-family:仿宋_GB2312">{}</span><span lang="EN-US"><o:p></o:p></span></p>'
    ),
    table=(
        '<table class="MsoNormalTable" border="0" cellspacing="0" cellpadding="0" width="614" '
        'style="width:460.7pt;border-collapse:collapse;mso-yfti-tbllook:1184">\n<tbody>'
    ),
    before=(
        '<p class="MsoNormal" align="center" style="text-align:center;mso-pagination:widow-orphan">'
        '<span lang="EN-US" style="font-size:10.0pt;font-family:宋体;mso-font-kerning:0pt">'
    ),
    after="<o:p></o:p></span></p>",
    blank='<p class="MsoNormal"><span lang="EN-US"><o:p>&nbsp;</o:p></span></p>',
    value=' width="44" nowrap style="width:33.3pt;border:solid windowtext 1.0pt;padding:0cm"',
    body_open='<div class="WordSection1">',
)


def draw_style(page: Page, rng: random.Random) -> Style:
    """Draw the style of a page; quirks may overrule parts of it."""
    style = rng.choice(_STYLES)
    if "word_markup" in page.quirks:
        style = _WORD
    if "omitted_end_tags" in page.quirks:
        style = replace(style, before="", after="", blank="", paragraph="<p>　　{}")
    if "thead_and_tbody" in page.quirks:
        style = replace(style, table=style.table.replace("<tbody>", ""))
    if "paragraph_per_line" in page.quirks and not style.before:
        style = replace(style, before="<p>", after="</p>")
    if "nbsp_blanks" in page.quirks:
        style = replace(style, blank="&nbsp;")
    return replace(style, quirks=frozenset(page.quirks))
