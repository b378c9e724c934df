"""Deciding captures that an older version read are opened again in the archive.

A run over some sources may touch reports whose deciding capture is not among them. Read by
another version or with other reference data, its values would be older than the rest.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pipelines.captures import RevisitResolver, Source, SourceIssue, list_sources, read_capture
from pipelines.dataset.fetch import Files, light_rows
from pipelines.dataset.journal import cannot_write
from pipelines.dataset.layout import INDEX, files_of
from pipelines.dataset.observation import Observation
from pipelines.dataset.parquet import read_by
from pipelines.dataset.scratch import Pointer
from pipelines.dataset.staging import Stage, chunks, staging_run
from pipelines.extraction import extract_capture
from pipelines.limits import LimitedReader
from pipelines.reference import Reference
from pipelines.roles import answer_of
from pipelines.schema import EXTRACTOR_VERSION
from pipelines.workers.task import with_portal


def renew(root: Path, run: str, reference: Reference, archive: Path | str | None) -> Iterator[str]:
    """Stage the older deciding captures of the reports that a staged run touches.

    Yields one line where some of them are not in the archive (``archive`` beside the dataset):
    these reports keep their values.
    """
    older = list(_older_deciding(root, run, reference.fingerprint))
    if not older:
        return
    folder = root.parent / "archive" if archive is None else Path(archive)
    found = list_sources([folder]) if folder.is_dir() else []
    sources = {source.warc_file: source for source in found if source.kind == "warc"}
    try:
        with staging_run(root) as own:
            missing = _stage(root, own, older, sources, reference)
    except OSError as error:
        raise cannot_write(root, error) from error
    if missing:
        yield (
            f"{missing} reports keep the values of an older version or of other reference data: "
            f"the captures that decide them are neither among the sources nor in {folder}; "
            "give the archive with --archive"
        )


def _older_deciding(root: Path, run: str, fingerprint: str) -> Iterator[Observation]:
    """Deciding captures that another version read and that the run did not read again.

    What hangs on a page may decide together with it.
    """
    own = (EXTRACTOR_VERSION, fingerprint)
    index = [path for path in files_of(root, INDEX).values() if set(read_by(path)) != {own}]
    if not index:
        return
    nodes: set[int] = set()
    keys: set[str] = set()
    for chunk in chunks(root)[0]:
        if chunk.run == run:
            for _, seen in light_rows(chunk.path):
                nodes.update(seen.nodes())
                keys.add(seen.capture_key)
    for path in index:
        rows = [row for row in light_rows(path, nodes) if row[1].capture_key not in keys]
        files = Files()
        number = files.add(path)
        pointers = [Pointer(number, row) for row, _ in rows]
        decided = files.take(pointers, ["role", "extractor_version", "reference"]).to_pylist()
        for (_, seen), row in zip(rows, decided, strict=True):
            decides = row["role"] == "report" or (row["role"] == "attachment" and seen.form)
            if decides and (row["extractor_version"], row["reference"]) != own:
                yield seen


def _stage(
    root: Path,
    run: str,
    older: list[Observation],
    sources: dict[str, Source],
    reference: Reference,
) -> int:
    """Stage those that the archive holds; return how many it does not."""
    missing = 0
    resolver = RevisitResolver(list(sources.values()))
    with (
        Stage(
            root, run, "renewed", version=EXTRACTOR_VERSION, reference=reference.fingerprint
        ) as stage,
        LimitedReader() as reader,
    ):
        for seen in older:
            source = sources.get(seen.warc_file or "")
            if source is None:
                missing += 1
                continue
            offset = seen.warc_offset or 0
            found = read_capture(source, offset, seen.record_id, resolver=resolver)
            if isinstance(found, SourceIssue):
                missing += 1
            else:
                extraction = extract_capture(found, reference, reader)
                answer = answer_of(found, reference)
                stage.add(with_portal(found, reference), extraction, answer=answer)
    return missing
