"""What the runs of a Word paragraph print: styles, fields, formulas, boxes, marks and hidden text."""

from __future__ import annotations

import pytest

from pipelines.documents import read_document
from pipelines.model import Paragraph
from tests.pipelines.documents import word

TEXT_BOX = (
    "<w:r><w:t>外</w:t><mc:AlternateContent><mc:Choice Requires='wps'><wps:txbx>"
    "<w:txbxContent><w:p><w:r><w:t>框</w:t></w:r></w:p></w:txbxContent></wps:txbx>"
    "</mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent><w:p><w:r><w:t>框</w:t>"
    "</w:r></w:p></w:txbxContent></v:textbox></w:pict></mc:Fallback>"
    "</mc:AlternateContent></w:r>"
)


def paragraphs(body: bytes) -> list[str]:
    return [block.text for block in read_document(body).blocks if isinstance(block, Paragraph)]


RAISED = '<w:vertAlign w:val="superscript"/>'
HIGHER = '<w:position w:val="10"/>'
WHITE = '<w:color w:val="FFFFFF"/>'
SHOWN = '<w:vanish w:val="0"/>'


def _run(properties: str, text: str) -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def _styled(style: str, text: str) -> str:
    return _run(f'<w:rStyle w:val="{style}"/>', text)


def _sign(kind: str, inside: str = "") -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}">{inside}</w:fldChar></w:r>'


def _symbol(font: str, code: str) -> str:
    return f'<w:r><w:t>1</w:t></w:r><w:r><w:sym w:font="{font}" w:char="{code}"/></w:r>'


#: { IF { MERGEFIELD x } > 2 "14" } with the results that Word saved.
FIELD_IN_FIELD = (
    f"{_sign('begin')}<w:r><w:instrText> IF </w:instrText></w:r>{_sign('begin')}"
    f"<w:r><w:instrText> MERGEFIELD x </w:instrText></w:r>{_sign('separate')}"
    f"<w:r><w:t>3</w:t></w:r>{_sign('end')}<w:r><w:instrText> > 2 14 </w:instrText></w:r>"
    f"{_sign('separate')}<w:r><w:t>14</w:t></w:r>{_sign('end')}"
)
CHOSEN = (
    '<w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="9"/><w:listEntry w:val="14"/>'
    "</w:ddList></w:ffData>"
)
FRACTION = (
    "<m:oMath><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>4</m:t></m:r></m:den>"
    "</m:f></m:oMath>"
)
SQUARE = (
    "<m:oMath><m:sSup><m:e><m:r><m:t>10</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup>"
    "</m:sSup></m:oMath>"
)
STYLES = (
    '<w:style w:type="character" w:styleId="Out"><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="Out2"><w:basedOn w:val="Out"/></w:style>'
    f'<w:style w:type="character" w:styleId="Mark"><w:rPr>{RAISED}</w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="Old"><w:rPr><w:strike/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Gone"><w:rPr><w:vanish/></w:rPr></w:style></w:styles>'
)


@pytest.mark.parametrize(
    ("xml", "printed"),
    [
        (f"<w:r><w:t>37</w:t></w:r>{_styled('Out2', '9')}", ["37"]),
        (f"<w:r><w:t>37</w:t></w:r>{_styled('Mark', '1')}", ["37", "1"]),
        (f"{_styled('Old', '9')}<w:r><w:t>37</w:t></w:r>", ["9", "37"]),
        (f"<w:pPr><w:pStyle w:val='Gone'/></w:pPr>{_run('', '9')}", []),
        (f"<w:pPr><w:pStyle w:val='Gone'/></w:pPr>{_run(SHOWN, '9')}", ["9"]),
    ],
)
def test_what_a_style_makes_of_a_run(xml: str, printed: list[str]) -> None:
    document = word.empty()
    word.paragraph_xml(document, xml)
    body = word.changed(
        word.saved(document),
        "word/styles.xml",
        lambda part: part.replace(b"</w:styles>", STYLES.encode()),
    )
    assert paragraphs(body) == printed


@pytest.mark.parametrize(
    ("xml", "printed"),
    [
        (FIELD_IN_FIELD, ["14"]),
        # A field that goes on in the next paragraph: nothing of it is taken for an instruction.
        (f"{_sign('begin')}<w:r><w:t>14</w:t></w:r>", ["14"]),
        (f"{_sign('begin', CHOSEN)}{_sign('end')}", ["14"]),
        (FRACTION, ["1", "4"]),
        (SQUARE, ["10", "2"]),
        (f"<w:r><w:t>37</w:t></w:r>{_run(HIGHER, '1')}", ["37 1"]),
        (f"{_run(HIGHER, '3')}{_run(HIGHER, '7')}", ["37"]),
        (f"{_run(WHITE, '9')}<w:r><w:t>37</w:t></w:r>", ["9 37"]),
        (f"{_run(WHITE, '3')}{_run(WHITE, '7')}", ["37"]),
        (_symbol("Symbol", "F034"), ["14"]),
        (_symbol("Wingdings", "F084"), ["1④"]),
        (_symbol("Wingdings", "F0FC"), ["1"]),
        ("<w:ins><w:r><w:t>加</w:t></w:r></w:ins><w:r><w:t>留</w:t></w:r>", ["加留"]),
        ("<w:r><w:t>留</w:t></w:r><w:del><w:r><w:delText>删</w:delText></w:r></w:del>", ["留"]),
        ("<w:r><w:t>1</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>2</w:t></w:r>", ["1"]),
        (f"<w:r><w:t>37</w:t></w:r>{_run('<w:strike/>', '99')}", ["37", "99"]),
        (f"<w:r><w:t>37</w:t></w:r>{_run(RAISED, '1')}", ["37", "1"]),
        ("<w:sdt><w:sdtContent><w:r><w:t>控件</w:t></w:r></w:sdtContent></w:sdt>", ["控件"]),
        ("<w:r><w:t>第一行</w:t><w:br/><w:t>第二行</w:t></w:r>", ["第一行", "第二行"]),
        ("<w:r><w:instrText>PAGE</w:instrText><w:t>12</w:t></w:r>", ["12"]),
        (
            TEXT_BOX,
            ["外", "框"],
        ),
    ],
)
def test_what_a_paragraph_prints(xml: str, printed: list[str]) -> None:
    document = word.empty()
    word.paragraph_xml(document, xml)
    assert paragraphs(word.saved(document)) == printed
