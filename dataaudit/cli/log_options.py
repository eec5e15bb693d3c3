"""Options about training logs, for the commands that read them."""

from __future__ import annotations

import argparse

from dataaudit.cli.option import Option


def _column_and_role(word: str) -> tuple[str, str]:
    name, sign, role = word.rpartition("=")
    if not sign or not name:
        message = f"NAME=SPLIT/METRIC is expected, as objective=train/loss, got '{word}'"
        raise argparse.ArgumentTypeError(message)
    return name, role


def _word(word: str) -> tuple[str, str]:
    name, sign, meaning = word.rpartition("=")
    if not sign or not name:
        message = f"WORD=MEANING is expected, as zielwert=loss, got '{word}'"
        raise argparse.ArgumentTypeError(message)
    return name, meaning


def _logs() -> str:
    from dataaudit.training.logs.log_reader import log_readers

    known = "; ".join(reader.known_as for reader in log_readers())
    return f"training logs ({known}), or folders that TrainingMonitor or dataaudit probe wrote"


LOGS = Option("paths", _logs, "LOG|RUN", many=True)
LOG_OPTIONS = (
    Option(
        "--column", "role of a column, as objective=train/loss", "NAME=SPLIT/METRIC", kind=_column_and_role,
        many=True, keyword="columns",
    ),
    Option("--step", "column that counts steps, where another one is taken for it", "NAME", keyword="step"),
    Option(
        "--pattern", "lines of your own format: a regular expression with named groups, or @FILE that holds one",
        "REGEX|@FILE", keyword="pattern",
    ),
    Option(
        "--word", "meaning of a word of your logs, as zielwert=loss or runde=epoch", "WORD=MEANING", kind=_word,
        many=True, keyword="words",
    ),
    Option("--chance-loss", "loss of guessing, as ln C for C classes", "LOSS", kind=float, keyword="chance_loss"),
    Option("--baseline-loss", "loss of a simple model on the same data", "LOSS", kind=float, keyword="baseline_loss"),
)  # fmt: skip
