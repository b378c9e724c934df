"""The page of the columns follows the schema."""

from __future__ import annotations

from pathlib import Path

from pipelines.outputs.columns import markdown

PAGE = Path(__file__).resolve().parents[3] / "docs" / "columns.md"


def test_the_committed_page_is_current() -> None:
    current = PAGE.read_text(encoding="utf-8")
    assert current == markdown(), (
        "run: .venv/bin/python -m pipelines.outputs.columns docs/columns.md"
    )


def test_types_have_the_names_of_the_contract() -> None:
    lines = markdown().splitlines()
    assert "| `published_on` | date32 | date of publication, UTC+8 |" in lines
    assert (
        "| `fetched_at` | timestamp[us, UTC] | from the WARC record; null for a bare file |"
        in lines
    )
    assert "| `sections` | list<struct<heading: string, text: string>> |" in "\n".join(lines)
    assert "| `fee_amount_10k_yuan` | float64 | 行政事业性收费 本年收费金额（万元） |" in lines


def test_every_table_and_code_is_there() -> None:
    page = markdown()
    for name in ("reports", "proactive", "requests", "disputes", "statistics"):
        assert f"\n## {name}\n" in page
    assert "| `outcome_total` | 三(七)总计 |" in page
    assert "| `training_attendance` | 人次 |" in page
