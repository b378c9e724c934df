"""Archives read by both engines: the same bytes, and one line for whatever is amiss."""

from __future__ import annotations

import datetime as dt
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines import engine, open_dataset
from pipelines.captures import SourceError
from pipelines.captures.fields import visit_block
from pipelines.dataset import DatasetError, commit
from pipelines.engine import EngineError, extract, stage
from pipelines.errors import UserError
from pipelines.model import Extraction, Visit
from pipelines.reference import Portal, Reference
from pipelines.workers.processes import WorkerError
from tests.pipelines.dataset.builder import contents
from tests.pipelines.warc_bytes import context, http, record, response, warcinfo, write_gz
from tests.rights import like_anyone

HOST = "https://www.alxa.gov.cn"
REQUESTS = "本年新收政府信息公开申请数量"


def page(agency: str, year: int, received: int) -> bytes:
    """A report with one line of section three, as short as one can be."""
    return f"""<html><head><title>{agency}{year}年政府信息公开工作年度报告</title></head><body>
<h1>{agency}{year}年政府信息公开工作年度报告</h1>
<p>一、总体情况</p><p>{year}年，本机关认真做好政府信息公开工作。</p>
<p>三、收到和处理政府信息公开申请情况</p>
<table><tr><td rowspan="3" colspan="3">（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）</td>
<td colspan="7">申请人情况</td></tr>
<tr><td rowspan="2">自然人</td><td colspan="5">法人或其他组织</td><td rowspan="2">总计</td></tr>
<tr><td>商业企业</td><td>科研机构</td><td>社会公益组织</td><td>法律服务机构</td><td>其他</td></tr>
<tr><td colspan="3">一、{REQUESTS}</td><td>{received}</td><td>0</td><td>0</td><td>0</td><td>0</td>
<td>0</td><td>{received}</td></tr></table>
<p>五、存在的主要问题及改进情况</p><p>信息公开的时效性有待加强。</p>
</body></html>""".encode()


def answer(number: int, body: bytes, *, status: str = "200 OK", day: int = 19) -> list[bytes]:
    """Response and context of one page that the crawl asked for."""
    record_id = f"<urn:uuid:00000000-0000-0000-0000-{day:06d}{number:06d}>"
    return [
        response(
            f"{HOST}/{number}.html",
            http(body, status, {"Content-Type": "text/html; charset=utf-8"}),
            {"WARC-Date": f"2023-01-{day:02d}T02:03:04Z"},
            record_id=record_id,
        ),
        context(record_id, "portal: alxa", "division-code: 152900", f"list-url: {HOST}/"),
    ]


