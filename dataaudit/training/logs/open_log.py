"""Recognises the format of a path and reads its runs."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from dataaudit.config.suggest import did_you_mean
from dataaudit.errors import InputError
from dataaudit.sources.files.archives import archive_kind
from dataaudit.sources.files.compression import ByteStream, compression_of, shown_name
from dataaudit.training.logs.columns import vocabulary
from dataaudit.training.logs.course.begun_again import trainings
from dataaudit.training.logs.json_documents import (
    begins_collected,
    begins_document,
    begins_literal,
    begins_recording,
    collected_lines,
    parsed_document,
    parsed_literal,
    printed_text,
    recorded_text,
)
from dataaudit.training.logs.log_reader import LogFile, Runs, log_readers
from dataaudit.training.logs.own_words import KnownWords, check_words, in_known_words
from dataaudit.training.logs.pattern_lines import read_lines
from dataaudit.training.logs.records import encoding_of, text_of
from dataaudit.training.logs.run_log import RawRun, RunLog
from dataaudit.training.logs.series import build
from dataaudit.training.logs.several_logs import joined, logs_below, unpack

SPLITS = ("train", "train_eval", "validation", "test")
METRICS = ("loss", *vocabulary().metrics)
"""Metrics that a user may assign to a column; a split may name its data set, as in ``validation:name``."""

_LARGEST = 64 << 20
"""Bytes of a JSON document that is read whole to see whether it holds what a program printed."""
_MOST_TIMES = 10_000
"""Largest allowed ratio of a log's size to that of its compressed file."""


