"""Nights of one portal as WARC files, and what a data set says of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pipelines import open_dataset
from pipelines.dataset import Dataset
from pipelines.engine import extract
from tests.pipelines.dataset.builder import contents
from tests.pipelines.joined_pages import (
    HOST,
    Records,
)
from tests.pipelines.warc_bytes import warcinfo, write_gz

OURS = warcinfo("gongkai/0.1.0")
FOREIGN = warcinfo("wget/1.21")


def night(folder: Path, number: int, *records: Records, info: bytes = OURS) -> Path:
    """One WARC file."""
    folder.mkdir(exist_ok=True)
    flat = [one for found in records for one in found]
    return write_gz(folder / f"{number}.warc.gz", info, *flat)


def in_both_orders(folder: Path, nights: list[Path]) -> Dataset:
    """Extract in one run, and run after run in both orders: always the same bytes."""
    extract(nights, folder / "whole")
    whole = contents(folder / "whole")
    for number, order in enumerate((nights, nights[::-1])):
        root = folder / f"parts-{number}"
        for path in order:
            extract([path], root)
        assert contents(root) == whole
        assert extract([order[0]], root).files_changed == 0
    return open_dataset(folder / "whole", archive=nights[0].parent)


def reports(dataset: Dataset) -> list[dict[str, Any]]:
    rows = dataset.sql(
        "select r.report_id, agency_name, r.year, status, document_kind, url, q.total, revisions"
        " from reports r left join requests q"
        " on q.report_id = r.report_id and q.item = 'received_new' order by agency_name, url"
    )
    return [{str(name): value for name, value in row.items()} for row in rows.to_dict("records")]


def the_report(dataset: Dataset) -> dict[str, Any]:
    (row,) = reports(dataset)
    return row


def roles(dataset: Dataset) -> list[tuple[str, str]]:
    """Last part of the address and role of each capture, those with a report beside it."""
    rows = dataset.table("captures").sort_values(["url", "fetched_at"])
    return [
        (url.removeprefix(f"{HOST}/"), role if report_id else f"{role}, no report")
        for url, role, report_id in rows[["url", "role", "report_id"]].fillna("").values.tolist()
    ]


def findings(dataset: Dataset, rule: str) -> list[str]:
    table = dataset.table("findings")
    return table[table["rule"] == rule]["message"].tolist()
