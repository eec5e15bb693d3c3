"""Reads training scripts that print one line per step: nanoGPT, modded-nanogpt, llm.c and Megatron-LM."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dataaudit.training.logs.log_reader import LogFile, LogReader, Runs
from dataaudit.training.logs.records import NUMBER, encoding_of, frame_of, text_of
from dataaudit.training.logs.run_log import RawRun

_SOURCE = re.compile(r"^\s*(?:import |from \w+ import |def |class |#include)", re.MULTILINE)
_N = f"({NUMBER})"


@dataclass(frozen=True, slots=True)
class LineFormat:
    """How to recognise the lines of a script, and what they contain.

    Attributes:
        name: Name of the script.
        line: Matches one of its lines and captures the step.
        fields: By role, the pattern that captures the number.
    """

    name: str
    line: re.Pattern[str]
    fields: dict[tuple[str, str], re.Pattern[str]]


def _compiled(fields: dict[tuple[str, str], str]) -> dict[tuple[str, str], re.Pattern[str]]:
    return {role: re.compile(text, re.IGNORECASE) for role, text in fields.items()}


FORMATS = (
    LineFormat(
        "Megatron-LM",
        re.compile(r"\biteration\s+(\d+)\s*/\s*\d+\s*\|"),
        _compiled(
            {
                ("train", "loss"): rf"\blm loss: *{_N}",
                ("train", "learning_rate"): rf"\blearning rate: *{_N}",
                ("train", "loss_scale"): rf"\bloss scale: *{_N}",
                ("train", "gradient_norm"): rf"\bgrad norm: *{_N}",
                ("train", "skipped"): rf"\bnumber of skipped iterations: *{_N}",
                ("train", "non_finite_steps"): rf"\bnumber of nan iterations: *{_N}",
            }
        ),
    ),
    LineFormat(
        "Megatron-LM",
        re.compile(r"\bvalidation loss at iteration (\d+) on test set"),
        _compiled({("test", "loss"): rf"\blm loss value: *{_N}"}),
    ),
    LineFormat(
        "Megatron-LM",
        re.compile(r"\bvalidation loss at iteration (\d+)"),
        _compiled({("validation", "loss"): rf"\blm loss value: *{_N}"}),
    ),
    LineFormat(
        "llm.c",
        re.compile(r"^\s*step\s+(\d+)/\d+\s*\|"),
        _compiled(
            {
                ("train", "loss"): rf"\| (?:train )?loss +{_N}",
                ("train", "gradient_norm"): rf"\| norm +{_N}",
                ("train", "learning_rate"): rf"\| lr +{_N}",
            }
        ),
    ),
    LineFormat(
        "llm.c",
        re.compile(r"^val loss ()"),
        _compiled({("validation", "loss"): rf"^val loss {_N}"}),
    ),
    LineFormat(
        "llm.c",
        re.compile(r"^s:(\d+) "),
        _compiled(
            {
                ("train", "loss"): rf"\btrl:{_N}",
                ("validation", "loss"): rf"\btel:{_N}",
                ("validation:hellaswag", "accuracy"): rf"\beval:{_N}",
                ("train", "gradient_norm"): rf"\bnorm:{_N}",
                ("train", "learning_rate"): rf"\blr:{_N}",
            }
        ),
    ),
    LineFormat(
        "modded-nanogpt",
        re.compile(r"^step:(\d+)/\d+ "),
        _compiled({("train", "loss"): rf"\btrain_loss:{_N}", ("validation", "loss"): rf"\bval_loss:{_N}"}),
    ),
    LineFormat(
        "nanoGPT",
        re.compile(r"^iter (\d+): loss"),
        _compiled({("train", "loss"): rf"\bloss {_N}"}),
    ),
    LineFormat(
        "nanoGPT",
        re.compile(r"^step (\d+): train loss"),
        # nanoGPT estimates both over many batches with the model in eval mode.
        _compiled({("train_eval", "loss"): rf"\btrain loss {_N}", ("validation", "loss"): rf"\bval loss {_N}"}),
    ),
)
"""In the order in which they are tried on a line."""


def line_format(head: str) -> str | None:
    """Return the script that printed most of the lines, or None if no line matches."""
    counts: dict[str, int] = {}
    for line in head.splitlines():
        for form in FORMATS:
            if form.line.search(line):
                counts[form.name] = counts.get(form.name, 0) + 1
                break
    return max(counts, key=lambda name: counts[name]) if counts else None


def read_file(log: LogFile) -> Runs | None:
    """Read the run of a file printed by one script; other lines are skipped."""
    name = line_format(log.text)
    if name is None and _SOURCE.search(log.text):
        # Some scripts print their own source before their log.
        name = line_format(text_of(log.path))
    if name is None:
        return None
    formats = [form for form in FORMATS if form.name == name]
    unreadable = [0, 0]
    frame = frame_of(_records(log.path, formats, unreadable))
    roles = {_key(role): role for form in formats for role in form.fields}
    bad, first = unreadable
    return name, [RawRun(name=log.path.name, frame=frame, step="step", roles=roles, unreadable=(bad, first))]


def _records(path: Path, formats: list[LineFormat], unreadable: list[int]) -> Iterator[dict[str, str]]:
    with path.open("rb") as file:
        encoding = encoding_of(file.read(2))
    step = "0"
    with path.open(encoding=encoding, errors="replace") as lines:
        for place, line in enumerate(lines, start=1):
            for form in formats:
                found = form.line.search(line)
                if not found:
                    continue
                step = found[1] or step
                record = {"step": step}
                for role, pattern in form.fields.items():
                    value = pattern.search(line)
                    if value:
                        record[_key(role)] = value[1]
                if len(record) > 1:
                    yield record
                else:
                    unreadable[0] += 1
                    unreadable[1] = unreadable[1] or place
                break


def _key(role: tuple[str, str]) -> str:
    return "/".join(role)


READER = LogReader(rank=20, known_as="lines of nanoGPT, modded-nanogpt, llm.c and Megatron-LM", read_file=read_file)
