"""The judgement of lines: a small network over what they and their neighbours look like.

It was learnt from pages whose every line people judged (TurkuNLP, text quality annotations: English, Finnish, French,
German, Spanish, Swedish), and from poems, lists, calculations and code, all of whose lines are text. No trait is a word
of a language but phrases of pages and lines of menus.
"""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dataaudit.kernels.buffers import text_buffers
from dataaudit.kernels.text.character_traits import character_traits
from dataaudit.kernels.text.characters import character_tables
from dataaudit.kernels.text.line_traits import line_bounds, line_digest, line_traits
from dataaudit.kernels.text.page_lines import frame_phrases
from dataaudit.store.kept_arrays import kept_arrays

FILE = Path(__file__).with_suffix(".npz")
MENU = FILE.with_name("menu_lines.txt")
_PARTICLES = (
    "的了是在和有不就也都而及与與这這那我他她你们們很被把对對从從到说說会會要可以但之其を"
    "はがのにでともですますしたるれい"
)
"""Characters that are mostly function words."""


class LineModel(NamedTuple):
    """Weights, float32: traits are centred and scaled, then pass one hidden layer."""

    centre: NDArray[np.float32]
    scale: NDArray[np.float32]
    hidden: NDArray[np.float32]
    hidden_bias: NDArray[np.float32]
    output: NDArray[np.float32]
    output_bias: NDArray[np.float32]


@cache
def line_model() -> LineModel:
    """The weights."""
    with np.load(FILE, allow_pickle=False) as held:
        return LineModel(*(held[name].astype(np.float32) for name in LineModel._fields))


@cache
def _particles() -> NDArray[np.bool_]:
    table = np.zeros(0x110000, np.bool_)
    table[[ord(one) for one in _PARTICLES]] = True
    return table


@cache
def _menu() -> NDArray[np.uint64]:
    """Digests of the lines of ``menu_lines.txt``, in every case that they are written in."""
    code = [sys.modules[__name__], sys.modules[line_digest.__module__]]
    return kept_arrays("menu_lines", MENU.read_bytes(), code, _digests)["digests"]


def _digests() -> dict[str, NDArray[Any]]:
    lower = frame_phrases()[3]
    lines = [line.partition(":")[2] for line in MENU.read_text(encoding="utf-8").splitlines() if line[:1] != "#"]
    words = {word.strip() for line in lines for word in line.split(";")}
    forms = {form.encode() for word in words for form in (word, word.capitalize(), word.title(), word.upper())}
    digests = [line_digest(np.frombuffer(form, np.uint8), 0, len(form), lower) for form in forms]
    return {"digests": np.unique(np.array(digests, np.uint64))}


def traits_of(
    texts: pa.LargeStringArray,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]:
    """Text, first byte, end and traits of every line that holds something."""
    data, offsets = text_buffers(texts)
    owners, starts, stops = line_bounds(data, offsets, character_tables()[0])
    classes, marks = character_tables()[0], character_traits()
    phrases, bounds, by_first, lower = frame_phrases()
    menu = _menu()
    found = line_traits(
        data, owners, starts, stops, classes, marks, _particles(), phrases, bounds, by_first, lower, menu
    )
    return owners, starts, stops, found


def text_probability(traits: NDArray[np.float32]) -> NDArray[np.float32]:
    """The probability that lines are text of their page, 0 to 1.

    Args:
        traits: float32, shape (lines, TRAITS); no line gives no value.
    """
    model = line_model()
    inner = np.maximum((traits - model.centre) / model.scale @ model.hidden + model.hidden_bias, 0.0)
    told: NDArray[np.float32] = 1.0 / (1.0 + np.exp(-(inner @ model.output + model.output_bias)))
    return told
