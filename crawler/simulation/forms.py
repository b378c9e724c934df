"""The three national forms as the simulation knows them: its own codes and printed labels.

Written from the published forms (国办发〔2014〕32号 annex, 国办公开办函〔2019〕60号,
国办公开办函〔2021〕30号). The readers' label files are never consulted: if both agreed only
because one was copied from the other, the comparison would prove nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Form = Literal["2014", "2019", "2021"]

#: Applicant columns of section three; the last is the total of the six before it.
APPLICANTS: Final[dict[str, str]] = {
    "natural_person": "自然人",
    "business": "商业企业",
    "research": "科研机构",
    "public_interest": "社会公益组织",
    "legal_service": "法律服务机构",
    "other_organisation": "其他",
    "total": "总计",
}
RESULTS_GROUP: Final = "三、本年度办理结果"


@dataclass(frozen=True, slots=True)
class RequestLine:
    """One printed line of section three: code, label, and the group it stands in, if any."""

    item: str
    label: str
    group: str | None = None

    @property
    def within_results(self) -> bool:
        """Whether the line stands under 三、本年度办理结果."""
        return self.item not in {"received_new", "carried_in", "carried_out"}


_WITHHELD = "（三）不予公开"
_UNAVAILABLE = "（四）无法提供"
_REFUSED = "（五）不予处理"
_OTHER = "（六）其他处理"

_REQUESTS_HEAD = (
    RequestLine("received_new", "一、本年新收政府信息公开申请数量"),
    RequestLine("carried_in", "二、上年结转政府信息公开申请数量"),
    RequestLine("disclosed", "（一）予以公开"),
    RequestLine("disclosed_in_part", "（二）部分公开（区分处理的，只计这一情形，不计其他情形）"),
    RequestLine("withheld_state_secret", "1.属于国家秘密", _WITHHELD),
    RequestLine("withheld_law_forbids", "2.其他法律行政法规禁止公开", _WITHHELD),
    RequestLine("withheld_security_stability", "3.危及“三安全一稳定”", _WITHHELD),
    RequestLine("withheld_third_party", "4.保护第三方合法权益", _WITHHELD),
    RequestLine("withheld_internal_affairs", "5.属于三类内部事务信息", _WITHHELD),
    RequestLine("withheld_process", "6.属于四类过程性信息", _WITHHELD),
    RequestLine("withheld_enforcement_file", "7.属于行政执法案卷", _WITHHELD),
    RequestLine("withheld_administrative_inquiry", "8.属于行政查询事项", _WITHHELD),
    RequestLine("unavailable_not_held", "1.本机关不掌握相关政府信息", _UNAVAILABLE),
    RequestLine("unavailable_must_be_created", "2.没有现成信息需要另行制作", _UNAVAILABLE),
    RequestLine("unavailable_unclear", "3.补正后申请内容仍不明确", _UNAVAILABLE),
    RequestLine("refused_petition", "1.信访举报投诉类申请", _REFUSED),
    RequestLine("refused_repeat", "2.重复申请", _REFUSED),
    RequestLine("refused_publication", "3.要求提供公开出版物", _REFUSED),
    RequestLine("refused_excessive", "4.无正当理由大量反复申请", _REFUSED),
    RequestLine("refused_confirm_or_reissue", "5.要求行政机关确认或重新出具已获取信息", _REFUSED),
)
_REQUESTS_TAIL = (
    RequestLine("outcome_total", "（七）总计"),
    RequestLine("carried_out", "四、结转下年度继续办理"),
)
_THREE_OTHER_LINES = (
    RequestLine(
        "other_not_corrected",
        "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
        _OTHER,
    ),
    RequestLine(
        "other_fee_unpaid",
        "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
        _OTHER,
    ),
    RequestLine("other_other", "3.其他", _OTHER),
)
_ONE_OTHER_LINE = (RequestLine("other_handling", _OTHER),)


def request_lines(*, single_other: bool) -> tuple[RequestLine, ...]:
    """Lines of section three in printed order.

    ``single_other`` is the 2019 form, whose （六）其他处理 is one row.
    """
    return (
        *_REQUESTS_HEAD,
        *(_ONE_OTHER_LINE if single_other else _THREE_OTHER_LINES),
        *_REQUESTS_TAIL,
    )


#: Paths of section four in printed order.
DISPUTE_PATHS: Final = (
    "reconsideration",
    "litigation_direct",
    "litigation_after_reconsideration",
)
#: Results of section four; the last is the total of the four before it.
DISPUTE_RESULTS: Final[dict[str, str]] = {
    "upheld": "结果维持",
    "corrected": "结果纠正",
    "other": "其他结果",
    "pending": "尚未审结",
    "total": "总计",
}


@dataclass(frozen=True, slots=True)
class ProactiveBlock:
    """One article of section two: its heading, column labels, and lines of columns."""

    heading: str
    columns: tuple[str, ...]
    lines: tuple[tuple[str, tuple[str, ...]], ...]


#: Code of the one printed cell that gives two columns of the dataset.
PROCUREMENT_CELL: Final = "procurement_amount"
PROCUREMENT_LABEL: Final = "采购总金额"

PROACTIVE_2021: Final = (
    ProactiveBlock(
        "第二十条第（一）项",
        ("本年制发件数", "本年废止件数", "现行有效件数"),
        (
            ("规章", ("rules_issued", "rules_repealed", "rules_in_force")),
            ("行政规范性文件", ("normative_issued", "normative_repealed", "normative_in_force")),
        ),
    ),
    ProactiveBlock(
        "第二十条第（五）项", ("本年处理决定数量",), (("行政许可", ("licence_decisions",)),)
    ),
    ProactiveBlock(
        "第二十条第（六）项",
        ("本年处理决定数量",),
        (("行政处罚", ("penalty_decisions",)), ("行政强制", ("coercion_decisions",))),
    ),
    ProactiveBlock(
        "第二十条第（八）项",
        ("本年收费金额（单位：万元）",),
        (("行政事业性收费", ("fee_amount_10k_yuan",)),),
    ),
)

_ITEM_COLUMNS = ("上一年项目数量", "本年增/减", "处理决定数量")
PROACTIVE_2019: Final = (
    ProactiveBlock(
        "第二十条第（一）项",
        ("本年新制作数量", "本年新公开数量", "对外公开总数量"),
        (
            ("规章", ("rules_made", "rules_disclosed", "rules_disclosed_total")),
            ("规范性文件", ("normative_made", "normative_disclosed", "normative_disclosed_total")),
        ),
    ),
    ProactiveBlock(
        "第二十条第（五）项",
        _ITEM_COLUMNS,
        (
            ("行政许可", ("licence_items_last_year", "licence_items_change", "licence_decisions")),
            (
                "其他对外管理服务事项",
                ("service_items_last_year", "service_items_change", "service_decisions"),
            ),
        ),
    ),
    ProactiveBlock(
        "第二十条第（六）项",
        _ITEM_COLUMNS,
        (
            ("行政处罚", ("penalty_items_last_year", "penalty_items_change", "penalty_decisions")),
            (
                "行政强制",
                ("coercion_items_last_year", "coercion_items_change", "coercion_decisions"),
            ),
        ),
    ),
    ProactiveBlock(
        "第二十条第（八）项",
        _ITEM_COLUMNS[:2],
        (("行政事业性收费", ("fee_items_last_year", "fee_items_change")),),
    ),
    ProactiveBlock(
        "第二十条第（九）项",
        ("采购项目数量", PROCUREMENT_LABEL),
        (("政府集中采购", ("procurement_projects", PROCUREMENT_CELL)),),
    ),
)
#: Every column that the dataset gives section two, printed or not.
PROACTIVE_COLUMNS: Final = (
    *(column for block in PROACTIVE_2021 for _, columns in block.lines for column in columns),
    *(
        column
        for block in PROACTIVE_2019
        for _, columns in block.lines
        for column in columns
        if column not in {PROCUREMENT_CELL, "licence_decisions"}
        and column not in {"penalty_decisions", "coercion_decisions"}
    ),
    "procurement_amount_10k_yuan",
    "procurement_amount_printed",
)


def proactive_blocks(form: Form) -> tuple[ProactiveBlock, ...]:
    """Blocks of section two in printed order; the 2014 form has none."""
    return {"2014": (), "2019": PROACTIVE_2019, "2021": PROACTIVE_2021}[form]


@dataclass(frozen=True, slots=True)
class StatisticsRow:
    """One printed line of the 2014 form; a group line has neither code nor unit."""

    label: str
    item: str | None = None
    unit: str | None = None
    depth: int = 0


def _rows(group: str, depth: int, *lines: tuple[str, str, str, int]) -> list[StatisticsRow]:
    return [
        StatisticsRow(group, depth=depth),
        *(StatisticsRow(label, item, unit, place) for item, label, unit, place in lines),
    ]


#: The 2014 form (政府信息公开情况统计表) in printed order, group lines included.
STATISTICS: Final = (
    *_rows(
        "一、主动公开情况",
        0,
        (
            "proactive_total",
            "（一）主动公开政府信息数（不同渠道和方式公开相同信息计1条）",
            "条",
            1,
        ),
        ("proactive_normative", "其中：主动公开规范性文件数", "条", 2),
        ("normative_made", "制发规范性文件总数", "件", 2),
    ),
    *_rows(
        "（二）通过不同渠道和方式公开政府信息的情况",
        1,
        ("via_gazette", "1.政府公报公开政府信息数", "条", 2),
        ("via_website", "2.政府网站公开政府信息数", "条", 2),
        ("via_weibo", "3.政务微博公开政府信息数", "条", 2),
        ("via_wechat", "4.政务微信公开政府信息数", "条", 2),
        ("via_other", "5.其他方式公开政府信息数", "条", 2),
    ),
    *_rows(
        "二、回应解读情况",
        0,
        (
            "responses_total",
            "（一）回应公众关注热点或重大舆情数（不同方式回应同一热点或舆情计1次）",
            "次",
            1,
        ),
    ),
    *_rows(
        "（二）通过不同渠道和方式回应解读的情况",
        1,
        ("press_conferences", "1.参加或举办新闻发布会总次数", "次", 2),
        ("press_conferences_by_head", "其中：主要负责同志参加新闻发布会次数", "次", 3),
        ("online_interviews", "2.政府网站在线访谈次数", "次", 2),
        ("online_interviews_by_head", "其中：主要负责同志参加政府网站在线访谈次数", "次", 3),
        ("policy_explanations", "3.政策解读稿件发布数", "篇", 2),
        ("weibo_wechat_responses", "4.微博微信回应事件数", "次", 2),
        ("other_responses", "5.其他方式回应事件数", "次", 2),
    ),
    *_rows(
        "三、依申请公开情况",
        0,
        ("requests_received", "（一）收到申请数", "件", 1),
        ("requests_in_person", "1.当面申请数", "件", 2),
        ("requests_by_fax", "2.传真申请数", "件", 2),
        ("requests_online", "3.网络申请数", "件", 2),
        ("requests_by_letter", "4.信函申请数", "件", 2),
        ("requests_closed", "（二）申请办结数", "件", 1),
        ("closed_on_time", "1.按时办结数", "件", 2),
        ("closed_after_extension", "2.延期办结数", "件", 2),
        ("replies_total", "（三）申请答复数", "件", 1),
        ("reply_already_public", "1.属于已主动公开范围数", "件", 2),
        ("reply_disclosed", "2.同意公开答复数", "件", 2),
        ("reply_disclosed_in_part", "3.同意部分公开答复数", "件", 2),
        ("reply_withheld", "4.不同意公开答复数", "件", 2),
        ("withheld_state_secret", "其中：涉及国家秘密", "件", 3),
        ("withheld_trade_secret", "涉及商业秘密", "件", 3),
        ("withheld_privacy", "涉及个人隐私", "件", 3),
        (
            "withheld_security_stability",
            "危及国家安全、公共安全、经济安全和社会稳定",
            "件",
            3,
        ),
        ("withheld_not_government_information", "不是《条例》所指政府信息", "件", 3),
        ("withheld_other_law", "法律法规规定的其他情形", "件", 3),
        ("reply_not_this_agency", "5.不属于本行政机关公开数", "件", 2),
        ("reply_not_exist", "6.申请信息不存在数", "件", 2),
        ("reply_asked_to_amend", "7.告知作出更改补充数", "件", 2),
        ("reply_other_channel", "8.告知通过其他途径办理数", "件", 2),
    ),
    StatisticsRow("四、行政复议数量", "reconsideration_total", "件"),
    StatisticsRow("（一）维持具体行政行为数", "reconsideration_upheld", "件", 1),
    StatisticsRow("（二）被依法纠错数", "reconsideration_corrected", "件", 1),
    StatisticsRow("（三）其他情形数", "reconsideration_other", "件", 1),
    StatisticsRow("五、行政诉讼数量", "litigation_total", "件"),
    StatisticsRow("（一）维持具体行政行为或者驳回原告诉讼请求数", "litigation_upheld", "件", 1),
    StatisticsRow("（二）被依法纠错数", "litigation_corrected", "件", 1),
    StatisticsRow("（三）其他情形数", "litigation_other", "件", 1),
    StatisticsRow("六、举报投诉数量", "complaints_total", "件"),
    StatisticsRow("七、依申请公开信息收取的费用", "fees_collected_10k_yuan", "万元"),
    *_rows(
        "八、机构建设和保障经费情况",
        0,
        ("special_offices", "（一）政府信息公开工作专门机构数", "个", 1),
        ("reading_points", "（二）设置政府信息公开查阅点数", "个", 1),
        ("staff_total", "（三）从事政府信息公开工作人员数", "人", 1),
        (
            "staff_full_time",
            "1.专职人员数（不包括政府公报及政府网站工作人员数）",
            "人",
            2,
        ),
        ("staff_part_time", "2.兼职人员数", "人", 2),
        (
            "budget_10k_yuan",
            "（四）政府信息公开专项经费（不包括用于政府公报编辑管理及政府网站建设维护等方面的经费）",
            "万元",
            1,
        ),
    ),
    *_rows(
        "九、政府信息公开会议和培训情况",
        0,
        ("meetings", "（一）召开政府信息公开工作会议或专题会议数", "次", 1),
        ("training_sessions", "（二）举办各类培训班数", "次", 1),
        ("training_attendance", "（三）接受培训人员数", "人次", 1),
    ),
)
#: Lines of the 2014 form that are the sum of others.
STATISTICS_SUMS: Final[dict[str, tuple[str, ...]]] = {
    "requests_received": (
        "requests_in_person",
        "requests_by_fax",
        "requests_online",
        "requests_by_letter",
    ),
    "requests_closed": ("closed_on_time", "closed_after_extension"),
    "replies_total": (
        "reply_already_public",
        "reply_disclosed",
        "reply_disclosed_in_part",
        "reply_withheld",
        "reply_not_this_agency",
        "reply_not_exist",
        "reply_asked_to_amend",
        "reply_other_channel",
    ),
    "reply_withheld": (
        "withheld_state_secret",
        "withheld_trade_secret",
        "withheld_privacy",
        "withheld_security_stability",
        "withheld_not_government_information",
        "withheld_other_law",
    ),
    "staff_total": ("staff_full_time", "staff_part_time"),
}
#: Lines of the 2014 form that are at least the sum of others (it has none for pending cases).
STATISTICS_FLOORS: Final[dict[str, tuple[str, ...]]] = {
    "reconsideration_total": (
        "reconsideration_upheld",
        "reconsideration_corrected",
        "reconsideration_other",
    ),
    "litigation_total": ("litigation_upheld", "litigation_corrected", "litigation_other"),
}
