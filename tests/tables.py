"""The tables of the forms as a portal prints them, written by hand, values as texts.

``REQUESTS_2021`` and the others give the labels of each row; the builders lay them out with the
spans of the official form.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipelines.model import Grid
from tests.grids import Written, grid

APPLICANTS = (
    "natural_person",
    "business",
    "research",
    "public_interest",
    "legal_service",
    "other_organisation",
    "total",
)
_HEADER: list[list[Written]] = [
    [
        ("（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", 3, 3),
        ("申请人情况", 1, 7),
    ],
    [("自然人", 2, 1), ("法人或其他组织", 1, 5), ("总计", 2, 1)],
    ["商业\n企业", "科研\n机构", "社会公益组织", "法律服务机构", "其他"],
]
_WITHHELD = (
    ("withheld_state_secret", "1.属于国家秘密"),
    ("withheld_law_forbids", "2.其他法律行政法规禁止公开"),
    ("withheld_security_stability", "3.危及“三安全一稳定”"),
    ("withheld_third_party", "4.保护第三方合法权益"),
    ("withheld_internal_affairs", "5.属于三类内部事务信息"),
    ("withheld_process", "6.属于四类过程性信息"),
    ("withheld_enforcement_file", "7.属于行政执法案卷"),
    ("withheld_administrative_inquiry", "8.属于行政查询事项"),
)
_UNAVAILABLE = (
    ("unavailable_not_held", "1.本机关不掌握相关政府信息"),
    ("unavailable_must_be_created", "2.没有现成信息需要另行制作"),
    ("unavailable_unclear", "3.补正后申请内容仍不明确"),
)
_REFUSED = (
    ("refused_petition", "1.信访举报投诉类申请"),
    ("refused_repeat", "2.重复申请"),
    ("refused_publication", "3.要求提供公开出版物"),
    ("refused_excessive", "4.无正当理由大量反复申请"),
    ("refused_confirm_or_reissue", "5.要求行政机关确认或重新出具已获取信息"),
)
_OTHER = (
    ("other_not_corrected", "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请"),
    (
        "other_fee_unpaid",
        "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
    ),
    ("other_other", "3.其他"),
)
LINES_2021 = (
    "received_new",
    "carried_in",
    "disclosed",
    "disclosed_in_part",
    *(code for group in (_WITHHELD, _UNAVAILABLE, _REFUSED, _OTHER) for code, _ in group),
    "outcome_total",
    "carried_out",
)
LINES_2019 = tuple(
    "other_handling" if line == "other_other" else line
    for line in LINES_2021
    if line not in {"other_not_corrected", "other_fee_unpaid"}
)

Values = Mapping[str, Sequence[str]]


def requests_rows(values: Values, *, single_other: bool = False) -> list[list[Written]]:
    """Rows of section three; ``single_other`` prints 其他处理 as one row (2019)."""

    def row(code: str) -> list[str]:
        return list(values.get(code, ["0"] * 7))

    body: list[list[Written]] = [
        [("一、本年新收政府信息公开申请数量", 1, 3), *row("received_new")],
        [("二、上年结转政府信息公开申请数量", 1, 3), *row("carried_in")],
        [
            ("三、本年度办理结果", 20 if single_other else 22, 1),
            ("（一）予以公开", 1, 2),
            *row("disclosed"),
        ],
        [
            ("（二）部分公开（区分处理的，只计这一情形，不计其他情形）", 1, 2),
            *row("disclosed_in_part"),
        ],
    ]
    groups = [("（三）不予公开", _WITHHELD), ("（四）无法提供", _UNAVAILABLE)]
    groups += [("（五）不予处理", _REFUSED)]
    groups += [] if single_other else [("（六）其他处理", _OTHER)]
    for title, lines in groups:
        for place, (code, label) in enumerate(lines):
            head: list[Written] = [(title, len(lines), 1)] if place == 0 else []
            body.append([*head, label, *row(code)])
    if single_other:
        body.append([("（六）其他处理", 1, 2), *row("other_handling")])
    body.append([("（七）总计", 1, 2), *row("outcome_total")])
    body.append([("四、结转下年度继续办理", 1, 3), *row("carried_out")])
    return [*(list(row) for row in _HEADER), *body]


def requests(values: Values, *, single_other: bool = False) -> Grid:
    """Section three as a grid."""
    return grid(*requests_rows(values, single_other=single_other))


def proactive_2021_rows(values: Sequence[str]) -> list[list[Written]]:
    """Rows of section two, 2021; ``values`` are its ten numbers in printed order."""
    v = list(values)
    return [
        [("第二十条第（一）项", 1, 4)],
        ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
        ["规章", *v[0:3]],
        ["行政规范性文件", *v[3:6]],
        [("第二十条第（五）项", 1, 4)],
        ["信息内容", ("本年处理决定数量", 1, 3)],
        ["行政许可", (v[6], 1, 3)],
        [("第二十条第（六）项", 1, 4)],
        ["信息内容", ("本年处理决定数量", 1, 3)],
        ["行政处罚", (v[7], 1, 3)],
        ["行政强制", (v[8], 1, 3)],
        [("第二十条第（八）项", 1, 4)],
        ["信息内容", ("本年收费金额（单位：万元）", 1, 3)],
        ["行政事业性收费", (v[9], 1, 3)],
    ]


def proactive_2021(values: Sequence[str]) -> Grid:
    """Section two of 2021 as a grid."""
    return grid(*proactive_2021_rows(values))


def disputes_rows(values: Sequence[str]) -> list[list[Written]]:
    """Rows of section four; fifteen values in printed order."""
    leaves: list[Written] = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
    return [
        [("行政复议", 1, 5), ("行政诉讼", 1, 10)],
        [
            *[(str(leaf), 2, 1) for leaf in leaves],
            ("未经复议直接起诉", 1, 5),
            ("复议后起诉", 1, 5),
        ],
        [*leaves, *leaves],
        list(values),
    ]


def disputes(values: Sequence[str]) -> Grid:
    """Section four as a grid; fifteen values in printed order."""
    return grid(*disputes_rows(values))


def proactive_2019_rows(values: Sequence[str]) -> list[list[Written]]:
    """Rows of section two, 2019; ``values`` are its 22 numbers in printed order, amounts in 万元."""
    v = list(values)
    three: list[Written] = ["信息内容", "上一年项目数量", "本年增/减", "处理决定数量"]
    return [
        [("第二十条第（一）项", 1, 4)],
        ["信息内容", "本年新制作数量", "本年新公开数量", "对外公开总数量"],
        ["规章", *v[0:3]],
        ["规范性文件", *v[3:6]],
        [("第二十条第（五）项", 1, 4)],
        three,
        ["行政许可", *v[6:9]],
        ["其他对外管理服务事项", *v[9:12]],
        [("第二十条第（六）项", 1, 4)],
        three,
        ["行政处罚", *v[12:15]],
        ["行政强制", *v[15:18]],
        [("第二十条第（八）项", 1, 4)],
        ["信息内容", "上一年项目数量", ("本年增/减", 1, 2)],
        ["行政事业性收费", v[18], (v[19], 1, 2)],
        [("第二十条第（九）项", 1, 4)],
        ["信息内容", "采购项目数量", ("采购总金额（万元）", 1, 2)],
        ["政府集中采购", v[20], (v[21], 1, 2)],
    ]


#: Label and unit of every line of the 2014 form; a line without a unit opens a group.
STATISTICS_2014 = (
    ("一、主动公开情况", ""),
    ("（一）主动公开政府信息数（不同渠道和方式公开相同信息计1条）", "条"),
    ("其中：主动公开规范性文件数", "条"),
    ("制发规范性文件总数", "件"),
    ("（二）通过不同渠道和方式公开政府信息的情况", ""),
    ("1.政府公报公开政府信息数", "条"),
    ("2.政府网站公开政府信息数", "条"),
    ("3.政务微博公开政府信息数", "条"),
    ("4.政务微信公开政府信息数", "条"),
    ("5.其他方式公开政府信息数", "条"),
    ("二、回应解读情况", ""),
    ("（一）回应公众关注热点或重大舆情数（不同方式回应同一热点或舆情计1次）", "次"),
    ("（二）通过不同渠道和方式回应解读的情况", ""),
    ("1.参加或举办新闻发布会总次数", "次"),
    ("其中：主要负责同志参加新闻发布会次数", "次"),
    ("2.政府网站在线访谈次数", "次"),
    ("其中：主要负责同志参加政府网站在线访谈次数", "次"),
    ("3.政策解读稿件发布数", "篇"),
    ("4.微博微信回应事件数", "次"),
    ("5.其他方式回应事件数", "次"),
    ("三、依申请公开情况", ""),
    ("（一）收到申请数", "件"),
    ("1.当面申请数", "件"),
    ("2.传真申请数", "件"),
    ("3.网络申请数", "件"),
    ("4.信函申请数", "件"),
    ("（二）申请办结数", "件"),
    ("1.按时办结数", "件"),
    ("2.延期办结数", "件"),
    ("（三）申请答复数", "件"),
    ("1.属于已主动公开范围数", "件"),
    ("2.同意公开答复数", "件"),
    ("3.同意部分公开答复数", "件"),
    ("4.不同意公开答复数", "件"),
    ("其中：涉及国家秘密", "件"),
    ("涉及商业秘密", "件"),
    ("涉及个人隐私", "件"),
    ("危及国家安全、公共安全、经济安全和社会稳定", "件"),
    ("不是《条例》所指政府信息", "件"),
    ("法律法规规定的其他情形", "件"),
    ("5.不属于本行政机关公开数", "件"),
    ("6.申请信息不存在数", "件"),
    ("7.告知作出更改补充数", "件"),
    ("8.告知通过其他途径办理数", "件"),
    ("四、行政复议数量", "件"),
    ("（一）维持具体行政行为数", "件"),
    ("（二）被依法纠错数", "件"),
    ("（三）其他情形数", "件"),
    ("五、行政诉讼数量", "件"),
    ("（一）维持具体行政行为或者驳回原告诉讼请求数", "件"),
    ("（二）被依法纠错数", "件"),
    ("（三）其他情形数", "件"),
    ("六、举报投诉数量", "件"),
    ("七、依申请公开信息收取的费用", "万元"),
    ("八、机构建设和保障经费情况", ""),
    ("（一）政府信息公开工作专门机构数", "个"),
    ("（二）设置政府信息公开查阅点数", "个"),
    ("（三）从事政府信息公开工作人员数", "人"),
    ("1.专职人员数（不包括政府公报及政府网站工作人员数）", "人"),
    ("2.兼职人员数", "人"),
    (
        "（四）政府信息公开专项经费（不包括用于政府公报编辑管理及政府网站建设维护等方面的经费）",
        "万元",
    ),
    ("九、政府信息公开会议和培训情况", ""),
    ("（一）召开政府信息公开工作会议或专题会议数", "次"),
    ("（二）举办各类培训班数", "次"),
    ("（三）接受培训人员数", "人次"),
)


def statistics_rows(values: Sequence[str]) -> list[list[Written]]:
    """Rows of the statistics table; ``values`` in printed order, groups left out."""
    left = iter(values)
    rows: list[list[Written]] = [["统计指标", "单位", "统计数"]]
    for label, unit in STATISTICS_2014:
        rows.append([label, unit, next(left)] if unit else [label, "——", "——"])
    return rows
