"""Mutated inputs for what reads bytes of users: nothing crashes or hangs, and what two readers accept is the same.

Usage: python tests/fuzz/fuzz.py TARGET|all [--count 1000000] [--seed 1]

A run of one seed makes the same inputs on every machine. An input that breaks a target is shown by its error, and
becomes a case of the tests.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import math
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]
from mutated_inputs import LONGEST, mutated  # noqa: E402

from dataaudit.errors import AuditError  # noqa: E402
from dataaudit.sources.formats.csv import CsvFile  # noqa: E402
from dataaudit.sources.formats.json import JsonDocument, holds_document  # noqa: E402
from dataaudit.sources.formats.jsonl import JsonLines  # noqa: E402
from dataaudit.sources.quarantine import Note  # noqa: E402
from dataaudit.sources.template import Template  # noqa: E402
from dataaudit.sources.value_digest import object_digests  # noqa: E402

_MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108  (files of a few bytes, a million times)
SLOW = 5.0
"""Seconds for one file of inputs, beyond which a reader is taken to hang."""


class Stream:
    """Bytes in memory as a reader takes them."""

    def __init__(self, data: bytes, size: int = 1 << 20) -> None:
        self.path = Path("fuzz")
        self.notes: list[Note] = []
        self._data, self._size = data, size

    def pieces(self) -> Iterator[bytes]:
        """The bytes, in pieces."""
        for first in range(0, len(self._data), self._size):
            yield self._data[first : first + self._size]


def jsonl(draw: random.Random, count: int) -> int:
    """A file of lines; every kept row is what ``json.loads`` gives, and every line is kept, blank or in quarantine."""
    lines = [mutated("jsonl", draw).replace(b"\n", b" ") for _ in range(count)]
    data = b"\n".join(lines).removeprefix(b"\xef\xbb\xbf")
    reader = JsonLines(Stream(data, draw.choice((7, 1000, 1 << 20))), LONGEST, 512)  # type: ignore[arg-type]
    kept: dict[int, Any] = {}
    bad: set[int] = set()
    for chunk in reader.chunks():
        if chunk.rows is not None:
            kept |= dict(zip(chunk.rows.numbers.tolist(), chunk.rows.objects, strict=True))  # type: ignore[attr-defined]
            object_digests(chunk.rows.objects)  # type: ignore[attr-defined]
        bad |= {one.row for one in chunk.quarantined}
    lines = data.split(b"\n")
    blank = {number for number, line in enumerate(lines) if not line.strip(b" \t\r\n")}
    assert set(kept) | bad | blank == set(range(len(lines))), "a line is missing"
    assert not set(kept) & bad, "a line is kept and in quarantine"
    for number, row in kept.items():
        expected = json.loads(lines[number].decode("utf-8"))
        assert _finite(expected) == row, (lines[number], expected, row)
    return count


def _finite(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, dict):
        return {key: _finite(one) for key, one in value.items()}
    return [_finite(one) for one in value] if isinstance(value, list) else value


def csv_files(draw: random.Random, count: int) -> int:
    """Files; where nothing is in quarantine, the rows are those of the module ``csv``."""
    for _ in range(count):
        data = mutated("csv", draw)
        reader = CsvFile(Stream(data, draw.choice((5, 1 << 20))), LONGEST, draw.choice((None, ",", "\t")))  # type: ignore[arg-type]
        rows: list[dict[str, Any]] = []
        bad = 0
        try:
            for chunk in reader.chunks():
                bad += len(chunk.quarantined)
                rows += chunk.rows.batch.to_pylist() if chunk.rows is not None else []  # type: ignore[attr-defined]
        except AuditError:
            continue
        if bad or reader.told or reader.delimiter != ",":
            continue
        text = data.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
        try:
            expected = [row for row in csv.reader(io.StringIO(text, newline=""), strict=True) if row and row != [""]]
        except csv.Error:
            continue
        got = [list(row.values()) for row in rows if list(row.values()) != [""]]
        assert got == expected[1:], (data, got, expected)
    return count


def json_documents(draw: random.Random, count: int) -> int:
    """Documents; they are read or refused."""
    for _ in range(count):
        data = mutated("json", draw)
        begin = data.lstrip()
        if begin[:1] in (b"{", b"["):
            holds_document(Stream(data), begin)  # type: ignore[arg-type]
        names = draw.choice(((), ("a", "b")))
        reader = JsonDocument(Stream(data), LONGEST, 512, draw.choice((None, "data", "a.b")), names)  # type: ignore[arg-type]
        try:
            for chunk in reader.chunks():
                if chunk.rows is not None:
                    object_digests(chunk.rows.objects)  # type: ignore[attr-defined]
        except AuditError:
            continue
    return count


def templates(draw: random.Random, count: int) -> int:
    """Templates; they are columns and literals, or refused."""
    for _ in range(count):
        try:
            made = Template.parse(mutated("template", draw).decode("utf-8", "replace"))
        except AuditError:
            continue
        made.of_object(dict.fromkeys(made.columns, "x"))
    return count


def configurations(draw: random.Random, count: int) -> int:
    """Pipelines; they are valid or refused."""
    from dataaudit.config.strict_yaml import parse_yaml
    from dataaudit.engine.pipeline import load_pipeline

    for _ in range(count):
        text = mutated("configuration", draw)
        try:
            document = parse_yaml(text.decode("utf-8"), "fuzz.yml")
            if isinstance(document.value, dict):
                load_pipeline(mapping=document.value)
        except (AuditError, UnicodeDecodeError):
            continue
    return count


def rule_files(draw: random.Random, count: int) -> int:
    """Files of rules and suites; they are valid or refused."""
    from dataaudit.gates.rules import load_gate

    with tempfile.TemporaryDirectory(dir=_MEMORY) as folder:
        path = Path(folder, draw.choice(("rules.yml", "suite.json")))
        for _ in range(count):
            path.write_bytes(mutated("rules" if path.suffix == ".yml" else "suite", draw))
            with suppress(AuditError):
                load_gate([str(path)])
    return count


def logs(draw: random.Random, count: int) -> int:
    """Logs of trainings; they are read or refused, and what is read can be diagnosed."""
    from dataaudit.training.logs.open_log import read_log

    with tempfile.TemporaryDirectory(dir=_MEMORY) as folder:
        path = Path(folder, draw.choice(("trainer_state.json", "metrics.csv", "log.jsonl", "train.log", "stdout.txt")))
        for _ in range(count):
            path.write_bytes(mutated("logs", draw))
            with suppress(AuditError):
                for run in read_log(path):
                    assert run.curves.height, "a run without numbers is no run"
    return count


TARGETS: dict[str, Callable[[random.Random, int], int]] = {
    "jsonl": jsonl, "csv": csv_files, "json": json_documents, "template": templates, "configuration": configurations,
    "rules": rule_files, "logs": logs,
}  # fmt: skip
AT_ONCE = {"jsonl": 500, "csv": 200, "json": 200, "template": 500, "configuration": 20, "rules": 20, "logs": 20}


def fuzz(target: str, count: int, seed: int) -> float:
    """Try so many inputs; returns the seconds of the slowest group of them.

    Raises:
        AssertionError: Two readers differ, a row is lost, or a group took too long.
        Exception: Whatever an input made a reader raise that is no sentence for the user.
    """
    done, slowest = 0, 0.0
    while done < count:
        draw = random.Random(f"{target}-{seed}-{done}")
        began = time.perf_counter()
        done += TARGETS[target](draw, min(AT_ONCE[target], count - done))
        slowest = max(slowest, time.perf_counter() - began)
        assert slowest < SLOW, f"{target}: a group of inputs before number {done} takes {slowest:.1f} s"
    return slowest


def main() -> None:
    """Fuzz one target or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", choices=[*TARGETS, "all"])
    parser.add_argument("--count", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    for target in TARGETS if given.target == "all" else (given.target,):
        began = time.perf_counter()
        slowest = fuzz(target, given.count, given.seed)
        spent = time.perf_counter() - began
        sys.stdout.write(
            f"{target}: {given.count:,} inputs, {spent:.0f} s, slowest group {slowest:.2f} s, no difference\n"
        )
        sys.stdout.flush()


if __name__ == "__main__":
    main()