@dataclass(frozen=True, slots=True)
class _Hints:
    """What a user says about a log.

    Attributes:
        columns: Meaning of columns.
        step: Column that counts steps, or None.
        pattern: Pattern of lines, or None.
        words: Meaning of words that the vocabulary lacks.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    step: str | None = None
    pattern: str | None = None
    words: Mapping[str, str] = field(default_factory=dict)


def read_log(
    path: str | Path,
    columns: Mapping[str, str] | None = None,
    *,
    step: str | None = None,
    pattern: str | None = None,
    words: Mapping[str, str] | None = None,
) -> list[RunLog]:
    r"""Read the runs of a log.

    Args:
        path: A file, compressed or not, or a folder: a checkpoint folder of Hugging Face, a version folder of
            Lightning, a folder of TensorBoard's event files, an MLflow run.
        columns: Meaning of columns whose names do not show it, such as ``{"train/objective": "train/loss"}``.
        step: Column that counts steps, where another one is taken for it.
        pattern: Regular expression with named groups for lines of a format of one's own, or ``@FILE`` that holds it.
        words: Meaning of words that the log uses, such as ``{"zielwert": "loss", "runde": "epoch"}``.

    Returns:
        One log per run, with curves by split and metric.

    Raises:
        InputError: The path does not exist, or its format is not recognised; the message lists the known formats.
        ConfigurationError: The pattern is not one, or a meaning is not known.

    Examples:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = Path(folder) / "log.csv"
        ...     _ = path.write_text("epoch,loss,val_loss\n1,0.9,1.0\n2,0.5,0.8\n")
        ...     log = read_log(path)[0]
        >>> log.format, log.columns
        ('Keras CSVLogger', {'loss': 'train/loss', 'val_loss': 'validation/loss'})
    """
    place = Path(path)
    if str(place) != shown_name(str(place)):
        message = f"{shown_name(str(place))}: the name is not UTF-8; rename it"
        raise InputError(message)
    if not place.exists():
        message = f"{place}: no such file or folder"
        raise InputError(message)
    check_words(words or {})
    if words and pattern is None:  # what is named in the log's words is named in known ones
        in_words = KnownWords(words)
        columns, step = {in_words(name): role for name, role in (columns or {}).items()}, step and in_words(step)
    hints = _Hints(columns or {}, step, pattern, words or {} if pattern is None else {})
    try:
        form, runs = _folder(place, hints) if place.is_dir() else _file(place, hints)
    except RecursionError as error:
        message = f"{place}: nested too deeply for a log"
        raise InputError(message) from error
    given = {name: _role(role) for name, role in hints.columns.items()}
    for name, role in given.items():
        known = list(dict.fromkeys(column for run in runs for column in _visible(run)))
        if role[0].partition(":")[0] not in SPLITS or role[1] not in METRICS:
            known_roles = f"splits are {', '.join(SPLITS)}, metrics {', '.join(METRICS)}"
            message = f"column '{name}': '{hints.columns[name]}' is not a split/metric pair: {known_roles}"
            raise InputError(message)
        if name not in known:
            message = f"{place}: no column '{name}'{did_you_mean(name, known)}"
            raise InputError(message)
    if step is not None:
        owned = [{step, f"@{step}"} & set(run.frame.columns) for run in runs]
        runs = [
            _stepped(run, step, place) if own or not any(owned) else run for run, own in zip(runs, owned, strict=True)
        ]
    runs = [one for run in runs for one in trainings(replace(run, columns=given))]
    logs = [build(run, form) for run in runs]
    told = [log for log in logs if log.curves.height]
    if not told:
        held = sorted({name for log in logs for name in log.unused})
        found = f"its columns are {', '.join(held[:12])}" if held else "it contains no numbers"
        message = f"{place}: no loss, learning rate, gradient norm or accuracy found (read as: {form}); {found}"
        raise InputError(message + ("; assign one with --column NAME=train/loss" if held else ""))
    return told


def _stepped(run: RawRun, step: str, place: Path) -> RawRun:
    """A run whose steps are those of a column."""
    column = next((name for name in (step, f"@{step}") if name in run.frame.columns), None)
    if column is None:
        message = f"{place}: no column '{step}'{did_you_mean(step, _visible(run))}"
        raise InputError(message)
    return replace(run, step=column, unit="step")


def _visible(run: RawRun) -> list[str]:
    """Columns as they are called in the log."""
    return [name for name in run.frame.columns if not name.startswith("@")]


def _folder(folder: Path, hints: _Hints) -> Runs:
    for reader in log_readers():
        found = reader.read_folder and reader.read_folder(folder)
        if found:
            return _file(found, hints) if isinstance(found, Path) else found
    return _several(folder, hints)


def _several(folder: Path, hints: _Hints) -> Runs:
    """Read the runs of all logs below a folder; files without a curve are named in a note of the first run."""
    given = {name: _role(role) for name, role in hints.columns.items()}
    found: list[tuple[str, RawRun, int]] = []
    left_out: list[str] = []
    for path in logs_below(folder):
        try:
            form, inside = _file(path, hints)
        except InputError:
            form, inside = "", []
        runs = [replace(run, name=_below(path, folder, run.name), columns=given) for run in inside]
        held = [(form, run, _longest(run, form)) for run in runs]
        found += held
        left_out += [] if any(points > 1 for *_, points in held) else [path.relative_to(folder).as_posix()]
    told = [(form, run) for form, run, points in found if points > 1]
    if not told:  # tables whose columns nobody named
        told, left_out = [(form, run) for form, run, points in found if not points], []
    if not told:
        raise _unknown(folder)
    first, *others = joined([run for _, run in told])
    return ", ".join(dict.fromkeys(form for form, _ in told)), [replace(first, left_out=tuple(left_out)), *others]


def _longest(run: RawRun, form: str) -> int:
    """Points of the longest curve of a run; a text that is not a log may name a single number of a training."""
    return max(build(run, form).curves.group_by("split", "metric").len()["len"], default=0)


def _role(role: str) -> tuple[str, str]:
    split, _, metric = role.partition("/")
    return split, metric


def _below(path: Path, folder: Path, name: str) -> str:
    """The name of a run by the place of its file, and what tells it from others of the file."""
    return path.relative_to(folder).as_posix() + (name[name.find(":") :] if ":" in name else "")


def _file(path: Path, hints: _Hints) -> Runs:
    log = LogFile.at(path)
    if not log.head.strip():
        message = f"{path}: the file is empty"
        raise InputError(message)
    if compression_of(log.head) is not None:
        return _unpacked(path, hints)
    if archive_kind(path) is not None:
        with TemporaryDirectory(prefix="dataaudit-") as folder:
            unpack(path, Path(folder))
            form, runs = _named_as(path, lambda: _folder(Path(folder), hints), Path(folder))
            alone = len(runs) == 1 and "/" not in runs[0].name
            return form, [replace(runs[0], name=path.name)] if alone else runs
    with TemporaryDirectory(prefix="dataaudit-") as folder:
        target = Path(folder) / path.name
        inner = _rewritten(log, hints, target)
        if inner is not None:
            return _named_as(path, lambda: _file(target, inner), target)
    if hints.pattern is not None:
        return read_lines(path, hints.pattern)
    proposals = []
    for reader in log_readers():
        found = reader.read_file and reader.read_file(log)
        if found and reader.certain:
            return found
        if found:
            proposals.append(found)
    if not proposals:
        raise _unknown(path)
    return max(proposals, key=lambda found: (_holds(found, hints.columns), explained(found)))


def _rewritten(log: LogFile, hints: _Hints, target: Path) -> _Hints | None:
    """Write what is read instead of a file: in known words, what a document or a recording holds, collected lines.

    Returns:
        The hints for it; None where the file is read as it is, and nothing is written.

    Raises:
        InputError: A document holds nothing that was printed.
    """
    if hints.words and in_known_words(log, hints.words, target):
        return replace(hints, words={})
    printed = _document(log) if log.path.stat().st_size <= _LARGEST else None
    if printed is not None:
        if not printed.strip():
            message = f"{log.path}: nothing was printed in it"
            raise InputError(message)
        target.write_text(printed, encoding="utf-8", errors="replace")
        return hints
    recorded = begins_recording(log.text)
    if not recorded and not begins_collected(log.text):
        return None
    with log.path.open(encoding=encoding_of(log.head), errors="replace") as lines, target.open("w") as plain:
        plain.writelines(recorded_text(lines) if recorded else (f"{line}\n" for line in collected_lines(lines)))
    return hints


def _document(log: LogFile) -> str | None:
    """The text that a file holds as one document: what was printed in it, or its records as JSON."""
    if begins_document(log.text):
        return printed_text(parsed_document(text_of(log.path)))
    held = parsed_literal(text_of(log.path)) if begins_literal(log.text) else None
    return None if held is None else json.dumps(held)


def _holds(runs: Runs, columns: Collection[str]) -> int:
    """How many of the columns that the user names a reading has."""
    return sum(any(name in run.frame.columns for run in runs[1]) for name in columns)


def explained(runs: Runs) -> float:
    """How much of a training a reading finds: points of losses, those of other metrics a little."""
    form, found = runs
    points = 0.0
    for log in (build(run, form) for run in found):
        own = log.curves.filter(~log.curves["superseded"])
        losses = own.filter(own["metric"] == "loss")
        training = losses.filter(losses["split"] == "train").height
        numbered = 1.0 if log.unit != "row" else 0.9
        points += numbered * (training + 0.5 * (losses.height - training)) + 0.01 * (own.height - losses.height)
    return points


def _unpacked(path: Path, hints: _Hints) -> Runs:
    """Read the runs of a compressed log; a truncated one gives its readable part, with a note."""
    with TemporaryDirectory(prefix="dataaudit-") as folder:
        target = Path(folder) / path.stem
        stream = ByteStream(path, max_ratio=_MOST_TIMES)
        with target.open("wb") as plain:
            for piece in stream.pieces():
                plain.write(piece)
        if not target.stat().st_size and stream.notes:
            message = f"{path}: {stream.notes[0].message}"
            raise InputError(message)
        form, runs = _named_as(path, lambda: _file(target, hints), target)
        cut, packed = (1, 0) if stream.notes else (0, 0), archive_kind(target) is not None
        return form, [
            replace(
                run,
                name=run.name if packed else target.name + (run.name[run.name.find(":") :] if ":" in run.name else ""),
                unreadable=(run.unreadable[0] + cut[0], run.unreadable[1]),
            )
            for run in runs
        ]


def _named_as(path: Path, read: Callable[[], Runs], target: Path) -> Runs:
    """Read a file that was made of another one; messages name that."""
    try:
        return read()
    except InputError as error:
        raise InputError(str(error).replace(str(target), str(path))) from error


def _unknown(path: Path) -> InputError:
    known = "; ".join(reader.known_as for reader in log_readers())
    own = "a format of your own is read with --pattern 'it (?P<step>\\d+) err (?P<loss>\\S+)'"
    return InputError(f"{path}: unrecognised log format; supported formats: {known}; {own}")


def named_apart(names: Sequence[str]) -> list[str]:
    """Make names distinct by numbering later duplicates.

    Examples:
        >>> named_apart(["x (2)", "x", "x"])
        ['x (2)', 'x', 'x (3)']
    """
    taken: set[str] = set(names)
    given: set[str] = set()
    apart = []
    for name in names:
        own, number = name, 1
        while own in given or (own != name and own in taken):
            number += 1
            own = f"{name} ({number})"
        given.add(own)
        apart.append(own)
    return apart
