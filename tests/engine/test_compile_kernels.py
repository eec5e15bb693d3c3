"""Compiling ahead of the first run."""

from __future__ import annotations

from pathlib import Path

import pytest

from dataaudit.engine.compile_kernels import compile_kernels, sample_batch, uncompiled
from dataaudit.engine.plan import PlannedRows
from dataaudit.kernels.text.characters import character_tables
from dataaudit.stages.duplicates.content_hashes import ContentHashes
from dataaudit.stages.duplicates.minhash_signatures import MinHashBands
from dataaudit.stages.quality.quality_signals import QualitySignals
from dataaudit.stages.registry import row_parts
from dataaudit.stages.tokens.token_lengths import TokenLengths


@pytest.mark.full
def test_a_stage_compiled_in_a_process_of_its_own_needs_no_compiling_afterwards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    made = {"exact": ContentHashes(("prompt",)), "minhash": MinHashBands(5, 16, 1, 0.8, 0.001)}
    planned = [PlannedRows(made[spec.name], part) for spec, part in row_parts() if spec.name in made]
    assert [stage.name for stage in uncompiled(planned)] == ["minhash", "exact"]
    compile_kernels([made["exact"]])
    assert [stage.name for stage in uncompiled(planned)] == ["minhash"]


def test_every_row_stage_computes_the_sample_batch() -> None:
    character_tables()
    stages = [TokenLengths("deepseek"), ContentHashes(), MinHashBands(5, 16, 1, 0.8, 0.001), QualitySignals()]
    for stage in stages:
        assert len(stage(sample_batch())) == len(sample_batch())
