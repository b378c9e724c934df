"""``gongkai archive move`` killed by SIGKILL: nothing is lost, and the same command goes on."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.pipelines.test_archive_move import NAME, House, other_disk

__all__ = ["other_disk"]

ROOT = Path(__file__).resolve().parents[2]
#: Moves a file, and dies before or after the n-th call of a function; a "hash" is asked once for
#: each piece of 100 bytes that is copied.
MOVE = """
import errno, hashlib, os, shutil, signal, sys
from pathlib import Path
from pipelines.archive_tools import move as module
from pipelines.archive_tools.references import CrawlState

source, target, state, way, step, number, when = sys.argv[1:]
count = 0

def dying(call):
    def wrapped(*values, **named):
        global count
        count += 1
        result = call(*values, **named) if when == "after" or count < int(number) else None
        if count == int(number):
            os.kill(os.getpid(), signal.SIGKILL)
        return result
    return wrapped

class Hash:
    def __init__(self):
        self._inner = inner()
        self.update, self.digest = dying(self._inner.update), self._inner.digest

if way == "copied":
    def refuse(*_):
        raise OSError(errno.EXDEV, "Invalid cross-device link")
    os.link = refuse
if step == "hash":
    module._STEP, inner, hashlib.sha256 = 100, hashlib.sha256, Hash
else:
    owner = {"copystat": shutil, "rename": Path, "unlink": Path, "moved": CrawlState}.get(step, os)
    setattr(owner, step, dying(getattr(owner, step)))
with CrawlState.held(Path(state)) as held:
    module.move(module.plan([Path(source)], Path(target), held), held)
"""

#: Before a step is after the one before it.
STEPS = [
    ("linked", "link", 1, "after"),
    ("linked", "moved", 1, "before"),
    ("linked", "unlink", 1, "before"),
    ("linked", "unlink", 1, "after"),
    ("copied", "hash", 1, "after"),
    ("copied", "hash", 3, "before"),
    ("copied", "fsync", 1, "before"),
    ("copied", "copystat", 1, "after"),
    ("copied", "rename", 1, "after"),
    ("copied", "unlink", 1, "before"),
    ("copied", "unlink", 1, "after"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("way", "step", "number", "when"), STEPS)
def test_killed_at_any_step_the_same_command_goes_on(
    tmp_path: Path,
    request: pytest.FixtureRequest,
    *,
    way: str,
    step: str,
    number: int,
    when: str,
) -> None:
    if way == "copied":
        request.getfixturevalue("other_disk")
    house = House(tmp_path, extracted=False)
    target = house.archive / "2024"
    arguments = [str(value) for value in (house.path, target, house.state, way, step, number, when)]
    done = subprocess.run([sys.executable, "-c", MOVE, *arguments], cwd=ROOT, check=False)
    assert done.returncode == -signal.SIGKILL

    # The file is whole under its name, and what else lies there is read by nobody.
    assert house.copies() != []
    others = {path.name for path in house.archive.rglob("*") if path.is_file()} - {NAME}
    assert others <= {f".{NAME}.part"}
    assert house.move(house.path if house.path.exists() else house.archive, target) == 0
    assert house.copies() == [target / NAME]
    assert [path.name for path in target.iterdir()] == [NAME]
    assert house.listed() == [f"2024/{NAME}"]
