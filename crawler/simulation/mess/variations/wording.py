"""How labels are worded: misprints seen in the wild, ordinals, brackets, other words."""

from __future__ import annotations

import random
import re
from typing import Final

from crawler.simulation.mess.grid import cells_of, find_tables, is_label
from crawler.simulation.mess.page import Page, PrintedCell

_FEW: Final = 0.3
_HALF: Final = 0.5


def _labels(page: Page) -> list[PrintedCell]:
    return [cell for cell in cells_of(page) if is_label(cell)]


#: Labels as misprinted in real reports, or by the same slips in other labels.
_MISPRINTS: Final = {
    "2.其他法律行政法规禁止公开": ("2.其他法律行政止公开", "2.其他法律行政法规禁止"),
    "现行有效件数": ("现行有效件", "现行有效数"),
    "本年制发件数": ("本年制发件", "本年制件数"),
    "本年废止件数": ("本年废止件",),
    "本年新制作数量": ("本年新", "本年新制作"),
    "对外公开总数量": ("对外公开总数", "对外公开数量"),
    "上一年项目数量": ("上一年项目", "上年项目数量"),
    "处理决定数量": ("处理决定数",),
    "本年处理决定数量": ("本年处理决定",),
    "其他对外管理服务事项": ("其他对外管理服务", "其他对外管理服务项"),
    "政府集中采购": ("政府集采",),
    "一、本年新收政府信息公开申请数量": ("一、本年新收政府信息公开申请",),
    "二、上年结转政府信息公开申请数量": ("二、上年结转政府信息公开申请数",),
    "8.属于行政查询事项": ("8.属于行政查询",),
    "7.属于行政执法案卷": ("7.属于行政执法案",),
    "3.补正后申请内容仍不明确": ("3.补正后申请内容不明确",),
    "5.要求行政机关确认或重新出具已获取信息": ("5.要求行政机关确认或重新出具已获取的信息",),
    "四、结转下年度继续办理": ("四、结转下年继续办理", "四、结转下年度办理"),
    "社会公益组织": ("社会公益",),
    "法律服务机构": ("法律服务",),
    "未经复议直接起诉": ("未经复议起诉",),
    "（二）申请办结数": ("（二）申请结数",),
    "2.延期办结数": ("2.延期办结",),
    "6.申请信息不存在数": ("6.申请信息不存在",),
    "（一）维持具体行政行为数": ("（一）维持具体行政行为",),
}


def missing_characters(rng: random.Random, page: Page) -> bool:
    """Misprint labels as real reports have them: 其他法律行政止公开, 现行有效件."""
    known = [cell for cell in _labels(page) if cell.text in _MISPRINTS]
    for cell in rng.sample(known, min(len(known), rng.randint(1, 4))):
        cell.text = rng.choice(_MISPRINTS[cell.text])
    return bool(known)


_ORDINAL: Final = re.compile(r"^(其中：)?(\d)([.、])")


def ordinal_marks(rng: random.Random, page: Page) -> bool:
    """Print 1、 beside 1.: another mark behind the ordinals of some lines."""
    mark = rng.choice(("、", "．", "，", ". ", "）"))
    share = rng.choice((_HALF, 1.0))
    return _replace(rng, page, _ORDINAL, rf"\g<1>\g<2>{mark}", share)


def ordinals_dropped(rng: random.Random, page: Page) -> bool:
    """Print lines without their 1. 2. 3."""
    return _replace(rng, page, _ORDINAL, r"\g<1>", rng.choice((_HALF, 1.0)))


def wrong_ordinals(rng: random.Random, page: Page) -> bool:
    """Print a few lines under the wrong number.

    Not on the provincial form: its numbers alone tell whether a line is missing.
    """
    if any(report.fields["template"] == "local" for report in page.reports):
        return False
    cells = [cell for cell in _labels(page) if _ORDINAL.match(cell.text)]
    for cell in rng.sample(cells, min(len(cells), rng.randint(1, 3))):
        cell.text = _ORDINAL.sub(
            lambda found: f"{found[1] or ''}{1 + int(found[2]) % 8}{found[3]}", cell.text
        )
    return bool(cells)


