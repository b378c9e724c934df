"""What ``gongkai doctor`` says of programs and packages that need not be there."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from pipelines import optional
from pipelines.cli import gongkai
from pipelines.console import run
from tests.programs import fake, only


def absent(name: str) -> str:
    raise PackageNotFoundError(name)


def test_what_is_missing_is_said_with_what_it_would_add(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", only(tmp_path / "none"))
    monkeypatch.setattr(optional, "version", absent)
    assert dict(optional.states()) == {
        "LibreOffice": "missing: Debian's libreoffice-writer-nogui adds reports in DOC, WPS and RTF",
        "catdoc": "missing: Debian's catdoc adds the prose of DOC and WPS where LibreOffice is "
        "missing, no tables",
        "OCR": "missing: gongkai[ocr] adds scanned PDF and pictures of tables",
        "browser": "missing: gongkai[browser] adds lists that only a script writes, of portals "
        "with browser=yes, by Debian's chromium",
    }


def test_what_is_there_is_said_with_where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", fake(tmp_path, "libreoffice", "exit 1"))
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(optional, "version", {"rapidocr": "3.10.0", "onnxruntime": "1.20"}.get)
    states = dict(optional.states())
    assert states["LibreOffice"] == f"{tmp_path}/libreoffice; reports in DOC, WPS and RTF"
    assert states["OCR"] == (
        "rapidocr 3.10.0, onnxruntime 1.20; scanned PDF and pictures of tables"
    )


def test_the_doctor_prints_it_as_it_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(optional, "version", absent)
    assert run(gongkai, ["doctor"]) == 0
    printed = " ".join(capsys.readouterr().out.split())
    assert "missing: gongkai[ocr] adds scanned PDF and pictures of tables" in printed
