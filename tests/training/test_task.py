from __future__ import annotations

import pytest

from dataaudit.training.judge_run import training_findings
from dataaudit.training.task import KINDS, WHY, checked


def test_every_kind_that_a_finding_leaves_alone_is_one_and_has_its_reason() -> None:
    named = {kind for finding in training_findings() for kind in getattr(finding, "not_for", ())}
    assert named == set(WHY)
    assert named <= set(KINDS)


def test_a_kind_that_there_is_not_is_an_error() -> None:
    assert checked("vae") == "vae"
    with pytest.raises(ValueError, match="got 'gans'"):
        checked("gans")
