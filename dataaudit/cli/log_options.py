"""Options about training logs, for the commands that read them."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from typing import Any

from dataaudit.cli.option import Option


def _pair(shape: str, example: str) -> Callable[[str], tuple[str, str]]:
    def parsed(word: str) -> tuple[str, str]:
        name, sign, meaning = word.rpartition("=")
        if not sign or not name:
            message = f"{shape} is expected, as {example}, got '{word}'"
            raise argparse.ArgumentTypeError(message)
        return name, meaning

    return parsed


def with_mappings(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Return arguments of ``diagnose`` with the pairs given on the command line as mappings."""
    return {**asked, **{name: dict(asked[name] or ()) for name in ("columns", "words")}}


def _logs() -> str:
    from dataaudit.training.logs.log_reader import log_readers

    known = "; ".join(reader.known_as for reader in log_readers())
    return f"training logs ({known}), or folders that TrainingMonitor or dataaudit probe wrote"


LOGS = Option("paths", _logs, "LOG|RUN", many=True)
LOG_OPTIONS = (
    Option(
        "--column", "role of a column, as objective=train/loss", "NAME=SPLIT/METRIC",
        kind=_pair("NAME=SPLIT/METRIC", "objective=train/loss"), many=True, keyword="columns",
    ),
    Option("--step", "column that counts steps, where another one is taken for it", "NAME", keyword="step"),
    Option(
        "--pattern", "lines of your own format: a regular expression with named groups, or @FILE that holds one",
        "REGEX|@FILE", keyword="pattern",
    ),
    Option(
        "--word", "meaning of a word of your logs, as zielwert=loss or runde=epoch", "WORD=MEANING",
        kind=_pair("WORD=MEANING", "zielwert=loss"), many=True, keyword="words",
    ),
    Option("--chance-loss", "loss of guessing, as ln C for C classes", "LOSS", kind=float, keyword="chance_loss"),
    Option("--baseline-loss", "loss of a simple model on the same data", "LOSS", kind=float, keyword="baseline_loss"),
)  # fmt: skip
