"""The demo clears what a demo wrote, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler import demo
from crawler.crawl import CrawlSummary
from crawler.demo import MARKER, prepare
from pipelines.errors import UserError


def test_a_new_folder_is_made_and_marked(tmp_path: Path) -> None:
    prepare(tmp_path / "a" / "demo")
    assert [path.name for path in (tmp_path / "a" / "demo").iterdir()] == [MARKER]


def test_what_an_earlier_demo_wrote_is_cleared_and_the_rest_is_kept(tmp_path: Path) -> None:
    prepare(tmp_path)
    for name in ("archive", "dataset", "state", "site", "mine"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_text("x", encoding="utf-8")
    (tmp_path / "truth.json").write_text("[]", encoding="utf-8")
    prepare(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [MARKER, "mine"]


def test_a_folder_that_no_demo_made_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_bytes(b"years of work")
    with pytest.raises(UserError, match="holds what no demo wrote") as error:
        prepare(tmp_path)
    assert "\n" not in str(error.value)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.docx"]


def test_a_file_in_its_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "demo").write_text("x", encoding="utf-8")
    with pytest.raises(UserError, match="this is a file"):
        prepare(tmp_path / "demo")


def test_ctrl_c_during_the_crawl_ends_the_demo(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo, "run_crawl", lambda *_, **__: CrawlSummary(stopped=True))
    with pytest.raises(KeyboardInterrupt):
        demo.run_demo(tmp_path / "demo")
    assert not (tmp_path / "demo" / "dataset").exists()
