"""Which files of a page are read with it, and what the two give together."""

from __future__ import annotations

import pytest

from pipelines import extract_all, extract_bytes
from pipelines.joining import Body, Choice, Hung, choose
from tests.pipelines.documents.pdf_pages import Sheet, pdf
from tests.pipelines.joined_pages import TITLE, disputes_file, link, page, requests_file

NOBODY = Body(None, 0)
FINANCE, SCHOOLS = Body("阿拉善盟财政局", 2022), Body("阿拉善盟教育局", 2022)
FIGURES = frozenset({"requests", "disputes"})
TABLES = frozenset({"complete", "partial", "unfilled"})


def hung(form: str = "file", *tables: str, body: Body = NOBODY, is_prose: bool = False) -> Hung:
    return Hung(form, frozenset(tables), body, is_prose=is_prose)


@pytest.mark.parametrize(
    ("files", "joined"),
    [
        # The first that holds tables, not what stands before it.
        ([hung("picture"), hung(), hung("file", "requests"), hung("file", "requests")], (2,)),
        # Another table in another file belongs to the same report.
        ([hung("file", "requests"), hung("scan", "disputes"), hung("file", *FIGURES)], (0, 1)),
        # All pictures of a scan, in the order of the page.
        ([hung("picture", "requests"), hung(), hung("picture")], (0, 2)),
        ([hung("unread"), hung("unread_picture")], ()),
        ([hung(), hung(is_prose=True), hung(is_prose=True)], (1,)),
        ([], ()),
    ],
)
def test_which_files_are_read_with_their_page(files: list[Hung], joined: tuple[int, ...]) -> None:
    assert choose(FINANCE, files, is_prose=False).joined == joined


def test_a_page_of_prose_takes_no_other_prose() -> None:
    assert choose(FINANCE, [hung(is_prose=True)], is_prose=True) == Choice()
    assert choose(FINANCE, [hung("file", "requests")], is_prose=True) == Choice((0,), (), TABLES)


def test_reports_of_several_bodies_or_years() -> None:
    two = [hung("file", "requests", body=SCHOOLS), hung("file", "requests", body=FINANCE)]
    assert choose(FINANCE, two, is_prose=False) == Choice((1,), (0,), TABLES)
    assert choose(None, two, is_prose=False) == Choice((), (0, 1))
    years = [
        hung("file", "requests", body=Body(None, 2021)),
        hung("file", "requests", body=Body(None, 2022)),
    ]
    assert choose(FINANCE, years, is_prose=False) == Choice((1,), (0,), TABLES)


def test_one_file_is_that_of_its_page_whatever_it_says() -> None:
    one = [hung("file", "requests", body=SCHOOLS)]
    assert choose(FINANCE, one, is_prose=False).joined == (0,)
    # A shorter name of the same body, and one that was misread in a scan, are no others.
    same = [
        hung("file", "requests", body=FINANCE),
        hung("file", "requests", body=Body("财政局", 2022)),
        hung("scan", "requests", body=Body("阿拉普盟财政局", 2022)),
    ]
    assert choose(FINANCE, same, is_prose=False) == Choice((0,), (), TABLES)


# --- one document and its attachments ----------------------------------------------------


def test_a_page_gives_the_name_and_its_attachment_the_figures() -> None:
    attached = [b"not read", disputes_file(1), requests_file(4)]
    [found] = extract_all(page(link("1.docx")), "http://www.alxa.gov.cn/1.html", None, attached)
    whole = found.to_dict()
    assert whole["report"]["agency_name"] == "阿拉善盟财政局"
    assert (whole["report"]["title"], whole["report"]["year"]) == (TITLE, 2022)
    assert whole["report"]["document_kind"] == "docx"
    assert whole["disputes"]["reconsideration"]["total"] == 1
    assert whole["requests"]["received_new"]["total"] == 4


def test_a_page_with_tables_of_its_own_stays_as_it_is() -> None:
    body = page(body=f"<table>{_rows(3)}</table>")
    [found] = extract_all(body, None, None, [requests_file(4)])
    assert found.to_dict()["requests"]["received_new"]["total"] == 3
    assert found.report.fields["document_kind"] == "html"


def _rows(received: int) -> str:
    cells = "".join(f"<td>{number}</td>" for number in (received, 0, 0, 0, 0, 0, received))
    heads = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
    head = "".join(f"<td>{name}</td>" for name in heads)
    return (
        f"<tr><td></td>{head}</tr>"
        f"<tr><td>一、本年新收政府信息公开申请数量</td>{cells}</tr>"
        f"<tr><td>四、结转下年度继续办理</td>{cells}</tr>"
    )


def test_an_attachment_that_cannot_be_read_leaves_its_reason() -> None:
    scanned = pdf(Sheet().line(60, 60, 200, 60))
    document = extract_bytes(page(link("1.pdf")), attachments=[scanned])
    [found] = document.reports
    assert found.report.fields["status"] == "attachment_missing"
    reasons = [one.message for one in found.report.findings if one.rule == "document.unreadable"]
    assert len(reasons) == 1
    assert reasons[0].startswith("what hangs on this page: ")


def test_prose_of_the_page_stands_before_tables_and_not_before_a_whole_report() -> None:
    prose = page(link("1.docx"), body="<p>一、总体情况</p><p>良好。</p><p>二、其他</p>")
    [tables] = extract_all(prose, None, None, [requests_file(4)])
    assert tables.report.fields["overview"] == "良好。"
    whole = requests_file(4, "一、总体情况", "很好。", "五、存在的主要问题", "人手不足。")
    [report] = extract_all(prose, None, None, [whole])
    assert report.report.fields["overview"] == "很好。"