def _replace(
    rng: random.Random, page: Page, pattern: re.Pattern[str], by: str, share: float
) -> bool:
    done = False
    for cell in _labels(page):
        if pattern.search(cell.text) and rng.random() < share:
            cell.text = pattern.sub(by, cell.text)
            done = True
    return done


_INSTRUCTIONS: Final = {
    "上一年项目数量": "（指上一年度事项数）",
    "本年增/减": "（增加填正数，减少填负数）",
    "处理决定数量": "（件）",
    "本年处理决定数量": "（指本年度作出的决定）",
    "现行有效件数": "（截至年底）",
    "本年制发件数": "（含修订）",
    "自然人": "（公民个人）",
    "商业企业": "（含个体工商户）",
    "（一）予以公开": "（按申请人计）",
    "1.属于国家秘密": "（含派生）",
    "4.无正当理由大量反复申请": "（经认定的）",
    "（七）总计": "（以上各项之和）",
    "一、本年新收政府信息公开申请数量": "（以登记为准）",
    "采购项目数量": "（个）",
    "2.传真申请数": "（含电子邮件）",
    "（二）举办各类培训班数": "（含线上）",
}


def instructions_in_brackets(rng: random.Random, page: Page) -> bool:
    """Leave the form's instructions in brackets behind labels."""
    done = False
    for cell in _labels(page):
        if cell.text in _INSTRUCTIONS and rng.random() < _HALF:
            cell.text += _INSTRUCTIONS[cell.text]
            done = True
    return done


_OTHER_WORDS: Final = {
    "总计": ("合计", "共计"),
    "（七）总计": ("（七）合计",),
    "其他": ("其它",),
    "3.其他": ("3.其它",),
    "其他结果": ("其它结果",),
    "行政规范性文件": ("规范性文件",),
    "规范性文件": ("行政规范性文件",),
    "信息内容": ("项目", "内容"),
    "统计数": ("数量", "统计数据"),
    "申请人情况": ("申请人类型",),
    "法人或其他组织": ("法人和其他组织",),
    "自然人": ("公民",),
    "尚未审结": ("尚未办结",),
    "（二）部分公开（区分处理的，只计这一情形，不计其他情形）": ("（二）部分公开",),
}


def other_words(rng: random.Random, page: Page) -> bool:
    """Print other words that mean the same: 合计 for 总计, 其它 for 其他."""
    done = False
    for text, others in _OTHER_WORDS.items():
        word = rng.choice(others)
        if rng.random() < _HALF:
            continue
        for cell in _labels(page):
            if cell.text == text:
                cell.text = word
                done = True
    return done


_HALF_WIDTH: Final = str.maketrans("（）：，", "():,")


def half_width_marks(_rng: random.Random, page: Page) -> bool:
    """Print (一) for （一） and other marks half as wide."""
    done = False
    for cell in cells_of(page):
        narrow = cell.text.translate(_HALF_WIDTH)
        done |= narrow != cell.text and not cell.targets
        cell.text = cell.text if cell.targets else narrow
    return done


_WIDE: Final = str.maketrans("0123456789.", "０１２３４５６７８９．")
_QUOTES: Final = (
    str.maketrans("“”", '""'),
    str.maketrans("“”", "‘’"),
    str.maketrans("“”", "「」"),
)


def full_width_ordinals(_rng: random.Random, page: Page) -> bool:
    """Print １． for 1. in labels."""
    done = False
    for cell in _labels(page):
        if _ORDINAL.match(cell.text):
            cell.text = cell.text.translate(_WIDE)
            done = True
    return done


def other_quotes(rng: random.Random, page: Page) -> bool:
    """Print “三安全一稳定” between other quotation marks."""
    quotes = rng.choice(_QUOTES)
    cells = [cell for table in find_tables(page, "requests") for row in table.rows for cell in row]
    chosen = [cell for cell in cells if "“" in cell.text]
    for cell in chosen:
        cell.text = cell.text.translate(quotes)
    return bool(chosen)