def visit() -> bytes:
    started = dt.datetime(2023, 1, 19, 2, tzinfo=dt.UTC)
    counts = {"list_pages": 1, "entries": 3}
    block = visit_block(Visit("alxa", started, started, "complete", counts, (2022,), "152900"))
    return record("metadata", block, {"Content-Type": "application/warc-fields"})


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three WARC files: three reports, one amended, one gone, a list page that was not asked."""
    folder = tmp_path_factory.mktemp("demo") / "archive"
    folder.mkdir()
    info = warcinfo("gongkai/0.1.0")
    pages = {
        1: ("阿拉善盟财政局", 2021, 3),
        2: ("阿拉善盟财政局", 2022, 4),
        3: ("阿拉善盟教育局", 2022, 5),
    }
    listed = response(f"{HOST}/", http(b"<a href=1.html>1</a>"))
    write_gz(folder / "1.warc.gz", info, listed, *answer(1, page(*pages[1])), visit())
    write_gz(folder / "2.warc.gz", info, *answer(2, page(*pages[2])), *answer(3, page(*pages[3])))
    later = [
        *answer(1, page("阿拉善盟财政局", 2021, 7), day=25),
        *answer(2, page(*pages[2]), day=25),
        *answer(3, b"not here", status="404 Not Found", day=25),
        *answer(4, b"<html><body>notice</body></html>", day=25),
    ]
    write_gz(folder / "3.warc.gz", info, *later)
    return folder


@pytest.fixture(scope="module")
def expected(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    root = tmp_path_factory.mktemp("expected") / "dataset"
    summary = extract([archive], root)
    assert summary.line() == (
        "read 7 = reports 3 + copies 2 + attachments 0 + no report 2 + unreadable 0"
    )
    assert (summary.sources, summary.issues, summary.warnings) == (3, [], [])
    return contents(root)


def test_what_an_archive_gives(archive: Path, tmp_path: Path) -> None:
    extract([archive], tmp_path / "dataset")
    dataset = open_dataset(tmp_path / "dataset", archive=archive)
    frame = dataset.sql(
        "select r.agency_name, r.year, q.total, r.revisions from reports r"
        " join requests q using (report_id) order by r.url"
    )
    assert frame.values.tolist() == [
        ["阿拉善盟财政局", 2021, 7, 2],
        ["阿拉善盟财政局", 2022, 4, 1],
        ["阿拉善盟教育局", 2022, 5, 1],
    ]
    captures = dataset.table("captures").sort_values(["url", "fetched_at"])
    assert captures[["url", "role", "portal"]].values.tolist() == [
        [f"{HOST}/1.html", "superseded", "alxa"],
        [f"{HOST}/1.html", "report", "alxa"],
        [f"{HOST}/2.html", "report", "alxa"],
        [f"{HOST}/3.html", "report", "alxa"],
        [f"{HOST}/3.html", "gone", "alxa"],
        [f"{HOST}/4.html", "no_report", "alxa"],
    ]
    (row,) = dataset.table("visits").to_dict("records")
    assert (row["region"], row["year"], row["region_code"]) == (150000, 2023, "152900")
    report_id = dataset.table("reports", year=2021)["report_id"].item()
    assert dataset.report(report_id).source.read() == page("阿拉善盟财政局", 2021, 7)


def test_what_another_run_committed_meanwhile_is_said(
    archive: Path, expected: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second writer takes up what the first has staged and not yet committed."""
    root = tmp_path / "dataset"

    def meanwhile(*_: object) -> list[str]:
        commit(root)
        return []

    monkeypatch.setattr(engine, "renew", meanwhile)
    summary = extract([archive], root)
    assert summary.read == 0
    (warning,) = summary.warnings
    assert warning == (
        "7 captures that were read here were committed by another run at the same time; "
        "the last line does not count them"
    )
    assert contents(root) == expected


def test_processes_give_the_same_bytes(
    archive: Path, expected: dict[str, bytes], tmp_path: Path
) -> None:
    seen: list[tuple[int, int]] = []
    summary = extract(
        [archive],
        tmp_path / "dataset",
        engine="processes",
        workers=2,
        progress=lambda done, of, _: seen.append((done, of)),
    )
    assert contents(tmp_path / "dataset") == expected
    assert seen == [(1, 3), (2, 3), (3, 3)]
    assert summary.read == 7


def test_halves_newest_first_and_over_the_old_one(
    archive: Path, expected: dict[str, bytes], tmp_path: Path
) -> None:
    root = tmp_path / "dataset"
    extract([archive / "3.warc.gz"], root)
    extract([archive / "2.warc.gz", archive / "1.warc.gz"], root)
    assert contents(root) == expected
    assert extract([archive], root).files_changed == 0
    assert contents(root) == expected


def test_staged_while_a_crawl_runs_and_committed_at_its_end(
    archive: Path, expected: dict[str, bytes], tmp_path: Path
) -> None:
    root = tmp_path / "dataset"
    files = sorted(archive.iterdir())
    random.Random(1).shuffle(files)
    runs = [stage([path], root).run for path in files]
    assert not (root / "reports").exists()
    assert sum(commit(root, runs=runs).roles.values()) == 7
    assert contents(root) == expected


def test_only_writes_the_partitions_asked_for(archive: Path, tmp_path: Path) -> None:
    root = tmp_path / "dataset"
    summary = extract([archive], root, only={"region": 150000, "year": 2021})
    assert (summary.read, summary.skipped) == (2, 5)
    assert open_dataset(root).table("reports")["year"].tolist() == [2021]
    before = contents(root)
    extract([archive], root, only={"year": 1999})
    assert contents(root) == before


