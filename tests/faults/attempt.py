"""Runs the command on an input with a fault, and collects what breaks a promise, after every fault the same ones."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from first_contact.judge import comparable

from dataaudit.cli.main import main
from dataaudit.store.manifest import damaged_parts, read_manifest

Rows = Sequence[Mapping[str, Any]]
OFF = ("quality", "passages", "language", "embeddings", "labels", "instructions", "leakage")
LIGHT = ("stages.tokens.tokenizer=false", "report.clusters=2", *(f"stages.{name}=false" for name in OFF))
"""Settings for faults that concern reading, writing and ending."""

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_LONGEST = 8
"""Lines that a sentence and its notes may take on standard error."""


@dataclass
class Done:
    """A command that ended.

    Attributes:
        code: Its exit code; negative for a signal.
        out: Standard output.
        err: Standard error.
    """

    code: int
    out: str
    err: str

    @property
    def told(self) -> str:
        """All that a user reads."""
        return self.out + self.err


@dataclass
class Attempt:
    """What happened with one fault.

    Attributes:
        root: A folder for all its inputs.
        wrong: Promises that were broken, a sentence each.
        counts: Runs, rows lost, values changed, crashes, tracebacks, files outside, reruns that differ.
        inputs: Files with the rows that a reader must find in them, for other readers.
    """

    root: Path
    wrong: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    inputs: list[tuple[Path, Rows]] = field(default_factory=list)

    def folder(self) -> Path:
        """A new, empty folder."""
        self.counts["folders"] += 1
        path = self.root / f"{self.counts['folders']:03}"
        path.mkdir(parents=True)
        return path

    def file(self, name: str, data: bytes | str) -> Path:
        """A file in a new folder."""
        path = self.folder() / name
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return path

    def require(self, holds: object, sentence: str) -> None:
        """Note a promise that is broken."""
        if not holds:
            self.wrong.append(sentence)

    def audit(
        self,
        source: Path,
        *words: str,
        exits: Collection[int] = (0,),
        rows: Rows | None = None,
        codes: Mapping[str, int] | None = None,
        says: Sequence[str] = (),
        settings: Sequence[str] = LIGHT,
        again: bool = True,
        **process: Any,
    ) -> Done:
        """Audit a file or folder into ``out`` beside it, and check everything that must hold.

        Args:
            source: The input; the command runs in the folder that holds it.
            words: More words of the command.
            exits: Exit codes that are right.
            rows: What ``clean/`` must hold with at least these columns, by value and type, in any order.
            codes: How many rows are in quarantine by the code of their reason.
            says: Expressions that the user must read, in upper or lower case.
            settings: Of the pipeline.
            again: Whether the same command in an empty folder must give the same bytes.
            process: Of ``command``.
        """
        folder = source.parent
        if rows is not None and settings in (LIGHT, ()):  # others have no such settings
            self.inputs.append((source, rows))
        given = ("run", "--input", source.name, "--out", "out", *words)
        given += ("--set", *settings) if settings else ()
        before = digests(folder)
        done = self.command(folder, *given, exits=exits, says=says, **process)
        outside = {name: one for name, one in digests(folder).items() if not name.startswith("out/")}
        self._count("files outside", outside != {n: d for n, d in before.items() if not n.startswith("out/")}, source)
        self._finished(folder / "out", done.code in (0, 1), rows, codes)
        if again and done.code in (0, 1):
            first = digests(folder / "out", results=True)
            shutil.rmtree(folder / "out")
            self.command(folder, *given, exits={done.code}, **process)
            self._count("reruns that differ", digests(folder / "out", results=True) != first, source)
        return done

    def command(
        self,
        folder: Path,
        *words: str,
        exits: Collection[int],
        says: Sequence[str] = (),
        apart: bool = False,
        **process: Any,
    ) -> Done:
        """Run a command in a folder, here or in a process apart, and check what a user reads."""
        done = start(folder, words, **process) if apart or process else here(folder, words)
        self.counts["runs"] += 1
        what = " ".join(words[:3])
        self.require(done.code in exits, f"{what}: exit code {done.code}, right is {sorted(exits)}: {done.told[-300:]}")
        for one in says:
            self.require(re.search(one, done.told, re.IGNORECASE), f"{what}: does not say {one}: {done.told[-300:]}")
        self._count("crashes", (done.code < 0 and done.code not in exits) or done.code == 4, what)
        self._count("tracebacks", "Traceback" in done.told, what)
        self._count("control characters", CONTROL.search(done.told), what)
        plain = [line for line in done.err.splitlines() if not line.startswith('{"')]  # others are events
        self.require(len(plain) <= _LONGEST, f"{what}: {len(plain)} lines of errors")
        if done.code not in (0, 1):
            self.require(
                "dataaudit: " in done.err or "Error" not in done.err, f"{what}: no sentence: {done.err[-300:]}"
            )
        return done

    def _finished(self, out: Path, complete: bool, rows: Rows | None, codes: Mapping[str, int] | None) -> None:
        manifest = read_manifest(out) if out.is_dir() else None
        self.require((manifest is not None) == complete, f"a manifest {'is missing' if complete else 'was written'}")
        if manifest is not None:
            self.require(not damaged_parts(out, manifest), "a part is not what the manifest says")
            self.require(not (out / ".work").exists(), "unfinished work is left")
            counts = json.loads((out / "summary.json").read_text(encoding="utf-8"), parse_constant=_fail)["rows"]
            total = counts["kept"] + counts["dropped"] + counts["quarantined"]
            self._count("rows lost", abs(counts["read"] - total), "conservation")
        if rows is not None:
            self._kept(out, rows)
        if codes is not None:
            found = Counter(row["code"] for row in table(out, "quarantine"))
            self.require(found == Counter(codes), f"in quarantine: {dict(found)}, right is {dict(codes)}")

    def _kept(self, out: Path, rows: Rows) -> None:
        names = {name for row in rows for name in row}
        wanted, found = (
            Counter(repr(comparable({name: row.get(name) for name in names})) for row in some)
            for some in (rows, table(out, "clean"))
        )
        missing, extra = (wanted - found).total(), (found - wanted).total()
        changed = min(missing, extra)
        self._count("values changed", changed, str(list(wanted - found)[:1]))
        self._count("rows lost", missing - changed, str(list(wanted - found)[:1]))
        self._count("rows too many", extra - changed, str(list(found - wanted)[:1]))

    def _count(self, what: str, number: object, where: object) -> None:
        if number:
            self.counts[what] += number if isinstance(number, int) else 1
            self.wrong.append(f"{what} ({where})")


def _fail(constant: str) -> None:
    message = f"{constant} is not JSON"
    raise ValueError(message)


def table(out: Path, kind: str) -> list[dict[str, Any]]:
    """All rows of one kind of parts."""
    paths = sorted((out / kind).rglob("*.parquet"))
    return [row for path in paths for row in pq.ParquetFile(path).read().to_pylist()]


def digests(folder: Path, results: bool = False) -> dict[str, str]:
    """Every file's digest by its name in the folder; with ``results`` of tables, summary and report alone."""
    found = {}
    for path in _files(folder):
        if not results or (path.suffix in (".parquet", ".html") or path.name == "summary.json"):
            content = path.read_bytes() if path.is_file() and os.access(path, os.R_OK) else b""
            found[path.relative_to(folder).as_posix()] = hashlib.sha256(content).hexdigest()
    return found


