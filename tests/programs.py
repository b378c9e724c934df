"""Programs that some tests need: ``.ci/run`` installs them where it may."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from pipelines.documents import programs

needs_office = pytest.mark.skipif(programs.office() is None, reason="LibreOffice is not installed")
needs_catdoc = pytest.mark.skipif(programs.catdoc() is None, reason="catdoc is not installed")


def made_by_office(documents: dict[str, bytes], form: str) -> dict[str, bytes]:
    """Convert documents, by names with endings, to another form of file, by their stems."""
    program = programs.office()
    assert program is not None
    with programs.private_folder() as folder:
        for name, body in documents.items():
            (folder / name).write_bytes(body)
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = [program, profile, "--headless", "--convert-to", form, "--outdir", str(folder)]
        programs.run([*command, *(str(folder / name) for name in documents)], folder)
        stems = [Path(name).stem for name in documents]
        return {stem: (folder / f"{stem}.{form}").read_bytes() for stem in stems}


def only(folder: Path, *names: str) -> str:
    """Return a PATH on which nothing of what stands on this one is, but these programs."""
    folder.mkdir(exist_ok=True)
    for name in names:
        found = shutil.which(name)
        assert found is not None
        (folder / name).symlink_to(found)
    return str(folder)


def fake(folder: Path, name: str, script: str) -> str:
    """Return a PATH on which a shell script stands for a program, before the others."""
    folder.mkdir(exist_ok=True)
    program = folder / name
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)
    return f"{folder}{os.pathsep}{os.environ['PATH']}"
