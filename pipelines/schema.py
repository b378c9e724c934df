"""The one source of columns, types and codes (contract version 1).

Every file of the dataset is written with the Arrow schemas of this module, and the
documentation of the columns is derived from it. Nothing else defines a column.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import pyarrow as pa

CONTRACT_VERSION: Final = 1
#: Version of the readers: it changes when the same bytes may give other rows.
EXTRACTOR_VERSION: Final = "0.1.0"

PARTITION_COLUMNS: Final = ("region", "year")

ColumnKind = Literal["count", "amount", "text"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of one table: its name, Arrow type and meaning."""

    name: str
    type: pa.DataType
    meaning: str


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its columns in contract order and the columns its rows are sorted by.

    ``item`` and ``path`` sort in the order of :data:`REQUEST_ITEMS` and
    :data:`DISPUTE_PATHS`, every other column by its value, nulls first.
    """

    name: str
    columns: tuple[Column, ...]
    sort_by: tuple[str, ...]

    @property
    def arrow_schema(self) -> pa.Schema:
        """Arrow schema of one partition file (``region`` and ``year`` live in the path)."""
        return pa.schema([pa.field(column.name, column.type) for column in self.columns])

    @property
    def column_names(self) -> tuple[str, ...]:
        """Names in contract order."""
        return tuple(column.name for column in self.columns)


_STRING = pa.string()
_COUNT = pa.int64()
_AMOUNT = pa.float64()
_TIME = pa.timestamp("us", tz="UTC")
_CELL_STATE = pa.list_(
    pa.struct([("column", pa.string()), ("state", pa.string()), ("raw", pa.string())])
)
_SECTIONS = pa.list_(pa.struct([("heading", pa.string()), ("text", pa.string())]))


def _strings(**meanings: str) -> tuple[Column, ...]:
    return tuple(Column(name, _STRING, meaning) for name, meaning in meanings.items())


#: Codes of the lines of section three, in the printed order, with the printed label.
REQUEST_ITEMS: Final[dict[str, str]] = {
    "received_new": "一、本年新收政府信息公开申请数量",
    "carried_in": "二、上年结转政府信息公开申请数量",
    "disclosed": "三(一)予以公开",
    "disclosed_in_part": "三(二)部分公开",
    "withheld_state_secret": "三(三)1.属于国家秘密",
    "withheld_law_forbids": "三(三)2.其他法律行政法规禁止公开",
    "withheld_security_stability": "三(三)3.危及“三安全一稳定”",
    "withheld_third_party": "三(三)4.保护第三方合法权益",
    "withheld_internal_affairs": "三(三)5.属于三类内部事务信息",
    "withheld_process": "三(三)6.属于四类过程性信息",
    "withheld_enforcement_file": "三(三)7.属于行政执法案卷",
    "withheld_administrative_inquiry": "三(三)8.属于行政查询事项",
    "unavailable_not_held": "三(四)1.本机关不掌握相关政府信息",
    "unavailable_must_be_created": "三(四)2.没有现成信息需要另行制作",
    "unavailable_unclear": "三(四)3.补正后申请内容仍不明确",
    "refused_petition": "三(五)1.信访举报投诉类申请",
    "refused_repeat": "三(五)2.重复申请",
    "refused_publication": "三(五)3.要求提供公开出版物",
    "refused_excessive": "三(五)4.无正当理由大量反复申请",
    "refused_confirm_or_reissue": "三(五)5.要求行政机关确认或重新出具已获取信息",
    "other_not_corrected": (
        "三(六)1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请"
    ),
    "other_fee_unpaid": (
        "三(六)2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请"
    ),
    "other_other": "三(六)3.其他",
    "other_handling": "三(六)其他处理",
    "outcome_total": "三(七)总计",
    "carried_out": "四、结转下年度继续办理",
}
#: Columns of ``requests``; the last is the total of the six before it.
REQUEST_COLUMNS: Final[dict[str, str]] = {
    "natural_person": "自然人",
    "business": "商业企业",
    "research": "科研机构",
    "public_interest": "社会公益组织",
    "legal_service": "法律服务机构",
    "other_organisation": "其他",
    "total": "总计",
}
DISPUTE_PATHS: Final[dict[str, str]] = {
    "reconsideration": "行政复议",
    "litigation_direct": "行政诉讼，未经复议直接起诉",
    "litigation_after_reconsideration": "行政诉讼，复议后起诉",
}
#: Columns of ``disputes``; the last is the total of the four before it.
DISPUTE_COLUMNS: Final[dict[str, str]] = {
    "upheld": "结果维持",
    "corrected": "结果纠正",
    "other": "其他结果",
    "pending": "尚未审结",
    "total": "总计",
}
#: Codes of the lines of the 2014 form, in the printed order, with their unit.
STATISTICS_ITEMS: Final[dict[str, str]] = {
    "proactive_total": "条",
    "proactive_normative": "条",
    "normative_made": "件",
    "via_gazette": "条",
    "via_website": "条",
    "via_weibo": "条",
    "via_wechat": "条",
    "via_other": "条",
    "responses_total": "次",
    "press_conferences": "次",
    "press_conferences_by_head": "次",
    "online_interviews": "次",
    "online_interviews_by_head": "次",
    "policy_explanations": "篇",
    "weibo_wechat_responses": "次",
    "other_responses": "次",
    "requests_received": "件",
    "requests_in_person": "件",
    "requests_by_fax": "件",
    "requests_online": "件",
    "requests_by_letter": "件",
    "requests_closed": "件",
    "closed_on_time": "件",
    "closed_after_extension": "件",
    "replies_total": "件",
    "reply_already_public": "件",
    "reply_disclosed": "件",
    "reply_disclosed_in_part": "件",
    "reply_withheld": "件",
    "withheld_state_secret": "件",
    "withheld_trade_secret": "件",
    "withheld_privacy": "件",
    "withheld_security_stability": "件",
    "withheld_not_government_information": "件",
    "withheld_other_law": "件",
    "reply_not_this_agency": "件",
    "reply_not_exist": "件",
    "reply_asked_to_amend": "件",
    "reply_other_channel": "件",
    "reconsideration_total": "件",
    "reconsideration_upheld": "件",
    "reconsideration_corrected": "件",
    "reconsideration_other": "件",
    "litigation_total": "件",
    "litigation_upheld": "件",
    "litigation_corrected": "件",
    "litigation_other": "件",
    "complaints_total": "件",
    "fees_collected_10k_yuan": "万元",
    "special_offices": "个",
    "reading_points": "个",
    "staff_total": "人",
    "staff_full_time": "人",
    "staff_part_time": "人",
    "budget_10k_yuan": "万元",
    "meetings": "次",
    "training_sessions": "次",
    "training_attendance": "人次",
}

#: Columns of ``proactive`` in contract order: count or amount, and the meaning.
PROACTIVE_COLUMNS: Final[dict[str, tuple[ColumnKind, str]]] = {
    "rules_issued": ("count", "规章 本年制发件数"),
    "rules_repealed": ("count", "规章 本年废止件数"),
    "rules_in_force": ("count", "规章 现行有效件数"),
    "normative_issued": ("count", "行政规范性文件 本年制发件数"),
    "normative_repealed": ("count", "行政规范性文件 本年废止件数"),
    "normative_in_force": ("count", "行政规范性文件 现行有效件数"),
    "licence_decisions": ("count", "行政许可 本年处理决定数量"),
    "penalty_decisions": ("count", "行政处罚 本年处理决定数量"),
    "coercion_decisions": ("count", "行政强制 本年处理决定数量"),
    "fee_amount_10k_yuan": ("amount", "行政事业性收费 本年收费金额（万元）"),
    "rules_made": ("count", "规章 本年新制作数量 (2019)"),
    "rules_disclosed": ("count", "规章 本年新公开数量 (2019)"),
    "rules_disclosed_total": ("count", "规章 对外公开总数量 (2019)"),
    "normative_made": ("count", "规范性文件 本年新制作数量 (2019)"),
    "normative_disclosed": ("count", "规范性文件 本年新公开数量 (2019)"),
    "normative_disclosed_total": ("count", "规范性文件 对外公开总数量 (2019)"),
    "licence_items_last_year": ("count", "行政许可 上一年项目数量 (2019)"),
    "licence_items_change": ("count", "行政许可 本年增/减 (2019)"),
    "service_items_last_year": ("count", "其他对外管理服务事项 上一年项目数量 (2019)"),
    "service_items_change": ("count", "其他对外管理服务事项 本年增/减 (2019)"),
    "service_decisions": ("count", "其他对外管理服务事项 处理决定数量 (2019)"),
    "penalty_items_last_year": ("count", "行政处罚 上一年项目数量 (2019)"),
    "penalty_items_change": ("count", "行政处罚 本年增/减 (2019)"),
    "coercion_items_last_year": ("count", "行政强制 上一年项目数量 (2019)"),
    "coercion_items_change": ("count", "行政强制 本年增/减 (2019)"),
    "fee_items_last_year": ("count", "行政事业性收费 上一年项目数量 (2019)"),
    "fee_items_change": ("count", "行政事业性收费 本年增/减 (2019)"),
    "procurement_projects": ("count", "政府集中采购 采购项目数量 (2019)"),
    "procurement_amount_10k_yuan": ("amount", "政府集中采购 采购总金额（万元）(2019)"),
    "procurement_amount_printed": ("amount", "政府集中采购 采购总金额, as printed (2019)"),
}

CELL_STATES: Final = (
    "blank",
    "slash",
    "dash",
    "none",
    "not_applicable",
    "words",
    "unreadable",
    "merged",
    "unit_in_cell",
    "unit_unknown",
)
#: States of a cell that prints no number and counts as 0 in a sum.
EMPTY_STATES: Final = frozenset({"blank", "slash", "dash", "none"})

ROLES: Final = (
    "report",
    "attachment",
    "copy",
    "superseded",
    "set_aside",
    "no_report",
    "not_ogi",
    "unreadable",
    "challenge",
    "blocked",
    "robots",
    "gone",
)

REPORTS: Final = Table(
    "reports",
    (
        *_strings(
            report_id="hash of agency_key and year",
            agency_key="hash of name, region and zone",
            agency_id="hash that survives renaming and recoding of divisions",
            agency_id_source="lineage or reviewed",
            agency_name="cleaned of white space",
            region_code="finest GB/T 2260 code, six digits",
            region_name="full name of that division in that year",
            region_path="names from the province down",
            region_source="registry, credit_code, site_id_code, host, agency_name, or null",
            current_region_code="code that holds that area today; null where it was divided",
            zone="name of the zone, or null",
            level="central, province, prefecture, county, township, zone, or null",
            system="local or vertical; null with no agency",
            scope="government or agency, by the name alone; null with no agency",
            reach="own, departments, territory; only where printed",
            credit_code="18-character unified social credit code, when printed",
        ),
        Column("requests_blank_means_zero", pa.bool_(), "blanks of section three stand for 0"),
        Column("disputes_blank_means_zero", pa.bool_(), "blanks of section four stand for 0"),
        *_strings(template="2014, 2019, 2021, local, or null", title="title as printed"),
        Column("published_on", pa.date32(), "date of publication, UTC+8"),
        *_strings(
            overview="narrative of section one",
            problems="narrative of section five",
            other_matters="narrative of section six",
        ),
        Column("processing_fee_10k_yuan", _AMOUNT, "信息处理费 of section six, 万元"),
        Column("sections", _SECTIONS, "every section as printed, tables left out"),
        *_strings(
            url="of the capture that the values come from; null for a bare file",
            source_path="of a bare file, relative to the source given",
        ),
        Column("fetched_at", _TIME, "from the WARC record; null for a bare file"),
        Column("http_status", pa.int16(), "status of that answer"),
        *_strings(
            content_type="as declared",
            charset="as decoded",
            payload_sha256="over the body after content decoding",
            warc_file="base name of the finished file",
        ),
        Column("warc_offset", _COUNT, "offset of the record in that file, bytes"),
        Column("warc_record_id", _STRING, "WARC-Record-ID of the response"),
        Column("also_at", pa.list_(pa.string()), "other addresses of the same content, sorted"),
        Column("revisions", pa.int32(), "different contents captured for this report"),
        Column("withdrawn_on", pa.date32(), "first day on which the last good address was gone"),
        *_strings(
            document_kind="html, text, pdf, docx, doc, sheet, image",
            method="markup, text_layer, ocr",
            status="complete, partial, unfilled, narrative_only, attachment_missing",
        ),
        Column("error_findings", pa.int32(), "count in findings"),
        Column("warning_findings", pa.int32(), "count in findings"),
        Column("extractor_version", _STRING, "version of the readers"),
    ),
    ("report_id",),
)
#: Columns of ``reports`` that say where its capture is; they are those of ``captures`` too.
PROVENANCE: Final = (
    "url",
    "source_path",
    "fetched_at",
    "http_status",
    "content_type",
    "payload_sha256",
    "warc_file",
    "warc_offset",
    "warc_record_id",
)
PROACTIVE: Final = Table(
    "proactive",
    (
        Column("report_id", _STRING, "joins the tables"),
        *(
            Column(name, _COUNT if kind == "count" else _AMOUNT, meaning)
            for name, (kind, meaning) in PROACTIVE_COLUMNS.items()
        ),
        Column("cell_state", _CELL_STATE, "cells that are not plain numbers"),
    ),
    ("report_id",),
)
REQUESTS: Final = Table(
    "requests",
    (
        Column("report_id", _STRING, "joins the tables"),
        Column("item", _STRING, "code of the line"),
        *(Column(name, _COUNT, meaning) for name, meaning in REQUEST_COLUMNS.items()),
        Column("cell_state", _CELL_STATE, "cells that are not plain numbers"),
    ),
    ("report_id", "item"),
)
DISPUTES: Final = Table(
    "disputes",
    (
        Column("report_id", _STRING, "joins the tables"),
        Column("path", _STRING, "reconsideration or one of two ways of litigation"),
        *(Column(name, _COUNT, meaning) for name, meaning in DISPUTE_COLUMNS.items()),
        Column("cell_state", _CELL_STATE, "cells that are not plain numbers"),
    ),
    ("report_id", "path"),
)
STATISTICS: Final = Table(
    "statistics",
    (
        Column("report_id", _STRING, "joins the tables"),
        Column("item", _STRING, "code of the line, or null"),
        Column("label", _STRING, "label as printed"),
        Column("position", pa.int32(), "1 for the first printed line"),
        Column("unit", _STRING, "unit as printed"),
        Column("value", _AMOUNT, "value of the year"),
        Column("cumulative", _AMOUNT, "历年累计, where the form has it"),
        Column("cell_state", _CELL_STATE, "cells that are not plain numbers"),
    ),
    ("report_id", "position"),
)
FINDINGS: Final = Table(
    "findings",
    (
        *_strings(
            report_id="null where the capture gave no report",
            rule="what was checked",
            severity="error, warning, info",
            origin="report, reading, unknown",
            table="table of the cell",
            item="line of the cell; path for disputes",
            column="column of the cell; null for a whole row",
        ),
        Column("expected", _AMOUNT, "computed from the parts"),
        Column("actual", _AMOUNT, "as printed"),
        *_strings(
            raw="text as printed",
            message="one sentence for a person",
            payload_sha256="of the capture it was found in",
        ),
    ),
    ("report_id", "rule", "table", "item", "column"),
)
CAPTURES: Final = Table(
    "captures",
    (
        *_strings(
            report_id="null where it gave none",
            role="what the capture is for its report",
            portal="key of the registry row",
            url="address; null for a bare file",
            source_path="of a bare file",
        ),
        Column("fetched_at", _TIME, "first time that this answer came from this address"),
        Column("last_seen_at", _TIME, "last time, revisits and 304 counted"),
        Column("http_status", pa.int16(), "status of the answer"),
        *_strings(
            content_type="as declared",
            payload_sha256="over the body after content decoding",
            content_sha256="over the cells and sections",
            list_title="title in the list",
        ),
        Column("list_date", pa.date32(), "date in the list"),
        *_strings(parent_url="page it hangs on", warc_file="base name of the finished file"),
        Column("warc_offset", _COUNT, "offset of the record in that file, bytes"),
        Column("warc_record_id", _STRING, "WARC-Record-ID of the response"),
    ),
    ("report_id", "role", "fetched_at", "url", "source_path", "payload_sha256"),
)
VISITS: Final = Table(
    "visits",
    (
        *_strings(portal="key of the registry row", region_code="division of the portal"),
        Column("started_at", _TIME, "first request"),
        Column("ended_at", _TIME, "last answer"),
        Column("outcome", _STRING, "complete, stopped, blocked, challenged, robots, failed"),
        *(
            Column(name, pa.int32(), "count")
            for name in (
                "list_pages",
                "entries",
                "entries_new",
                "reports_asked",
                "reports_good",
                "gone",
                "errors",
            )
        ),
        Column("years_listed", pa.list_(pa.int32()), "years named in the list"),
    ),
    ("portal", "started_at"),
)

TABLES: Final[dict[str, Table]] = {
    table.name: table
    for table in (REPORTS, PROACTIVE, REQUESTS, DISPUTES, STATISTICS, FINDINGS, CAPTURES, VISITS)
}