def _files(folder: Path) -> Iterator[Path]:
    for parent, _, names in os.walk(folder):
        if ".cache" not in Path(parent).parts:
            yield from (Path(parent, name) for name in sorted(names) if name != ".lock")


def here(folder: Path, words: Sequence[str]) -> Done:
    """Carry out a command in this process: a crash ends the tests."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err), chdir(folder):
        try:
            main(list(words))
        except SystemExit as ending:
            code = int(ending.code or 0)
        os.environ.pop("DATAAUDIT_CACHE", None)
    return Done(code, out.getvalue(), err.getvalue())


def start(
    folder: Path,
    words: Sequence[str],
    env: Mapping[str, str] | None = None,
    preexec: Callable[[], None] | None = None,
    code: str | None = None,
    timeout: float = 120,
) -> Done:
    """Carry out a command in a process apart; ``code`` is a program in place of the command."""
    try:
        done = subprocess.run(
            [sys.executable, *(("-c", code) if code else ("-m", "dataaudit")), *words],
            cwd=folder,
            env={**os.environ, **(env or {})},
            preexec_fn=preexec,
            capture_output=True,
            timeout=timeout,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Done(-99, "", f"took more than {timeout:g} s")
    return Done(done.returncode, *(text.decode("utf-8", "replace") for text in (done.stdout, done.stderr)))
