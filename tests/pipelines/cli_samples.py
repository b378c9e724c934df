"""Small pages for the tests of the command line, invented: 洪泽区水利局, 2023."""

from __future__ import annotations

TITLE = "2023年度洪泽区水利局政府信息公开工作年度报告"

#: A report reduced to text, with the table of section four and no other.
TEXT = f"""{TITLE}
发布日期：2024-01-20
一、总体情况
2023年，洪泽区水利局认真做好政府信息公开工作。
四、政府信息公开行政复议、行政诉讼情况
行政复议 | 行政诉讼
结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计 | 未经复议直接起诉 | 复议后起诉
结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计 | 结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计
2 | 1 | 0 | 0 | 3 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0
"""

HEAD = f"""<html><head><meta charset="utf-8"><title>{TITLE}</title></head><body><h1>{TITLE}</h1>
<p>一、总体情况</p><p>2023年，洪泽区水利局认真做好政府信息公开工作。</p>
<p>四、政府信息公开行政复议、行政诉讼情况</p>"""

_OUTCOMES = "<td>结果维持</td><td>结果纠正</td><td>其他结果</td><td>尚未审结</td><td>总计</td>"

TABLE_HEAD = f"""<table>
<tr><td colspan="5">行政复议</td><td colspan="10">行政诉讼</td></tr>
<tr><td rowspan="2">结果维持</td><td rowspan="2">结果纠正</td><td rowspan="2">其他结果</td>
<td rowspan="2">尚未审结</td><td rowspan="2">总计</td>
<td colspan="5">未经复议直接起诉</td><td colspan="5">复议后起诉</td></tr>
<tr>{_OUTCOMES}{_OUTCOMES}</tr>
"""

VALUES = (2, 1, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
ROW = "<tr>" + "".join(f"<td>{value}</td>" for value in VALUES) + "</tr>"

#: The same report as a page.
PAGE = f"{HEAD}{TABLE_HEAD}{ROW}</table></body></html>"

#: A page of the portal that is no report.
NOTICE = (
    "<html><head><meta charset='utf-8'><title>关于召开水利工作会议的通知</title></head>"
    "<body><h1>关于召开水利工作会议的通知</h1><p>各科室：定于周五召开会议。</p></body></html>"
)