def test_only_takes_away_what_no_longer_lies_there(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "dataset"
    extract([archive], root)
    monkeypatch.setattr(
        "pipelines.workers.task.extract_capture", lambda *_: Extraction(role="no_report")
    )
    summary = extract([archive], root, only={"year": 2021})
    assert (summary.no_report, summary.skipped) == (2, 5)
    assert open_dataset(root).table("reports")["year"].tolist() == [2022, 2022]


def test_an_earlier_capture_later_in_the_file_gives_the_values(tmp_path: Path) -> None:
    body = page("阿拉善盟财政局", 2022, 4)
    info = warcinfo("gongkai/0.1.0")
    path = write_gz(tmp_path / "1.warc.gz", info, *answer(2, body, day=25), *answer(2, body))
    summary = extract([path], tmp_path / "dataset")
    assert (summary.reports, summary.copies) == (1, 1)
    (row,) = open_dataset(tmp_path / "dataset").table("captures").to_dict("records")
    assert (row["fetched_at"].day, row["last_seen_at"].day) == (19, 25)
    assert row["warc_record_id"].endswith("000019000002>")


# --- saved files -------------------------------------------------------------------------


def test_saved_files_with_a_manifest(tmp_path: Path) -> None:
    files = tmp_path / "files"
    files.mkdir()
    (files / "a.html").write_bytes(page("阿拉善盟财政局", 2022, 4))
    (files / "b.html").write_bytes(page("阿拉善盟教育局", 2022, 5))
    manifest = tmp_path / "manifest.csv"
    manifest.write_text(
        f"path,url,fetched_at\nfiles/a.html,{HOST}/a.html,2023-01-19T10:00:00+08:00\n"
    )
    extract([files], tmp_path / "dataset")
    assert open_dataset(tmp_path / "dataset").table("reports")["url"].isna().all()
    # The manifest says more of the same file: what it gave as a bare file is gone.
    extract([files], tmp_path / "dataset", manifest=manifest)
    frame = open_dataset(tmp_path / "dataset").table("captures").sort_values("source_path")
    assert frame["source_path"].tolist() == ["a.html", "b.html"]
    assert frame["url"].fillna("").tolist() == [f"{HOST}/a.html", ""]


def test_many_small_files_are_one_chunk(tmp_path: Path) -> None:
    files = tmp_path / "files"
    files.mkdir()
    for number in range(5):
        (files / f"{number}.html").write_bytes(page("阿拉善盟财政局", 2015 + number, number))
    summary = stage([files], tmp_path / "dataset")
    assert (summary.sources, summary.captures) == (5, 5)
    assert len(list((tmp_path / "dataset" / "_staged").rglob("*.parquet"))) == 1


def test_nothing_readable_is_an_empty_dataset(tmp_path: Path) -> None:
    (tmp_path / "empty.warc.gz").write_bytes(b"")
    summary = extract([tmp_path / "empty.warc.gz"], tmp_path / "dataset")
    assert summary.line() == (
        "read 0 = reports 0 + copies 0 + attachments 0 + no report 0 + unreadable 0"
    )
    assert summary.issues == [f"{tmp_path}/empty.warc.gz: the file is empty"]
    assert open_dataset(tmp_path / "dataset").table("reports").empty


# --- reference data and versions ---------------------------------------------------------


def test_a_run_with_other_reference_data_says_that_the_rest_is_older(
    archive: Path, tmp_path: Path
) -> None:
    root = tmp_path / "dataset"
    extract([archive], root)
    other = with_portal()
    summary = extract([archive / "2.warc.gz"], root, reference=other)
    # Nowhere (the notice), 2021 (page 1) and 2022 (page 3, gone) hold rows of the other files.
    older = f"{root}: 3 partitions hold rows read by another version or with other reference data"
    assert summary.warnings == [f"{older}; extract the whole archive to renew them"]
    assert extract([archive], root, reference=other, engine="processes").warnings == []


def with_portal() -> Reference:
    portal = Portal(
        key="demo",
        name="demo",
        level="county",
        division_code="152921",
        homepage="https://d.gov.cn/",
        hosts=("d.gov.cn",),
    )
    return Reference.load().with_portals([portal])


def test_the_deciding_capture_of_an_older_version_is_opened_in_the_archive(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Page 1 is read again with an old content only; the new one decides and is renewed."""
    root = tmp_path / "dataset"
    extract([archive], root)
    old = [archive / "1.warc.gz"]
    monkeypatch.setattr("pipelines.workers.task.EXTRACTOR_VERSION", "9.0")
    monkeypatch.setattr("pipelines.workers.renew.EXTRACTOR_VERSION", "9.0")
    summary = extract(old, root, archive=tmp_path / "nowhere")
    assert "1 reports keep the values of an older version" in summary.warnings[0]
    assert open_dataset(root).table("reports", year=2021)["extractor_version"].tolist() == ["0.1.0"]
    summary = extract(old, root, archive=archive)
    assert "keep the values" not in summary.warnings[0]
    assert open_dataset(root).table("reports", year=2021)["extractor_version"].tolist() == ["9.0"]


# --- what goes wrong ---------------------------------------------------------------------


def test_errors_are_one_line(archive: Path, tmp_path: Path) -> None:
    root = tmp_path / "dataset"
    (tmp_path / "file").write_bytes(b"")
    calls: list[tuple[Callable[[], object], type[UserError]]] = [
        (lambda: extract([tmp_path / "none"], root), SourceError),
        (lambda: extract(["s3://bucket/archive"], root), SourceError),
        (lambda: extract([archive], "s3://bucket/dataset"), DatasetError),
        (lambda: extract([archive], root, engine="dask"), EngineError),
        (lambda: extract([archive], root, only={"portal": 1}), EngineError),
        (lambda: extract([archive], tmp_path / "file" / "dataset"), DatasetError),
        (lambda: extract([archive], "/proc/gongkai/dataset"), DatasetError),
        (lambda: extract([archive], archive), DatasetError),
    ]
    for call, error in calls:
        with pytest.raises(error) as raised:
            call()
        assert "\n" not in str(raised.value)
    assert not root.exists()


def test_a_read_only_folder_is_one_line(archive: Path, tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    denied = pytest.raises(DatasetError, match="cannot be written: Permission denied")
    with like_anyone(), denied:
        extract([archive], tmp_path / "dataset")


def test_a_worker_that_dies_is_one_line_and_no_hang(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipelines.workers.processes._work", die)
    with pytest.raises(
        WorkerError, match=r"a worker process died while these were read: 1\.warc\.gz"
    ):
        extract([archive], tmp_path / "dataset", engine="processes", workers=2)


def die(task: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


RUN = """
import sys
from pipelines.engine import extract
if __name__ == "__main__":
    extract([sys.argv[1]], sys.argv[2], engine="processes", workers=2)
"""


@pytest.mark.slow
def test_killed_while_it_reads_and_run_again(
    archive: Path, expected: dict[str, bytes], tmp_path: Path
) -> None:
    script = tmp_path / "run.py"
    script.write_text(RUN)
    root = tmp_path / "dataset"
    for pause in (0.8, 1.6, 2.4):
        command = [sys.executable, str(script), str(archive), str(root)]
        environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
        with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as process:
            time.sleep(pause)
            process.kill()
        assert still_running(str(script)) == []
    extract([archive], root)
    assert contents(root) == expected
    shutil.rmtree(root)


def still_running(name: str) -> list[str]:
    """Processes that name the script, a moment later: workers end with their parent."""
    found: list[str] = []
    for _ in range(100):
        found = [
            path.parent.name
            for path in Path("/proc").glob("[0-9]*/cmdline")
            if name in read_or_empty(path)
        ]
        if not found:
            break
        time.sleep(0.05)
    return found


def read_or_empty(path: Path) -> str:
    try:
        return path.read_text(errors="replace")
    except OSError:
        return ""
