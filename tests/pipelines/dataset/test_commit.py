"""From captures to the folder: what stands where, and what a second run leaves alone."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines.dataset.commit import commit, older_readers
from pipelines.dataset.errors import DatasetError
from pipelines.dataset.layout import Partition
from pipelines.dataset.parquet import newest, write_table
from pipelines.dataset.staging import Stage, staging_run
from pipelines.model import Context, Finding, Visit
from pipelines.schema import TABLES
from tests.pipelines.dataset.builder import (
    A,
    B,
    C,
    Seen,
    capture,
    commit_all,
    contents,
    gave,
    nothing,
    report,
    sha,
)

PAGE = "https://www.alxa.gov.cn/2023/t1.html"
OTHER = "https://www.nmg.gov.cn/2023/t9.html"


def rows(root: Path, table: str, region: int = 150000, year: int = 2022) -> list[dict[str, object]]:
    path = root / table / f"region={region}" / f"year={year}" / "part-0.parquet"
    found: list[dict[str, object]] = pq.ParquetFile(path).read().to_pylist()
    return found


def files(root: Path, table: str) -> list[str]:
    return sorted(
        path.relative_to(root / table).as_posix() for path in (root / table).rglob("*.parquet")
    )


# --- what is written ---------------------------------------------------------------------


def test_one_report_in_every_table(tmp_path: Path) -> None:
    finding = Finding("requests.balance", "does not add up", table="requests", expected=4, actual=3)
    seen = Seen(capture(PAGE, "page"), gave(report(A, findings=[finding])))
    commit_all(tmp_path, [seen])

    (row,) = rows(tmp_path, "reports")
    assert row["report_id"] == A
    assert row["url"] == PAGE
    assert row["fetched_at"] == dt.datetime(2023, 1, 1, tzinfo=dt.UTC)
    assert row["http_status"] == 200
    assert row["content_type"] == "text/html"
    assert row["payload_sha256"] == sha("page")
    assert row["warc_file"] == "night-01.warc.gz"
    assert row["warc_offset"] == seen.capture.warc_offset
    assert row["published_on"] == dt.date(2023, 1, 19)
    assert row["sections"] == [{"heading": "一、总体情况", "text": "收到申请3件。"}]
    assert (row["also_at"], row["revisions"], row["withdrawn_on"]) == ([], 1, None)
    assert (row["error_findings"], row["warning_findings"]) == (1, 0)
    assert row["extractor_version"] == "1"

    (proactive,) = rows(tmp_path, "proactive")
    assert (proactive["rules_issued"], proactive["fee_amount_10k_yuan"]) == (0, 25.1)
    assert proactive["cell_state"] is None
    received, carried = rows(tmp_path, "requests")
    assert (received["item"], received["natural_person"], received["business"]) == (
        "received_new",
        3,
        None,
    )
    assert carried["cell_state"] == [{"column": "natural_person", "state": "blank", "raw": ""}]
    (dispute,) = rows(tmp_path, "disputes")
    assert (dispute["path"], dispute["upheld"], dispute["other"]) == ("reconsideration", 1, None)
    (found,) = rows(tmp_path, "findings")
    assert (found["report_id"], found["rule"], found["severity"]) == (
        A,
        "requests.balance",
        "error",
    )
    assert (found["expected"], found["actual"]) == (4.0, 3.0)
    assert found["payload_sha256"] == sha("page")
    (placed,) = rows(tmp_path, "captures")
    assert (placed["report_id"], placed["role"], placed["url"]) == (A, "report", PAGE)
    assert placed["last_seen_at"] == dt.datetime(2023, 1, 1, tzinfo=dt.UTC)


def test_columns_stand_as_in_the_contract_in_every_file(tmp_path: Path) -> None:
    commit_all(
        tmp_path,
        [Seen(capture(PAGE, "page"), gave(report(A))), Seen(capture(OTHER, "x"), nothing())],
    )
    for name, table in TABLES.items():
        for path in files(tmp_path, name):
            schema = pq.ParquetFile(tmp_path / name / path).schema_arrow
            plain = [(column.name, column.type) for column in table.columns]
            # Parquet names the elements of a list itself.
            assert [field.name for field in schema] == [column for column, _ in plain]
            assert pa.schema(plain).equals(schema.empty_table().cast(pa.schema(plain)).schema)
            assert schema.metadata[b"contract_version"] == b"1"
            assert b"extractor_version" in schema.metadata


def test_an_empty_table_is_one_file_of_zero_rows(tmp_path: Path) -> None:
    commit_all(tmp_path, [])
    for name in TABLES:
        assert files(tmp_path, name) == ["region=0/year=0/part-0.parquet"]
        assert rows(tmp_path, name, 0, 0) == []
    commit_all(tmp_path, [Seen(capture(PAGE, "page"), gave(report(A)))])
    assert files(tmp_path, "reports") == ["region=150000/year=2022/part-0.parquet"]
    assert files(tmp_path, "statistics") == ["region=0/year=0/part-0.parquet"]


def test_a_capture_without_report_lies_nowhere_with_its_findings(tmp_path: Path) -> None:
    unread = Finding("document.unreadable", "no known kind of file", "reading")
    commit_all(tmp_path, [Seen(capture(PAGE, "?"), nothing("unreadable", unread))])
    (placed,) = rows(tmp_path, "captures", 0, 0)
    assert (placed["report_id"], placed["role"]) == (None, "unreadable")
    (found,) = rows(tmp_path, "findings", 0, 0)
    assert (found["report_id"], found["rule"], found["payload_sha256"]) == (
        None,
        "document.unreadable",
        sha("?"),
    )


def test_one_finding_for_the_same_bytes_at_two_addresses(tmp_path: Path) -> None:
    unread = nothing("unreadable", Finding("document.unreadable", "no known kind of file"))
    commit_all(tmp_path, [Seen(capture(PAGE, "?"), unread)])
    commit_all(tmp_path, [Seen(capture(OTHER, "?"), unread)])
    assert len(rows(tmp_path, "captures", 0, 0)) == 2
    assert len(rows(tmp_path, "findings", 0, 0)) == 1


def test_the_finding_stays_while_one_of_the_two_addresses_still_gives_it(tmp_path: Path) -> None:
    unread = nothing("unreadable", Finding("document.unreadable", "no known kind of file"))
    commit_all(tmp_path, [Seen(capture(PAGE, "?"), unread), Seen(capture(OTHER, "?"), unread)])
    commit_all(tmp_path, [Seen(capture(PAGE, "?"), nothing("attachment"))])
    assert len(rows(tmp_path, "findings", 0, 0)) == 1
    commit_all(tmp_path, [Seen(capture(OTHER, "?"), nothing("attachment"))])
    assert rows(tmp_path, "findings", 0, 0) == []


def test_rows_stand_in_the_order_of_the_contract(tmp_path: Path) -> None:
    seen = [
        Seen(capture(PAGE, "b"), gave(report(B))),
        Seen(capture(OTHER, "a"), gave(report(A))),
    ]
    commit_all(tmp_path, seen)
    assert [row["report_id"] for row in rows(tmp_path, "reports")] == [A, B]
    assert [(row["report_id"], row["item"]) for row in rows(tmp_path, "requests")] == [
        (A, "received_new"),
        (A, "carried_in"),
        (B, "received_new"),
        (B, "carried_in"),
    ]


def test_a_page_of_two_regions_gives_rows_in_both(tmp_path: Path) -> None:
    both = gave(report(A, region=150000), report(B, region=320000))
    commit_all(tmp_path, [Seen(capture(PAGE, "both"), both)])
    assert [row["report_id"] for row in rows(tmp_path, "reports", 150000)] == [A]
    assert [row["report_id"] for row in rows(tmp_path, "reports", 320000)] == [B]
    assert [row["report_id"] for row in rows(tmp_path, "captures", 150000)] == [A]
    assert files(tmp_path, "captures") == ["region=150000/year=2022/part-0.parquet"]


def test_a_finding_of_the_page_stands_once_with_its_first_report(tmp_path: Path) -> None:
    both = gave(report(A, region=150000), report(B, region=320000))
    both.findings = [Finding("document.truncated", "the page ends too early")]
    commit_all(tmp_path, [Seen(capture(PAGE, "both"), both)])
    (found,) = rows(tmp_path, "findings", 150000)
    assert (found["report_id"], found["rule"]) == (A, "document.truncated")
    assert rows(tmp_path, "reports", 150000)[0]["warning_findings"] == 1
    assert rows(tmp_path, "reports", 320000)[0]["warning_findings"] == 0
    assert files(tmp_path, "findings") == ["region=150000/year=2022/part-0.parquet"]


# --- what comes later --------------------------------------------------------------------


def test_a_second_run_changes_no_byte_and_rewrites_no_file(tmp_path: Path) -> None:
    seen = [
        Seen(capture(PAGE, "page"), gave(report(A))),
        Seen(capture(OTHER, "x"), nothing("no_report")),
    ]
    commit_all(tmp_path, seen)
    before = contents(tmp_path)
    times = {path: (tmp_path / path).stat().st_mtime_ns for path in before}
    summary = commit_all(tmp_path, seen)
    assert summary.files == 0
    assert contents(tmp_path) == before
    assert {path: (tmp_path / path).stat().st_mtime_ns for path in before} == times


def test_an_older_archive_read_later_overwrites_nothing_newer(tmp_path: Path) -> None:
    new = Seen(capture(PAGE, "new", day=9), gave(report(A, received=9)))
    old = Seen(capture(PAGE, "old", day=1), gave(report(A, received=3)))
    commit_all(tmp_path / "1", [new])
    commit_all(tmp_path / "1", [old])
    assert rows(tmp_path / "1", "requests")[0]["natural_person"] == 9
    (row,) = rows(tmp_path / "1", "reports")
    assert (row["payload_sha256"], row["revisions"]) == (sha("new"), 2)
    commit_all(tmp_path / "2", [old])
    commit_all(tmp_path / "2", [new])
    assert contents(tmp_path / "1") == contents(tmp_path / "2")


def test_seen_again_moves_the_last_time_alone(tmp_path: Path) -> None:
    for day in (5, 1, 3):
        commit_all(tmp_path, [Seen(capture(PAGE, "page", day=day), gave(report(A)))])
    (placed,) = rows(tmp_path, "captures")
    assert placed["fetched_at"] == dt.datetime(2023, 1, 1, tzinfo=dt.UTC)
    assert placed["last_seen_at"] == dt.datetime(2023, 1, 5, tzinfo=dt.UTC)
    assert placed["warc_file"] == "night-01.warc.gz"


def test_a_better_reader_leaves_no_ghost_of_its_old_rows(tmp_path: Path) -> None:
    """Another id, region and year for the same capture: nothing of the old ones stays."""
    seen = capture(PAGE, "page")
    commit_all(tmp_path / "1", [Seen(seen, gave(report(A, region=0, year=0)))], version="1")
    assert rows(tmp_path / "1", "reports", 0, 0)[0]["report_id"] == A
    better = [Seen(seen, gave(report(B, region=320000, year=2021)))]
    commit_all(tmp_path / "1", better, version="2")
    commit_all(tmp_path / "2", better, version="2")
    assert contents(tmp_path / "1") == contents(tmp_path / "2")
    assert files(tmp_path / "1", "reports") == ["region=320000/year=2021/part-0.parquet"]
    assert not (tmp_path / "1" / "reports" / "region=0").exists()


def test_a_better_reader_of_bodies_leaves_no_ghost_either(tmp_path: Path) -> None:
    """The same record, whose body is now decoded to other bytes."""
    first = capture(PAGE, "torn")
    second = capture(PAGE, "torn and mended")
    same_record = Seen(
        type(second)(
            **{
                **{name: getattr(second, name) for name in second.__slots__},
                "warc_record_id": first.warc_record_id,
                "warc_offset": first.warc_offset,
            }
        ),
        gave(report(A)),
    )
    commit_all(tmp_path / "1", [Seen(first, nothing("unreadable"))], version="1")
    commit_all(tmp_path / "1", [same_record], version="2")
    commit_all(tmp_path / "2", [same_record], version="2")
    assert contents(tmp_path / "1") == contents(tmp_path / "2")


def test_a_report_lost_at_one_address_stands_by_its_copy(tmp_path: Path) -> None:
    copy = Seen(capture(PAGE, "copy"), gave(report(A)))
    page = capture(OTHER, "page")
    later = dt.date(2023, 5, 1)
    commit_all(tmp_path, [copy, Seen(page, gave(report(A, published=later)))], version="1")
    assert rows(tmp_path, "reports")[0]["url"] == OTHER
    commit_all(tmp_path, [Seen(page, nothing("not_ogi"))], version="2")
    (row,) = rows(tmp_path, "reports")
    assert (row["url"], row["also_at"]) == (PAGE, [])


def test_an_attachment_moves_when_its_page_becomes_known(tmp_path: Path) -> None:
    hangs = capture(OTHER, "pdf", context=Context(parent_url=PAGE))
    commit_all(tmp_path, [Seen(hangs, nothing("attachment"))])
    assert files(tmp_path, "captures") == ["region=0/year=0/part-0.parquet"]
    commit_all(tmp_path, [Seen(capture(PAGE, "page"), gave(report(A)))])
    assert files(tmp_path, "captures") == ["region=150000/year=2022/part-0.parquet"]
    assert [(row["role"], row["report_id"]) for row in rows(tmp_path, "captures")] == [
        ("attachment", A),
        ("report", A),
    ]


def test_what_is_not_touched_is_left_alone(tmp_path: Path) -> None:
    commit_all(tmp_path, [Seen(capture(PAGE, "page"), gave(report(A)))])
    before = contents(tmp_path)
    far = Seen(capture(OTHER, "far"), gave(report(B, region=320000, year=2019)))
    commit_all(tmp_path, [far])
    after = contents(tmp_path)
    assert {path: after[path] for path in before if "region=150000" in path} == {
        path: body for path, body in before.items() if "region=150000" in path
    }


def test_the_summary_counts_every_capture_once(tmp_path: Path) -> None:
    page = gave(report(A))
    summary = commit_all(
        tmp_path,
        [
            Seen(capture(PAGE, "page", day=1), page),
            Seen(capture(PAGE, "page", day=2), page),
            Seen(capture(OTHER, "elsewhere"), page),
            Seen(capture(OTHER + "?gone", "404", day=3), nothing("gone")),
            Seen(capture(OTHER + "?gone", "404", day=4), nothing("gone")),
        ],
    )
    assert summary.roles == {"report": 1, "copy": 2, "gone": 2}


def test_rows_of_another_version_are_told(tmp_path: Path) -> None:
    commit_all(tmp_path, [Seen(capture(PAGE, "page"), gave(report(A)))], version="1")
    far = Seen(capture(OTHER, "far"), gave(report(B, region=320000)))
    commit_all(tmp_path, [far], version="2", reference="s")
    assert older_readers(tmp_path, "2", "s") == 1
    assert older_readers(tmp_path, "1", "r") == 1
    assert older_readers(tmp_path, "3", "r") == 2


def test_a_file_names_the_newest_version_of_its_rows(tmp_path: Path) -> None:
    commit_all(tmp_path, [Seen(capture(PAGE, "page"), gave(report(A)))], version="0.9.0")
    commit_all(tmp_path, [Seen(capture(OTHER, "x"), gave(report(B)))], version="0.10.0")
    path = tmp_path / "requests/region=150000/year=2022/part-0.parquet"
    assert pq.ParquetFile(path).schema_arrow.metadata[b"extractor_version"] == b"0.10.0"
    assert newest(["0.9.0", "0.10.0", "0.10.0a"]) == "0.10.0"


# --- visits ------------------------------------------------------------------------------


def visit(day: int, entries: int, *, portal: str = "alxa") -> Visit:
    started = dt.datetime(2023, 1, day, 17, tzinfo=dt.UTC)
    counts = {"list_pages": 2, "entries": entries, "reports_asked": 3}
    return Visit(portal, started, started, "complete", counts, (2021, 2022), "152900")


def stage_visits(root: Path, *visits: tuple[Visit, Partition]) -> None:
    with staging_run(root) as run, Stage(root, run, "v", version="1", reference="r") as stage:
        for one, partition in visits:
            stage.add_visit(one, partition)


def test_visits_are_rows_by_portal_and_start(tmp_path: Path) -> None:
    here = Partition(150000, 2023)
    stage_visits(tmp_path, (visit(2, 5), here), (visit(1, 4), here), (visit(2, 5), here))
    commit(tmp_path)
    found = rows(tmp_path, "visits", 150000, 2023)
    assert [(row["portal"], row["entries"], row["entries_new"]) for row in found] == [
        ("alxa", 4, None),
        ("alxa", 5, None),
    ]
    assert found[0]["years_listed"] == [2021, 2022]
    before = contents(tmp_path)
    stage_visits(tmp_path, (visit(1, 4), here))
    assert commit(tmp_path).files == 0
    assert contents(tmp_path) == before


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
@pytest.mark.parametrize("commits", [1, 2])
def test_of_a_visit_that_went_on_the_record_that_ended_last_counts(
    tmp_path: Path, order: tuple[int, int], commits: int
) -> None:
    cut = visit(1, 4)
    ends = {1: cut, 2: replace(cut, ended_at=cut.ended_at + dt.timedelta(hours=1), counts={})}
    for number in order:
        stage_visits(tmp_path, (ends[number], Partition(150000, 2023)))
        if commits == len(order):
            commit(tmp_path)
    commit(tmp_path)
    [row] = rows(tmp_path, "visits", 150000, 2023)
    assert (row["ended_at"], row["entries"]) == (ends[2].ended_at, None)


def test_a_visit_of_a_portal_that_moved_region_leaves_no_ghost(tmp_path: Path) -> None:
    stage_visits(tmp_path, (visit(1, 4), Partition(0, 2023)))
    commit(tmp_path)
    stage_visits(tmp_path, (visit(1, 4), Partition(150000, 2023)))
    commit(tmp_path)
    assert files(tmp_path, "visits") == ["region=150000/year=2023/part-0.parquet"]


# --- what is refused ---------------------------------------------------------------------


def test_a_folder_with_other_files_is_no_place_for_a_dataset(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_bytes(b"")
    with pytest.raises(DatasetError, match="holds other files and no dataset"):
        commit(tmp_path)
    assert contents(tmp_path) == {"thesis.docx": b""}


def test_a_newer_contract_is_refused_with_one_line(tmp_path: Path) -> None:
    commit_all(tmp_path, [Seen(capture(PAGE, "page"), gave(report(A)))])
    path = tmp_path / "_index/region=150000/year=2022/part-0.parquet"
    table = pq.ParquetFile(path).read()
    write_table(path, table, metadata={b"contract_version": b"2"})
    before = contents(tmp_path)
    with pytest.raises(DatasetError, match=r"contract version 2 is newer than 1.*update") as error:
        commit_all(tmp_path, [Seen(capture(PAGE, "page"), gave(report(A)))])
    assert "\n" not in str(error.value)
    after = contents(tmp_path)
    assert {path: after[path] for path in before} == before


def test_a_damaged_file_is_told_with_its_name(tmp_path: Path) -> None:
    commit_all(tmp_path, [Seen(capture(PAGE, "page"), gave(report(A)))])
    path = tmp_path / "requests/region=150000/year=2022/part-0.parquet"
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(DatasetError, match=r"requests/region=150000.*cannot be read as Parquet"):
        commit_all(tmp_path, [Seen(capture(PAGE, "page"), gave(report(C)))])


def test_a_field_that_is_no_column_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="reports has no column colour"):
        commit_all(tmp_path, [Seen(capture(PAGE, "page"), gave(report(A, colour="red")))])
