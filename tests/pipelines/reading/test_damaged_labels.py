"""Labels that damage leaves too little of, read by their place or refused."""

from __future__ import annotations

from tests.grids import grid
from tests.pipelines.reading.readings import counted, line, raws, read
from tests.tables import (
    proactive_2021_rows,
    requests_rows,
)

# --- headers whose spans are wrong --------------------------------------------------------


def test_a_damaged_line_is_read_by_its_place() -> None:
    rows = requests_rows(counted())
    rows[19][0] = ".2重申复"
    reading = read(grid(*rows))
    assert line(reading, "refused_repeat") == [170, 171, 172, 173, 174, 175, 176]
    similar = [f.item for f in reading.findings if f.rule == "label.similar"]
    assert similar == ["refused_repeat"]


def test_a_damaged_line_is_read_by_its_place_beside_one_that_was_moved() -> None:
    rows = requests_rows(counted())
    rows[19][0] = ".2重申复"
    rows[8], rows[9] = rows[9], rows[8]
    del rows[22]
    reading = read(grid(*rows))
    assert line(reading, "refused_repeat") == [170, 171, 172, 173, 174, 175, 176]
    similar = [f.item for f in reading.findings if f.rule == "label.similar"]
    assert similar == ["refused_repeat"]


def test_a_damaged_line_is_refused_where_several_lines_have_moved() -> None:
    rows = requests_rows(counted())
    rows[19][0] = ".2重申复"
    rows[8], rows[9], rows[11], rows[12] = rows[9], rows[8], rows[12], rows[11]
    del rows[22]
    reading = read(grid(*rows))
    assert "refused_repeat" not in reading.tables.requests
    assert any(".2重申复 | 170" in raw for raw in raws(reading))


def test_a_damaged_line_that_was_moved_is_the_one_that_a_whole_table_lacks() -> None:
    rows = requests_rows(counted())
    rows[14][0] = "8.属方行查询事自项"
    rows[8], rows[14] = rows[14], rows[8]
    assert line(read(grid(*rows)), "withheld_administrative_inquiry")[0] == 120


def test_two_lines_damaged_alike_are_read_in_their_places_and_refused_where_one_has_moved() -> None:
    rows = requests_rows(counted())
    rows[11][0], rows[12][0] = "5.属于类信息", "6.属于类信息"
    assert line(read(grid(*rows)), "withheld_internal_affairs")[0] == 90
    assert line(read(grid(*rows)), "withheld_process")[0] == 100
    rows[9], rows[11] = rows[11], rows[9]
    reading = read(grid(*rows))
    assert not {"withheld_internal_affairs", "withheld_process"} & reading.tables.requests.keys()


def test_a_strange_line_in_the_place_of_a_missing_one_is_refused() -> None:
    rows = requests_rows(counted())
    rows[19][0] = "2.向社会提供咨询"
    reading = read(grid(*rows))
    assert "refused_repeat" not in reading.tables.requests
    assert any("2.向社会提供咨询 | 170" in raw for raw in raws(reading))


def test_damaged_heads_are_read_by_their_place() -> None:
    rows = requests_rows(counted())
    rows[1][0], rows[2][4] = ("自人", 2, 1), "他其网"
    assert line(read(grid(*rows)), "received_new") == [10, 11, 12, 13, 14, 15, 16]


def test_an_unknown_head_out_of_place_while_one_is_missing_refuses_the_header() -> None:
    rows = requests_rows(counted())
    rows[1][1:] = [("复人或本他组织", 1, 4), ("总计", 2, 1)]
    rows[2][4] = "行他"
    # 总计 now stands over 其他, and what heads 其他 over 总计.
    assert read(grid(*rows)).tables.requests == {}


def test_damaged_labels_of_section_two_are_read_by_their_place() -> None:
    rows = proactive_2021_rows([str(n) for n in range(1, 11)])
    rows[1][2], rows[5][0], rows[10][0] = "本废止件不数", "言息内容", "强政制"
    reading = read(grid(*rows))
    assert reading.tables.proactive is not None
    assert list(reading.tables.proactive.values.values()) == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10.0]


def test_a_head_that_lost_the_wan_of_its_unit_is_doubted() -> None:
    rows = proactive_2021_rows([*["0"] * 9, "89.74"])
    rows[12][1] = ("本年收费金额（单位：元）", 1, 3)
    doubted = [f.column for f in read(grid(*rows)).findings if f.rule == "cell.low_confidence"]
    assert doubted == ["fee_amount_10k_yuan"]
    sound = read(grid(*proactive_2021_rows([*["0"] * 9, "89.74"])))
    assert "cell.low_confidence" not in {f.rule for f in sound.findings}


# --- headers that come again --------------------------------------------------------------
