"""A bonus for exploring with the wrong sign is read off the parts of a loss."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from dataaudit.training.judge_run import judge_run, tables_of
from dataaudit.training.logs.run_log import CURVES, NOTES


def collapse(weight: float, *, logged_as_loss: bool = False, noise: float = 0.0) -> tuple[str, str]:
    """Severity and message of policy-collapse where the loss holds the entropy with a weight."""
    chance = np.random.default_rng(0)
    steps = np.arange(200.0)
    entropy = 2.0 * np.exp(-steps / 10)
    policy, value = chance.normal(0, 0.1, 200), 1.0 / (1 + steps) + chance.normal(0, 0.01, 200)
    loss = policy + 0.5 * value + weight * entropy + chance.normal(0, noise, 200)
    columns = {
        "loss": loss, "part_loss:policy": policy, "part_loss:value": value,
        "entropy": -entropy if logged_as_loss else entropy, "reward": 0.4 - 0.4 * np.exp(-steps / 20),
    }  # fmt: skip
    frames = [
        pl.DataFrame({
            "split": ["train"] * 200, "metric": [name] * 200, "column": [name] * 200, "step": steps, "value": values,
            "place": np.arange(200), "superseded": [False] * 200,
        }, schema=CURVES)
        for name, values in columns.items()
    ]  # fmt: skip
    found = judge_run("run", tables_of(pl.concat(frames), pl.DataFrame(schema=NOTES), {}, ""), {}).findings
    return next((str(one.severity), one.message) for one in found if one.name == "policy-collapse")


def test_an_entropy_that_is_added_to_the_loss_is_a_warning() -> None:
    severity, message = collapse(0.2)
    assert severity == "warning"
    assert "the loss holds the entropy with a weight of 0.2, which punishes it" in message


@pytest.mark.parametrize(
    "given", [{"weight": -0.2}, {"weight": -0.2, "logged_as_loss": True}, {"weight": 0.2, "noise": 0.1}]
)
def test_a_bonus_with_the_right_sign_or_a_loss_of_more_parts_is_information(given: dict[str, float]) -> None:
    assert collapse(**given)[0] == "info"  # type: ignore[arg-type]
