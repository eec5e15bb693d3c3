"""Runs the command on a case and compares with what is right."""

from __future__ import annotations

import datetime as dt
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pyarrow.parquet as pq
from first_contact.form import Case, Right

Verdict = Literal["right", "refused", "wrong", "wrong in silence"]
REFUSED = (2, 3)
_SHOWN = 300


@dataclass(frozen=True)
class Outcome:
    """How a case ended.

    Attributes:
        verdict: right; refused with a reason where reading was wanted; wrong; or wrong with exit code 0 or 1.
        wrong: What is wrong, or what the refusal says.
    """

    verdict: Verdict
    wrong: list[str]


def judge(case: Case, folder: Path) -> Outcome:
    """Make a case's input in an empty folder, run the command, judge."""
    right = case.make(folder)
    command = [str(Path(sys.executable).with_name("dataaudit")), *map(str, right.args)]
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, **right.env}
    os.environ["PATH"] = path  # checks run the command again
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env=environment,
            capture_output=True,
            timeout=right.timeout,
            preexec_fn=right.preexec,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Outcome("wrong", [f"took more than {right.timeout:g} s"])
    out, err = (text.decode("utf-8", "replace") for text in (done.stdout, done.stderr))
    refused = done.returncode in REFUSED and done.returncode not in right.exit_codes
    wrong = list(_told(right, out + err))
    if done.returncode not in right.exit_codes and not (refused and right.refusal_is_fine):
        wrong.append(f"exit code {done.returncode}, right is {sorted(right.exit_codes)}")
    if not refused:
        wrong += _kept(right, folder)
        wrong += right.check(folder, out, err, done.returncode) if right.check else []
    if not wrong:
        return Outcome("right", [])
    sentence = (err or out).strip().splitlines()[-1:]
    if refused and "Traceback" not in err and sentence and sentence[0].startswith("dataaudit: "):
        return Outcome("refused", sentence)
    return Outcome("wrong in silence" if done.returncode in (0, 1) else "wrong", [one[:_SHOWN] for one in wrong])


def _told(right: Right, told: str) -> list[str]:
    missing = [f"does not say {one}" for one in right.says if not re.search(one, told, re.IGNORECASE)]
    return missing + [f"says {one}" for one in (*right.silent, "Traceback") if re.search(one, told, re.IGNORECASE)]


def _kept(right: Right, folder: Path) -> list[str]:
    wrong = []
    if right.rows is not None:
        found = [row for path in _parts(folder, "clean") for row in pq.ParquetFile(path).read().to_pylist()]
        names = {name for row in right.rows for name in row}
        got, wanted = (
            sorted(repr(comparable({name: row.get(name) for name in names})) for row in rows)
            for rows in (found, right.rows)
        )
        if got != wanted:
            missing = [row for row in wanted if row not in set(got)]
            wrong.append(f"clean/ holds {len(got)} rows of {len(wanted)}, without {missing[:1]}")
    if right.quarantined is not None:
        count = sum(pq.ParquetFile(path).metadata.num_rows for path in _parts(folder, "quarantine"))
        if count != right.quarantined:
            wrong.append(f"{count} rows in quarantine, right is {right.quarantined}")
    return wrong


def _parts(folder: Path, kind: str) -> list[Path]:
    return sorted((folder / "out" / kind).rglob("*.parquet"))


def comparable(value: Any) -> Any:
    """A value that is equal to another exactly where value and type are."""
    if isinstance(value, dict):
        return "object", tuple(sorted((name, comparable(one)) for name, one in value.items() if one is not None))
    if isinstance(value, list | tuple):
        return "list", tuple(map(comparable, value))
    if isinstance(value, dt.datetime):
        return "datetime", value.isoformat()  # whichever class a zone has
    return type(value).__name__, "nan" if isinstance(value, float) and value != value else value
