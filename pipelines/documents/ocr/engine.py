"""The two models: where text stands on a page, and what a line of it says.

PP-OCRv6 (small) from the wheel of ``rapidocr``. Finding text goes through ``rapidocr``; for
recognition its model is run here, since the wrapper widens every picture to 320 pixels, which
makes a cell of one digit five times as slow, and does not tell what else a character could be.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import onnxruntime
from numpy.typing import NDArray
from rapidocr import RapidOCR

from pipelines.documents.errors import NotReadHereError
from pipelines.documents.ocr.paper import Picture

_FINDS = "PP-OCRv6_det_small.onnx"
_READS = "PP-OCRv6_rec_small.onnx"
#: Rows of the picture that the model reads.
_HEIGHT = 48
_LEAST_WIDTH, _MOST_WIDTH = 48, 3200
#: Columns of pictures that are read at once; more is slower, as it leaves the caches.
_AT_ONCE = 2400
_LONGEST_SIDE = 1280
#: What a cell of figures may print.
FIGURES = "0123456789.,+-/—无"
_BLANK = 0


@dataclass(frozen=True, slots=True)
class Read:
    """What one line says, and how surely: the mean over its characters, 0 to 1.

    ``figures`` is what it says if it can say nothing but :data:`FIGURES`.
    """

    text: str
    surety: float
    figures: str = ""


class Engine:
    """Both models, each on one thread: the engines run a process a core."""

    def __init__(self) -> None:
        models = _models()
        cv2.setNumThreads(1)
        onnxruntime.disable_telemetry_events()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 4
        self._session: Any = onnxruntime.InferenceSession(
            str(models / _READS), options, providers=["CPUExecutionProvider"]
        )
        known = self._session.get_modelmeta().custom_metadata_map["character"].splitlines()
        self._characters = ["", *known, " "]
        self._figures = np.array([_BLANK, *(1 + known.index(figure) for figure in FIGURES)])
        self._finder: Any = RapidOCR(
            params={
                "Global.log_level": "critical",
                "Global.max_side_len": _LONGEST_SIDE,
                "EngineConfig.onnxruntime.intra_op_num_threads": 1,
                "EngineConfig.onnxruntime.inter_op_num_threads": 1,
                "Det.model_path": str(models / _FINDS),
            }
        )

    def find(self, page: Picture) -> list[tuple[int, int, int, int]]:
        """Return where text stands: left, top, right and bottom of each piece of a line."""
        colours = cv2.cvtColor(page, cv2.COLOR_GRAY2RGB)
        found = self._finder(colours, use_det=True, use_cls=False, use_rec=False)
        if found.boxes is None:
            return []
        return [
            (
                int(box[:, 0].min()),
                int(box[:, 1].min()),
                int(np.ceil(box[:, 0].max())),
                int(np.ceil(box[:, 1].max())),
            )
            for box in found.boxes
        ]

    def read(self, lines: Sequence[Picture]) -> list[Read]:
        """Read pictures of one line each."""
        found = [Read("", 1.0)] * len(lines)
        waiting: list[tuple[int, Picture]] = []
        scaled = sorted(
            ((number, _scaled(line)) for number, line in enumerate(lines)),
            key=lambda entry: entry[1].shape[1],
        )
        for number, line in scaled:
            if waiting and (len(waiting) + 1) * line.shape[1] > _AT_ONCE:
                self._read(waiting, found)
                waiting = []
            waiting.append((number, line))
        if waiting:
            self._read(waiting, found)
        return found

    def _read(self, lines: Sequence[tuple[int, Picture]], found: list[Read]) -> None:
        width = max(line.shape[1] for _, line in lines)
        batch = np.ones((len(lines), 3, _HEIGHT, width), np.float32)
        for place, (_, line) in enumerate(lines):
            batch[place, :, :, : line.shape[1]] = line.astype(np.float32) / 127.5 - 1
        given = self._session.run(None, {self._session.get_inputs()[0].name: batch})[0]
        for place, (number, _) in enumerate(lines):
            steps = given[place]
            text, surety = self._decode(steps, steps.argmax(axis=1))
            narrowed = self._figures[steps[:, self._figures].argmax(axis=1)]
            found[number] = Read(text, surety, self._decode(steps, narrowed)[0])

    def _decode(self, steps: NDArray[np.float32], codes: NDArray[np.int64]) -> tuple[str, float]:
        """Turn the character of each step into text: repeats are one, blanks part them."""
        text: list[str] = []
        peaks: list[float] = []
        before = _BLANK
        for step, code in enumerate(codes.tolist()):
            if code != _BLANK:
                sure = float(steps[step, code])
                if code == before:
                    peaks[-1] = max(peaks[-1], sure)
                else:
                    text.append(self._characters[code])
                    peaks.append(sure)
            before = code
        return "".join(text).strip(), sum(peaks) / max(len(peaks), 1)


@cache
def engine() -> Engine:
    """Return the engine of this process, loaded once."""
    return Engine()


def _models() -> Path:
    """Return the folder of the models in the wheel; without them OCR is not installed."""
    spec = find_spec("rapidocr")
    folders = spec.submodule_search_locations if spec is not None else None
    folder = Path(folders[0], "models") if folders else Path()
    if not all((folder / name).is_file() for name in (_FINDS, _READS)):
        raise NotReadHereError(
            "the models of OCR are not in the installed rapidocr: pip install 'gongkai[ocr]'"
        )
    return folder


def _scaled(line: Picture) -> Picture:
    height, width = line.shape
    wide = min(max(round(width * _HEIGHT / height), 1), _MOST_WIDTH)
    scaled = cv2.resize(line, (wide, _HEIGHT), interpolation=cv2.INTER_LINEAR)
    missing = _LEAST_WIDTH - wide
    if missing > 0:
        white = int(np.percentile(scaled, 95))
        scaled = cv2.copyMakeBorder(
            scaled, 0, 0, missing // 2, missing - missing // 2, cv2.BORDER_CONSTANT, value=[white]
        )
    return np.asarray(scaled, dtype=np.uint8)
