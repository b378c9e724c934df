"""Whether the printed labels stand in another order than that of the form.

The reading by row order knows lines and columns by their place alone. Where a body has moved one,
its label says so, and the order says nothing. A label is known here by a few characters that no
other bears; one that is damaged tells nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Final

from pipelines.second.figures import bare

#: Characters of the labels that stand beside others of their kind, by the code of the line.
_LINES: Final[Mapping[str, str]] = {
    "received_new": "新收政府信息",
    "carried_in": "上年结转",
    "disclosed": "予以公开",
    "disclosed_in_part": "部分公开",
    "withheld_state_secret": "国家秘密",
    "withheld_law_forbids": "法规禁止",
    "withheld_security_stability": "三安全",
    "withheld_third_party": "第三方合法",
    "withheld_internal_affairs": "内部事务",
    "withheld_process": "过程性",
    "withheld_enforcement_file": "执法案卷",
    "withheld_administrative_inquiry": "查询事项",
    "unavailable_not_held": "不掌握",
    "unavailable_must_be_created": "另行制作",
    "unavailable_unclear": "仍不明确",
    "refused_petition": "信访举报",
    "refused_repeat": "重复申请",
    "refused_publication": "公开出版",
    "refused_excessive": "反复申请",
    "refused_confirm_or_reissue": "重新出具",
    "other_not_corrected": "逾期不补正",
    "other_fee_unpaid": "收费通知",
    "carried_out": "结转下年",
    "via_gazette": "政府公报公开",
    "via_website": "政府网站公开",
    "via_weibo": "政务微博",
    "via_wechat": "政务微信",
    "via_other": "其他方式公开",
    "policy_explanations": "解读稿件",
    "weibo_wechat_responses": "微博微信回应",
    "other_responses": "其他方式回应",
    "requests_in_person": "当面申请",
    "requests_by_fax": "传真申请",
    "requests_online": "网络申请",
    "requests_by_letter": "信函申请",
    "closed_on_time": "按时办结",
    "closed_after_extension": "延期办结",
    "reply_already_public": "主动公开范围",
    "reply_disclosed": "同意公开答复",
    "reply_disclosed_in_part": "同意部分公开",
    "reply_withheld": "不同意公开",
    "withheld_trade_secret": "商业秘密",
    "withheld_privacy": "个人隐私",
    "withheld_not_government_information": "所指政府信息",
    "withheld_other_law": "规定的其他情形",
    "reply_not_this_agency": "不属于本行政机关",
    "reply_not_exist": "信息不存在",
    "reply_asked_to_amend": "更改补充",
    "reply_other_channel": "其他途径",
    "staff_full_time": "专职人员",
    "staff_part_time": "兼职人员",
    "meetings": "工作会议",
    "training_sessions": "培训班",
    "training_attendance": "接受培训",
}
_APPLICANTS: Final = ("商业", "科研", "公益", "法律")
_RESULTS: Final = ("维持", "纠正", "其他结果", "尚未审结", "总计")


def lines_moved(labels: Mapping[str, str]) -> bool:
    """Whether a line prints the label of another; ``labels`` by the code that the place gives."""
    for place, label in labels.items():
        text = bare(label)
        known = [code for code in labels if code in _LINES and _LINES[code] in text]
        if len(known) == 1 and known != [place]:
            return True
    return False


def applicants_moved(rows: Iterable[Sequence[str]]) -> bool:
    """Whether a row prints the heads of section three in another order."""
    return any(
        after < before for row in rows for before, after in pairwise(_known(row, _APPLICANTS))
    )


def results_moved(rows: Iterable[Sequence[str]]) -> bool:
    """Whether a row prints the five heads of section four, once or more, in another order."""
    for row in rows:
        filled = [text for text in row if bare(text)]
        if len(filled) % len(_RESULTS):
            continue
        for place, text in enumerate(filled):
            known = _known([text], _RESULTS)
            if known and known != [place % len(_RESULTS)]:
                return True
    return False


def _known(row: Sequence[str], words: Sequence[str]) -> list[int]:
    return [n for text in row for n, word in enumerate(words) if word in bare(text)]
