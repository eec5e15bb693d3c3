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
sys.path.insert(0, str(ROOT))

from dataaudit.errors import AuditError  # noqa: E402
from dataaudit.sources.formats.csv import CsvFile  # noqa: E402
from dataaudit.sources.formats.json import JsonDocument, holds_document  # noqa: E402
from dataaudit.sources.formats.jsonl import JsonLines  # noqa: E402
from dataaudit.sources.quarantine import Note  # noqa: E402
from dataaudit.sources.template import Template  # noqa: E402
from dataaudit.sources.value_digest import object_digests  # noqa: E402

LONGEST = 1 << 16
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


SEEDS = {
    "jsonl": [
        b'{"text": "a", "n": 1, "x": [1, 2.5, -3e-7, null, true, {"y": "z"}], "e": {}}',
        rb'{"text": "\u00e9\ud83d\ude00 \" \\ \/ \b\f\n\r\t", "k\u0000": ""}',
        '{"text": "über 東京 \u2028 \x7f", "t": "a\\tb"}'.encode(),
        b'{"a": {"b": {"c": [[[[]]]]}}, "n": 12345678901234567890, "f": 1e308, "g": 0.1}',
        b"[]", b"null", b'"s"', b"{}", b"-0", b"NaN", b'{"a": NaN, "b": Infinity, "c": 1e999}', b'{"a": 1, "a": 2}',
    ],
    "csv": [
        b'text,n,x\na,1,2\n"a, b","c ""d""",\n"line\nbreak",,""\n', b"a;b\r\n1;2\r\n", b"a\tb\n1\t2\n",
        b'a,b\n"open,1\n2,3\n', b"a,b\r1,2\r", "text,n\nüber,1\n".encode(), b'a,b\n1,"2"x\n', b"a\n\n\n1\n",
        b"sep=;\r\na;b\r\n1;2\r\n",
    ],
    "json": [
        b'[{"a": 1}, {"a": "x"}]', b'{"data": [{"a": 1}, {"a": 2}], "n": 1}', b'{"a": [1, 2], "b": ["x", "y"]}',
        b'{"i": {"a": 1}, "j": {"a": 2}}', b'{"a": {"0": 1, "1": 2}, "b": {"0": "x", "1": "y"}}',
        b'{"columns": ["a", "b"], "data": [[1, 2]], "index": [0]}', b'{"a": 1}\n{\n"a": 2}', b'["a", "b"]', b"[[1, 2]]",
        b'[{"a": 1}]\n[{"a": 2}][]',
    ],
    "template": [b"{a} and {b}", b"{{x}} {y}", b"{instruction}\\n{input}", b"{a!r:>{w}}", b"{0}", b"{a.b}", b"{a[0]}"],
    "configuration": [
        b"input: {text: a, format: jsonl}\nstages: {minhash: {threshold: 0.7}}\n",
        b"findings: {short-text: {min_chars: 5}}\n",
        b"clean: {drop: [short-text], pii: mask}\nlimits: {max_memory: 2GiB}\n", b"augment: {protect: ['(a|b)+']}\n",
        b"a: &x [1, *x]\n", b"!!python/object:os.system x\n", b"report: {language: zh}\n", b"- 1\n", b"a: 1\na: 2\n",
    ],
    "rules": [
        b"title: x\nrules:\n- {id: a, metric: rows.kept, min: 1, severity: error, why: x}\n",
        b"rules:\n- id: a\n  column: length.chars\n  max: 5\n  mostly: 0.9\n  why: b\n"
        b"- id: b\n  finding: short-text\n  why: c\n",
        b"rules: []\n", b"extends: default\nrules: [{id: has-rows, min: 3}]\n",
        b"waivers: [{id: a, until: 2026-01-01, why: x}]\n",
    ],
    "suite": [
        b'{"name": "s", "expectations": '
        b'[{"type": "expect_column_values_to_not_be_null", "kwargs": {"column": "text"}}]}',
        b'{"expectation_suite_name": "s", "expectations": '
        b'[{"expectation_type": "expect_table_row_count_to_be_between", '
        b'"kwargs": {"min_value": 1, "max_value": 1e9}}], "meta": {"great_expectations_version": "0.18"}}',
        b"[]", b"{}", b'{"expectations": [1]}',
    ],
    "logs": [
        b'{"log_history": [{"loss": 2.5, "learning_rate": 1e-4, "epoch": 0.1, "step": 10}, '
        b'{"eval_loss": 2, "step": 20}], "global_step": 20}',
        b"epoch,loss,val_loss\n1,0.9,1.0\n2,0.5,0.8\n", b"step,train/loss,lr\n0,6.9,0.1\n1,nan,0.1\n2,inf,\n",
        b'{"step": 1, "loss": 3.25, "lr": 0.1}\n{"step": 2, "loss": NaN}\n{"step": 3, "val_loss": 2.5}\n',
        b"iter 0: loss 10.9, time 12.3ms, mfu 1.2%\nstep 250: train loss 3.1, val loss 3.2\n",
        b"step:1/100 train_loss:10.95 train_time:120ms step_avg:nanms\nstep:2/100 val_loss:9.5\n",
        b" iteration 10/ 100 | consumed samples: 160 | lm loss: 6.5E+00 | loss scale: 1.0 | grad norm: 2.5 |\n",
        b"Epoch 1/5\n10/10 [====] - 1s 2ms/step - loss: 0.7 - accuracy: 0.5 - val_loss: 0.6\n",
        b"{'loss': 1.5, 'grad_norm': 0.7, 'learning_rate': 5e-05, 'epoch': 0.5}\n{'eval_loss': 1.4}\n",
        b"wall_time,step,value\n1700000000.0,1,0.5\n1700000001.0,2,0.4\n", b"# comment\n1 2 3\n",
    ],
}  # fmt: skip
TOKENS = (
    b'"', b"\\", b"{", b"}", b"[", b"]", b",", b":", b"\n", b"\r", b"\0", b"\xff", b"\xed\xa0\x80", b"\xef\xbb\xbf",
    b"u0041", b"\\ud800", b"1e9999", b"-", b"null", b" ", b"\t", b"9" * 30, b"'", b"&a", b"*a", b"!!", b"|", b"%",
    b"{0}", b"\xe2\x80\xa8",
)  # fmt: skip


def mutated(target: str, draw: random.Random) -> bytes:
    """One input."""
    data = bytearray(draw.choice(SEEDS[target]))
    for _ in range(draw.choice((0, 1, 1, 2, 3, 8))):
        place = draw.randrange(len(data) + 1)
        way = draw.randrange(6)
        if way == 0:
            data[place:place] = draw.choice(TOKENS)
        elif way == 1 and data:
            del data[place : place + draw.randint(1, 8)]
        elif way == 2 and place < len(data):
            data[place] = draw.randrange(256)
        elif way == 3:
            other = draw.choice(SEEDS[target])
            data[place:place] = other[: draw.randint(0, len(other))]
        elif way == 4:
            data[place:place] = bytes(data[place : place + draw.randint(1, 40)])
        else:
            data[place:place] = draw.choice((b"[", b'{"a":', b"(")) * draw.choice((2, 60, 700))
    return bytes(data[:LONGEST])


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
        if bad or reader.told or reader.delimiter != "," or data.lower().startswith(b"sep="):
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
        began = time.process_time()  # of this process: a machine that does something else is no hang
        done += TARGETS[target](draw, min(AT_ONCE[target], count - done))
        slowest = max(slowest, time.process_time() - began)
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
