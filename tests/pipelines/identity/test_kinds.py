"""What a title promises before its page is read."""

from __future__ import annotations

import pytest

from pipelines.identity import classify_title


@pytest.mark.parametrize(
    "title",
    [
        "沭阳县2023年政府信息公开工作年度报告",
        "2022年考勒乡人民政府信息公开年度报告",
        "沭阳县财政局政府信息公开年报",
        "2022年政府信息公开年度报告",
        "中国科学院2022年政府信息公开工作年度报告",
        "国家行政学院2015年政府信息公开工作年度报告",
        "大学城管委会2022年政府信息公开工作年度报告",
        "沭阳县综合行政执法局2022年政府信息公开工作年度报告",
        "沭阳县人民政府办公室督查室2022年政府信息公开工作年度报告",
    ],
)
def test_reports(title: str) -> None:
    assert classify_title(title) == "report"


@pytest.mark.parametrize(
    "title",
    [
        "2022年乌海市人民政府网站工作年度报表",
        "敦煌市人民政府门户网站2019年政府网站工作年度报表",
        "奉贤区2021年法治政府建设年度报告",
        "沭阳县2022年行政执法年度报告",
        "南京大学2021-2022学年信息公开年度报告",
        "南京大学2022年信息公开工作年度报告",
        "无锡学院2022年信息公开工作年度报告",
        "沭阳水务有限公司2022年信息公开年度报告",
        "2022年沭阳县政府工作报告",
    ],
)
def test_annual_reports_of_another_kind(title: str) -> None:
    assert classify_title(title) == "not_ogi"


@pytest.mark.parametrize(
    "title",
    [
        "关于做好2023年度政府信息公开工作年度报告编制工作的通知",
        "关于报送2023年政府信息公开工作年度报告的通知",
        "2023年政务公开工作方案",
        "2023年政务公开工作要点",
        "一图读懂：乌海市2023年政府信息公开工作年度报告",
        "【图解】沭阳县2023年政府信息公开工作年度报告",
        "沭阳县2022年政府信息公开工作年度报告解读",
        "沭阳县2022年政府信息公开工作年度报告摘要",
        "沭阳县财政局政府信息公开指南",
    ],
)
def test_notices(title: str) -> None:
    assert classify_title(title) == "notice"


@pytest.mark.parametrize(
    "title",
    [
        "",
        "年度报告",
        "政府信息公开年报",
        "沭阳县财政局2022年度报告",
        "关于印发《沭阳县2022年政府信息公开工作年度报告》的通知",
        "沭阳县财政局关于报送2022年政府信息公开工作年度报告的报告材料",
        "2022年政府信息公开工作年度...",
    ],
)
def test_in_doubt_it_is_unknown(title: str) -> None:
    assert classify_title(title) == "unknown"
