"""Pages in traditional characters (繁体字): every cell, and stored as printed."""

from __future__ import annotations

import pytest

from pipelines import extract_bytes
from pipelines.script import simplify

#: Written by hand; 於, 後 and 祕 are what converters of such sites print.
PAGE = """<html><head><title>石岩市財政局2022年政府信息公開工作年度報告</title></head><body>
<h1>石岩市財政局2022年政府信息公開工作年度報告</h1>
<p>發布機構：石岩市財政局　發布日期：2023-01-19</p><div class="TRS_Editor">
<p>三、收到和處理政府信息公開申請情況</p>
<table><tr><td rowspan="3" colspan="3">（本列數據的勾稽關係為：第一項加第二項之和，等於第三項加第四項之和）</td>
<td colspan="7">申請人情況</td></tr>
<tr><td rowspan="2">自然人</td><td colspan="5">法人或其他組織</td><td rowspan="2">總計</td></tr>
<tr><td>商業企業</td><td>科研機構</td><td>社會公益組織</td><td>法律服務機構</td><td>其他</td></tr>
<tr><td colspan="3">一、本年新收政府信息公開申請數量</td>
<td>11</td><td>2</td><td>0</td><td>1</td><td>0</td><td>3</td><td>17</td></tr>
<tr><td colspan="3">二、上年結轉政府信息公開申請數量</td>
<td>1</td><td>0</td><td>0</td><td>0</td><td>0</td><td>0</td><td>1</td></tr>
<tr><td rowspan="4">三、本年度辦理結果</td><td colspan="2">（一）予以公開</td>
<td>5</td><td>2</td><td>0</td><td>0</td><td>0</td><td>0</td><td>7</td></tr>
<tr><td>（三）不予公開</td><td>1.屬於國家祕密</td>
<td>4</td><td>0</td><td>0</td><td>1</td><td>0</td><td>0</td><td>5</td></tr>
<tr><td>（四）無法提供</td><td>3.補正後申請內容仍不明確</td>
<td>1</td><td>0</td><td>0</td><td>0</td><td>0</td><td>3</td><td>4</td></tr>
<tr><td colspan="2">（七）總計</td>
<td>10</td><td>2</td><td>0</td><td>1</td><td>0</td><td>3</td><td>16</td></tr>
<tr><td colspan="3">四、結轉下年度繼續辦理</td>
<td>2</td><td>0</td><td>0</td><td>0</td><td>0</td><td>0</td><td>2</td></tr>
</table>
<p>四、因政府信息公開工作被申請行政複議、提起行政訴訟情況</p>
<table><tr><td colspan="5">行政複議</td><td colspan="10">行政訴訟</td></tr>
<tr><td rowspan="2">結果維持</td><td rowspan="2">結果糾正</td><td rowspan="2">其他結果</td>
<td rowspan="2">尚未審結</td><td rowspan="2">總計</td>
<td colspan="5">未經複議直接起訴</td><td colspan="5">複議後起訴</td></tr>
<tr><td>結果維持</td><td>結果糾正</td><td>其他結果</td><td>尚未審結</td><td>總計</td>
<td>結果維持</td><td>結果糾正</td><td>其他結果</td><td>尚未審結</td><td>總計</td></tr>
<tr><td>1</td><td>2</td><td>0</td><td>3</td><td>6</td><td>4</td><td>0</td><td>1</td><td>0</td><td>5</td>
<td>0</td><td>7</td><td>0</td><td>1</td><td>8</td></tr></table></div></body></html>"""


def test_a_page_in_traditional_characters_is_read_cell_by_cell() -> None:
    report = (
        extract_bytes(PAGE.encode(), url="http://czj.shiyan.gov.cn/1.html").reports[0].to_dict()
    )
    assert report["requests"]["received_new"]["total"] == 17
    assert list(report["requests"]["withheld_state_secret"].values()) == [4, 0, 0, 1, 0, 0, 5]
    assert list(report["requests"]["unavailable_unclear"].values()) == [1, 0, 0, 0, 0, 3, 4]
    assert report["requests"]["carried_out"]["natural_person"] == 2
    assert list(report["disputes"]["reconsideration"].values()) == [1, 2, 0, 3, 6]
    assert list(report["disputes"]["litigation_after_reconsideration"].values()) == [0, 7, 0, 1, 8]
    assert {finding["rule"] for finding in report["findings"]} == {"row.missing", "table.missing"}


def test_what_is_stored_stays_as_printed() -> None:
    report = (
        extract_bytes(PAGE.encode(), url="http://czj.shiyan.gov.cn/1.html").reports[0].to_dict()
    )
    assert report["report"]["title"] == "石岩市財政局2022年政府信息公開工作年度報告"
    assert report["report"]["agency_name"] == "石岩市財政局"
    assert report["report"]["published_on"] == "2023-01-19"
    assert report["report"]["year"] == 2022


@pytest.mark.parametrize(
    ("printed", "compared"),
    [
        ("結轉下年度繼續辦理", "结转下年度继续办理"),
        ("屬於", "属于"),
        ("咸阳市乾县", "咸阳市乾县"),
        ("plain 12", "plain 12"),
        ("，。（一）〇𠮷", "，。（一）〇𠮷"),
    ],
)
def test_simplifying_keeps_simplified_texts_and_every_place(printed: str, compared: str) -> None:
    assert simplify(printed) == compared
    assert len(simplify(printed)) == len(printed)
