"""A whole page in traditional characters (繁体字), by a table of this package's own."""

from __future__ import annotations

import random
from typing import Final

from crawler.simulation.mess.grid import cells_of
from crawler.simulation.mess.page import Page, PrintedTable

_SIMPLIFIED: Final = (
    "万与专业东严个丰临为丽举义乌乐乡于云亚产从仓众优会传伦体兰关兴内冈军农决况准凉减办务动区医华"
    "单厅历压县参双发台号后吕吴员园围国场坚壮处复够头夹娄学宁宝实审宽对寿将尔尽属岗岛岭峡峰师广庆"
    "应废开张强当彻径怀态总户执抚护报据数断无时术机权条来杨构标栏树桥检气汉沟没沧泽浈济温湾满滨潍点"
    "烦热玛环现琼瑶电畅疗盐监确秘称税稳简类纠红级纳线组织经结绕络统绥继续维绵绿编缙缴网罗罚群职联肃"
    "胜舆芦苏荆获营萨补见规计订认训议记许讼设访诉话询详请读调谈谢贝负财责质购贯贵费资赉赣转较辑输辽"
    "达过运还这进远连邮采铁铜银销错锡锦镇长门问间闵闻阅队阳阴陆陇陕隐静页顶项顺题额马驳驻鱼鸡鸭黄齐龙"
)
_TRADITIONAL: Final = (
    "萬與專業東嚴個豐臨爲麗舉義烏樂鄉於雲亞產從倉衆優會傳倫體蘭關興內岡軍農決況準涼減辦務動區醫華"
    "單廳歷壓縣參雙發臺號後呂吳員園圍國場堅壯處復夠頭夾婁學寧寶實審寬對壽將爾盡屬崗島嶺峽峯師廣慶"
    "應廢開張強當徹徑懷態總戶執撫護報據數斷無時術機權條來楊構標欄樹橋檢氣漢溝沒滄澤湞濟溫灣滿濱濰點"
    "煩熱瑪環現瓊瑤電暢療鹽監確祕稱稅穩簡類糾紅級納線組織經結繞絡統綏繼續維綿綠編縉繳網羅罰羣職聯肅"
    "勝輿蘆蘇荊獲營薩補見規計訂認訓議記許訟設訪訴話詢詳請讀調談謝貝負財責質購貫貴費資賚贛轉較輯輸遼"
    "達過運還這進遠連郵採鐵銅銀銷錯錫錦鎮長門問間閔聞閱隊陽陰陸隴陝隱靜頁頂項順題額馬駁駐魚雞鴨黃齊龍"
)
_TABLE: Final = str.maketrans(_SIMPLIFIED, _TRADITIONAL)


def traditional(_rng: random.Random, page: Page) -> bool:
    """Print everything in traditional characters; the name is stored as printed."""
    page.title = page.title.translate(_TABLE)
    page.metas = {name: value.translate(_TABLE) for name, value in page.metas.items()}
    page.printed = [(one.translate(_TABLE), two.translate(_TABLE)) for one, two in page.printed]
    for cell in cells_of(page):
        cell.text = cell.text.translate(_TABLE)
    for report in page.reports:
        report.fields["agency_name"] = str(report.fields["agency_name"]).translate(_TABLE)
        for block in report.blocks:
            if isinstance(block, PrintedTable):
                block.caption = block.caption.translate(_TABLE)
            else:
                block.text = block.text.translate(_TABLE)
    return True
