"""The real reports beside the checkout: what was read off the pages by eye."""

from __future__ import annotations

import pytest

from pipelines.documents import read_document
from pipelines.model import Document, Grid
from tests.shared import SHARED, needs_shared

pytestmark = needs_shared


def read(name: str) -> Document:
    path = SHARED / "corpus" / name
    return read_document(path.read_bytes(), name=path.name)


def grids(document: Document) -> list[Grid]:
    return [block for block in document.blocks if isinstance(block, Grid)]


def row(grid: Grid, label: str) -> list[str]:
    """Return the texts of the cells that begin in the row of a label, after the label."""
    (found,) = (cell for cell in grid.cells if cell.text == label)
    return [c.text for c in grid.cells if c.row == found.row and c.column > found.column]


def test_a_whole_page_of_2023_with_an_info_table() -> None:
    document = read("html/2023_shuyang_fagaiju.html")
    assert document.titles[0] == ("ucaptitle", "沭阳县发展和改革局2023年政府信息公开年度报告")
    assert document.metadata["SiteIDCode"] == "3213220037"
    assert document.metadata["publishtime"] == "2024-01-17"
    pairs = dict(document.printed)
    assert pairs["索引号"] == "014314799/2024-00002"
    assert pairs["发布机构"] == "沭阳县发展和改革局"
    assert pairs["公开日期"] == "2024-01-17"
    assert [(grid.height, grid.width) for grid in grids(document)] == [(14, 4), (28, 10), (4, 15)]
    proactive, requests, disputes = grids(document)
    assert row(proactive, "规范性文件") == ["8", "0", "18"]
    assert row(requests, "（一）予以公开") == ["26", "", "", "", "", "", "26"]
    assert [cell.text for cell in disputes.cells if cell.row == 3][:6] == [*"00011", "0"]
    texts = [block.text for block in document.blocks if not isinstance(block, Grid)]
    assert texts[0].startswith("根据《中华人民共和国政府信息公开条例》（以下简称《条例》）要求，")
    assert texts[-2:] == ["沭阳县发展和改革局", "2024年1月17日"]
    assert not any("首页" in text or "智能问答" in text for text in texts)
    assert document.links == ()


def test_a_fragment_of_2019_with_blanks_and_uneven_spans() -> None:
    document = read("html/2019_shanghai_bangongting.fragment.html")
    assert document.titles == (
        ("first_line", "2019年上海市人民政府办公厅政府信息公开工作年度报告"),
    )
    assert document.printed == (("发布日期", "2020-01-31"),)
    proactive, requests, disputes = grids(document)
    assert row(proactive, "政府集中采购") == ["6", "251000元"]
    assert row(requests, "（七）总计") == ["767", "35", "\u00a0", "\u00a0", "2", "1", "805"]
    assert [cell.text for cell in disputes.cells if cell.row == 3][:10] == [
        *("5", "\u00a0", "\u00a0", "2", "7"),
        *("8", "\u00a0", "\u00a0", "1", "9"),
    ]


def test_a_page_of_2022_reduced_to_text() -> None:
    document = read("text/2022_alxa_shizheng_zhongxin.txt")
    name = "阿拉善高新技术产业开发区(乌斯太镇)市政和金融服务中心"
    assert document.titles == (("first_line", f"{name}2022年度政府信息公开工作年度报告"),)
    assert document.printed == (("发布日期", "2023-01-19 16:24"),)
    proactive, requests, disputes = grids(document)
    assert not any(grid.spans_known for grid in (proactive, requests, disputes))
    assert row(proactive, "规章") == ["0", "0", "0"]
    assert [cell.text for cell in disputes.cells if cell.row == disputes.height - 1] == ["0"] * 15
    assert (requests.height, requests.width) == (28, 10)


@pytest.mark.parametrize(
    "name",
    ["hanweb_kjt_shandong_col103585.sample.html", "trs_pingtan_zfxxgknb_index.fragment.html"],
)
def test_a_list_page_holds_no_table(name: str) -> None:
    assert grids(read(f"list/{name}")) == []
