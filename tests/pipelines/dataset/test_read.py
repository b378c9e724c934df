"""A dataset in the hands of a researcher."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from pipelines import open_dataset
from pipelines.dataset import DatasetError
from pipelines.dataset.layout import Partition
from pipelines.dataset.parquet import write_table
from pipelines.model import CellState, Finding, Line, Report
from pipelines.schema import DISPUTE_COLUMNS, REQUEST_COLUMNS, REQUEST_ITEMS
from tests.pipelines.dataset.builder import A, B, C, Seen, capture, commit_all, gave, report

URL = "https://www.alxa.gov.cn/1.html"


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    """Three reports: Inner Mongolia 2021 and 2022, Jiangsu 2022."""
    root = tmp_path / "dataset"
    finding = Finding("requests.balance", "不平", table="requests", expected=4, actual=3.5)
    commit_all(
        root,
        [
            Seen(capture(URL, "a"), gave(report(A, year=2021, received=1, findings=[finding]))),
            Seen(capture(URL + "?2", "b"), gave(report(B, year=2022, received=2))),
            Seen(capture(None, "c", path="c.html"), gave(report(C, region=320000, received=4))),
        ],
    )
    return root


def received(frame: pd.DataFrame) -> list[int]:
    return sorted(frame[frame["item"] == "received_new"]["natural_person"])


@pytest.mark.parametrize(
    ("region", "year", "expected"),
    [
        (None, None, [1, 2, 4]),
        (150000, None, [1, 2]),
        ("150000", None, [1, 2]),
        ("内蒙古", None, [1, 2]),
        ("内蒙古自治区", [2022], [2]),
        (["江苏", 150000], range(2022, 2024), [2, 4]),
        ("江苏省", 2021, []),
        (440000, None, []),
        # as they come out of a column of a frame
        (np.int32(150000), np.int64(2021), [1]),
        (pd.array([320000, 150000], dtype="Int32"), pd.array([2022], dtype="Int32"), [2, 4]),
    ],
)
def test_table_by_region_and_year(
    dataset: Path, region: object, year: object, expected: list[int]
) -> None:
    frame = open_dataset(dataset).table("requests", region=region, year=year)  # type: ignore[arg-type]
    assert received(frame) == expected
    assert list(frame.columns)[-2:] == ["region", "year"]


def test_only_the_partitions_asked_for_are_read(dataset: Path) -> None:
    (dataset / "requests/region=320000/year=2022/part-0.parquet").write_bytes(b"PAR1 broken")
    opened = open_dataset(dataset)
    assert received(opened.table("requests", region="内蒙古")) == [1, 2]
    with pytest.raises(DatasetError, match="cannot be read as Parquet"):
        opened.table("requests")


def test_whole_numbers_stay_whole_where_some_are_null(dataset: Path) -> None:
    frame = open_dataset(dataset).table("requests", region=320000)
    assert frame["natural_person"].dtype == pd.Int64Dtype()
    assert frame["natural_person"].isna().tolist() == [False, True]


def test_a_name_that_is_no_province(dataset: Path) -> None:
    for name in ("蒙古", "南京", "河"):
        with pytest.raises(DatasetError, match=f"region '{name}' is no province"):
            open_dataset(dataset).table("reports", region=name)


@pytest.mark.parametrize("year", ["2022", 2022.5, ["2022"]])
def test_a_year_that_is_no_number(dataset: Path, year: Any) -> None:
    with pytest.raises(DatasetError, match=r"is no year; give 2022 or range\(2019, 2024\)$"):
        open_dataset(dataset).table("requests", year=year)


def test_a_table_that_is_not_there(dataset: Path) -> None:
    with pytest.raises(DatasetError, match="there is no table 'request'; there are reports,"):
        open_dataset(dataset).table("request")


def test_sql_over_all_tables(dataset: Path) -> None:
    frame = open_dataset(dataset).sql(
        "select r.region, r.year, sum(q.total)::int as n"
        " from requests q join reports r using (report_id)"
        " where q.item = 'received_new' group by all order by all"
    )
    assert frame.to_dict("list") == {
        "region": [150000, 150000, 320000],
        "year": [2021, 2022, 2022],
        "n": [1, 2, 4],
    }
    assert open_dataset(dataset).sql("select count(*) as n from statistics")["n"].tolist() == [0]


def test_a_query_that_is_wrong_is_one_line(dataset: Path) -> None:
    with pytest.raises(DatasetError, match="the query was refused") as error:
        open_dataset(dataset).sql("select agency from reports")
    assert "\n" not in str(error.value)


def test_a_folder_with_signs_that_sql_and_patterns_use(tmp_path: Path) -> None:
    root = tmp_path / "it's [a] *folder*?"
    commit_all(root, [Seen(capture(URL, "a"), gave(report(A)))])
    frame = open_dataset(root).sql("select report_id, region from reports")
    assert frame.to_dict("list") == {"report_id": [A], "region": [150000]}


def test_a_folder_above_that_reads_like_a_partition(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="region=1 in its path reads like a partition"):
        open_dataset(tmp_path / "region=1" / "dataset")


def test_one_report_with_its_source(dataset: Path) -> None:
    found = open_dataset(dataset).report(A)
    assert (found.region, found.year) == (150000, 2021)
    assert found.values["url"] == URL  # noqa: PD011 - this is no DataFrame
    assert found.requests["received_new"]["natural_person"] == 1
    assert [finding["rule"] for finding in found.findings] == ["requests.balance"]
    assert found.source.warc_file == "night-01.warc.gz"
    assert found.source.path is None
    with pytest.raises(DatasetError, match=r"night-01\.warc\.gz: not in the archive .*/archive"):
        found.source.read()


def test_one_report_as_the_object_of_inspect(dataset: Path) -> None:
    found = open_dataset(dataset).report(A).to_dict()
    assert found["report"]["published_on"] == "2023-01-19"
    assert found["report"]["year"] == 2021
    assert found["proactive"]["rules_issued"] == 0
    assert found["proactive"]["rules_made"] is None
    assert found["requests"]["received_new"] == {
        "natural_person": 1,
        "business": None,
        "research": None,
        "public_interest": None,
        "legal_service": None,
        "other_organisation": None,
        "total": 1,
    }
    assert found["disputes"]["reconsideration"]["upheld"] == 1
    assert found["statistics"] == {}
    assert found["cell_states"] == [
        {
            "table": "requests",
            "item": "carried_in",
            "column": "natural_person",
            "state": "blank",
            "raw": "",
        }
    ]
    (finding,) = found["findings"]
    assert (finding["expected"], finding["actual"]) == (4, 3.5)
    assert isinstance(finding["expected"], int)


def test_a_bare_file_is_its_own_archive(dataset: Path, tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "c.html").write_bytes(b"c")
    source = open_dataset(dataset, archive=tmp_path / "files").report(C).source
    assert source.read() == b"c"
    (tmp_path / "files" / "c.html").write_bytes(b"changed")
    with pytest.raises(DatasetError, match="holds other bytes"):
        source.read()


def test_a_report_that_is_not_there(dataset: Path) -> None:
    with pytest.raises(DatasetError, match="there is no report 'ffff'"):
        open_dataset(dataset).report("ffff")


def test_partition_by_partition(dataset: Path) -> None:
    opened = open_dataset(dataset)
    # The empty tables (visits, statistics) lie under 0 and 0.
    assert opened.partitions() == [(0, 0), (150000, 2021), (150000, 2022), (320000, 2022)]
    assert opened.read("reports", Partition(150000, 2021), ("report_id",)).to_pylist() == [
        {"report_id": A}
    ]
    assert opened.read("reports", (999999, 1999), ("report_id",)).num_rows == 0


# --- without this project ----------------------------------------------------------------

PANDAS = """
import sys, pandas
assert "pipelines" not in sys.modules
frame = pandas.read_parquet(sys.argv[1], filters=[("region", "==", 150000)])
print(sorted(frame["natural_person"].dropna().astype(int)), sorted(set(frame["year"].astype(int))))
"""


def test_pandas_alone_reads_a_table(dataset: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-I", "-W", "error", "-c", PANDAS, str(dataset / "requests")],
        cwd=tmp_path,
        env={"PATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "[1, 2] [2021, 2022]\n"


# --- what is refused ---------------------------------------------------------------------


def test_what_is_no_dataset(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="is no dataset"):
        open_dataset(tmp_path)
    with pytest.raises(DatasetError, match="does not exist"):
        open_dataset(tmp_path / "none")
    with pytest.raises(DatasetError, match="local paths only"):
        open_dataset("s3://bucket/dataset")


def test_a_newer_contract(dataset: Path) -> None:
    path = dataset / "reports/region=150000/year=2021/part-0.parquet"
    write_table(path, pq.ParquetFile(path).read(), metadata={b"contract_version": b"2"})
    with pytest.raises(DatasetError, match="contract version 2 is newer than 1"):
        open_dataset(dataset)


# --- blanks ------------------------------------------------------------------------------

BLANK = "blank"


def printed(columns: dict[str, str], values: list[int | str | None]) -> Line:
    """Line of printed values in the order of the columns; a text is the state of a null."""
    pairs = dict(zip(columns, values, strict=True))
    return Line(
        {name: value if isinstance(value, int) else None for name, value in pairs.items()},
        tuple(CellState(name, v, "") for name, v in pairs.items() if isinstance(v, str)),
    )


def blank_report(*, flag: bool | None, leave_out: tuple[str, ...] = ()) -> Report:
    """2021 form: 5 received and disclosed by natural persons, everything else left blank."""
    found = report(A, requests_blank_means_zero=flag, disputes_blank_means_zero=flag)
    blank = [BLANK] * 7
    found.requests = {
        item: printed(REQUEST_COLUMNS, list(blank))
        for item in REQUEST_ITEMS
        if item not in {"other_handling", *leave_out}
    }
    found.requests["received_new"] = printed(REQUEST_COLUMNS, [5, *blank[:5], 5])
    found.requests["disclosed"] = printed(REQUEST_COLUMNS, [5, *blank[:6]])
    found.disputes = {
        "reconsideration": printed(DISPUTE_COLUMNS, [2, BLANK, BLANK, BLANK, 2]),
        "litigation_direct": printed(DISPUTE_COLUMNS, [BLANK] * 5),
        "litigation_after_reconsideration": printed(
            DISPUTE_COLUMNS, ["slash", 1, BLANK, BLANK, BLANK]
        ),
    }
    return found


def filled(tmp_path: Path, table: str, one: Report) -> dict[str, dict[Any, Any]]:
    commit_all(tmp_path, [Seen(capture(URL, "a"), gave(one))])
    frame = open_dataset(tmp_path).table(table, fill_blanks=True)
    key = "item" if table == "requests" else "path"
    rows = frame.astype(object).where(frame.notna(), None).to_dict("records")
    return {str(row[key]): row for row in rows}


def states(row: dict[Any, Any]) -> dict[str, str]:
    return {state["column"]: state["state"] for state in row["cell_state"]}


def test_blanks_are_zero_where_the_report_shows_it(tmp_path: Path) -> None:
    rows = filled(tmp_path, "requests", blank_report(flag=True))
    assert rows["received_new"]["business"] == 0
    assert states(rows["received_new"])["business"] == "blank"
    assert rows["disclosed"]["total"] == 5
    assert states(rows["disclosed"])["total"] == "derived"
    assert rows["refused_repeat"]["total"] == 0
    assert states(rows["refused_repeat"])["total"] == "derived"
    assert rows["outcome_total"]["natural_person"] == 5
    assert rows["outcome_total"]["total"] == 5
    assert set(states(rows["outcome_total"]).values()) == {"derived"}


def test_a_total_with_a_part_that_is_not_printed_stays_null(tmp_path: Path) -> None:
    rows = filled(tmp_path, "requests", blank_report(flag=True, leave_out=("refused_repeat",)))
    assert rows["outcome_total"]["natural_person"] is None
    assert states(rows["outcome_total"])["natural_person"] == "blank"
    assert rows["disclosed"]["total"] == 5


def test_only_empty_cells_are_blanks(tmp_path: Path) -> None:
    rows = filled(tmp_path, "disputes", blank_report(flag=True))
    assert rows["litigation_direct"]["total"] == 0
    after = rows["litigation_after_reconsideration"]
    assert (after["upheld"], after["pending"], after["total"]) == (None, 0, None)


@pytest.mark.parametrize("flag", [None, False])
def test_blanks_stay_null_where_the_report_does_not_show_it(
    tmp_path: Path, flag: bool | None
) -> None:
    rows = filled(tmp_path, "requests", blank_report(flag=flag))
    assert rows["received_new"]["business"] is None
    assert rows["disclosed"]["total"] is None
