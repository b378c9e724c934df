"""Where reference data is read from, its fingerprint, and how a wrong file is reported."""

from __future__ import annotations

import pickle
import time
import tomllib
from pathlib import Path

import pytest

from pipelines.errors import UserError
from pipelines.reference import Portal, Reference, label_variants
from pipelines.reference.files import NAMES, locate

ROOT = Path(__file__).resolve().parents[3]
PORTAL = Portal("demo", "演示", "county", "321322", "http://demo.gov.cn/", ("demo.gov.cn",))


def test_the_working_folder_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    shipped = Reference.load()
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "zones.csv").write_text(
        "zone,region_code,reason\n某某开发区,321322,tested\n", encoding="utf-8"
    )
    own = Reference.load()
    assert shipped.zones.code_of("平潭综合实验区") == "350128"
    assert (own.zones.code_of("某某开发区"), own.zones.code_of("平潭综合实验区")) == (
        "321322",
        None,
    )
    assert own.files["divisions"] == shipped.files["divisions"]
    assert own.fingerprint != shipped.fingerprint


def test_the_fingerprint_is_of_the_contents_wherever_they_lie(tmp_path: Path) -> None:
    (tmp_path / "zones.csv").write_bytes(locate("zones").read_bytes())
    copied = Reference.load(tmp_path)
    assert copied.files["zones"] == tmp_path / "zones.csv"
    assert copied.fingerprint == Reference.load().fingerprint


def test_a_file_that_changes_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "zones.csv"
    path.write_text("zone,region_code\n甲开发区,321322\n", encoding="utf-8")
    first = Reference.load(tmp_path)
    path.write_text("zone,region_code\n甲开发区,321323\n乙开发区,321322\n", encoding="utf-8")
    second = Reference.load(tmp_path)
    codes = [reference.zones.code_of("甲开发区") for reference in (first, second)]
    assert codes == ["321322", "321323"]


def test_further_portals_count_in_the_fingerprint() -> None:
    plain = Reference.load()
    more = plain.with_portals([PORTAL])
    assert more.portals.get("demo") == PORTAL
    assert plain.portals.get("demo") is None
    assert more.fingerprint != plain.fingerprint
    assert more == plain.with_portals([PORTAL])
    assert more != plain


def test_it_can_be_sent_to_another_process() -> None:
    reference = Reference.load().with_portals([PORTAL])
    copy = pickle.loads(pickle.dumps(reference))
    assert copy == reference
    assert copy.portals.get("demo") == PORTAL


@pytest.mark.parametrize(
    ("name", "body", "message"),
    [
        ("zones", b"zone\n\xd6\xd0\n", "is not UTF-8; save it as CSV UTF-8"),
        ("zones", "zone,code\n甲,321322\n".encode(), "the column region_code is missing"),
        ("zones", "zone,region_code\n甲,\n".encode(), "zones.csv line 2: region_code is empty"),
        (
            "divisions",
            "code,name,level,valid_from,valid_to,successors\n32,甲,county,1990,,\n".encode(),
            "divisions.csv line 2: code '32' is not six digits",
        ),
        (
            "divisions",
            "code,name,level,valid_from,valid_to,successors\n321322,甲,county,x,,\n".encode(),
            "divisions.csv line 2: valid_from and valid_to must be years",
        ),
        (
            "divisions",
            "code,name,level,valid_from,valid_to,successors\n321322,甲,town,1990,,\n".encode(),
            "divisions.csv line 2: level 'town' is not one of province, prefecture, county",
        ),
        (
            "divisions",
            "code,name,level,valid_from,valid_to,successors\n321322,甲,county,1990,2000,3213\n".encode(),
            "divisions.csv line 2: successor '3213' is not CODE or CODE[YEAR]",
        ),
        ("systems", b"pattern,note\n(,x\n", "systems.csv line 2: the pattern is wrong"),
        ("not_ogi", b"kind,field,pattern\nnews,title,x\n", "not_ogi.csv line 2: kind 'news'"),
        ("not_ogi", b"kind,field,pattern\nnotice,body,x\n", "not_ogi.csv line 2: field 'body'"),
        ("words", b"role,word\n", "words.csv: no word has the role title_topic"),
    ],
)
def test_a_wrong_file_is_one_line(tmp_path: Path, name: str, body: bytes, message: str) -> None:
    (tmp_path / f"{name}.csv").write_bytes(body)
    reference = Reference.load(tmp_path)
    with pytest.raises(UserError) as error:
        _ = (
            reference.zones,
            reference.divisions,
            reference.systems,
            reference.page_rules,
            reference.words["title_topic"],
        )
    assert message in str(error.value)
    assert "\n" not in str(error.value)


def test_a_byte_order_mark_and_empty_lines_do_no_harm(tmp_path: Path) -> None:
    text = "\ufeffzone,region_code\n\n甲开发区 , 321322\n,\n"
    (tmp_path / "zones.csv").write_text(text, encoding="utf-8")
    assert Reference.load(tmp_path).zones.code_of("甲开发区") == "321322"


def test_a_missing_file_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"^nothing\.csv: this reference file is missing"):
        locate("nothing", tmp_path)


def test_the_wheel_holds_every_file() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    included = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert included == {f"data/{name}.csv": f"pipelines/_reference/{name}.csv" for name in NAMES}


def test_label_variants_come_with_axis_variant_and_label() -> None:
    assert ("proactive.row", "规范性文件", "行政规范性文件") in set(label_variants())


def test_every_reviewed_zone_has_a_code_in_use_today() -> None:
    reference = Reference.load()
    for row in reference.rows("zones"):
        assert reference.divisions.at_end_of(row["region_code"], 2024) is not None, row
        assert row["reason"], row


def test_loading_is_quick() -> None:
    reference = Reference.load()
    copy = Reference(reference.files, reference.contents, reference.fingerprint)
    # Processor time, so that other work of the machine does not count; 50 ms is the aim.
    start = time.process_time()
    _ = (copy.divisions, copy.portals, copy.words, copy.zones, copy.systems, copy.page_rules)
    assert time.process_time() - start < 0.5
