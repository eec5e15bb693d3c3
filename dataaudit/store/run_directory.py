"""One run's folder: where each table lies, what is already done, and what other runs may not touch."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

import pyarrow as pa

from dataaudit.errors import DamagedManifestError, RunDirectoryError
from dataaudit.store.atomic import Written, remove_unfinished, write_bytes, write_table
from dataaudit.store.event_log import EventLog, Watcher
from dataaudit.store.json_text import json_text
from dataaudit.store.lock import LOCK_NAME, RunLock
from dataaudit.store.manifest import NAME as MANIFEST
from dataaudit.store.manifest import Manifest, damaged_parts, describe, read_manifest
from dataaudit.store.parts import part_name, part_paths
from dataaudit.store.succession import NEXT, interrupted, link_file, promote

LOG_NAME = "log.jsonl"
WORK = ".work"
"""Folder of what a run needs only until its manifest is written."""
KEPT_WORK, DONE = "signals", "done"
"""Names in it of what a run on more rows can use again, and of marks of what is done."""
_PRIVATE = 0o600
"""Mode of signals that are kept: some hold words of the texts."""
SHARD = "shard.json"
"""File that makes a folder the finished work of one of several jobs, and not a run."""
INDEX = "rows/.index"
"""Folder of signals that a finished run keeps for the next one on more rows; not part of the result."""
CACHE = ".cache"
"""Folder of compiled code, where no other folder for it can be written."""


class RunDirectory:
    """A folder that a run writes to, locked for as long as it is open.

    Attributes:
        path: The folder; while a run takes the place of an earlier one, the folder of the new result inside it.
        finished: The manifest of the same run, when it was finished before and all its parts are whole.
        earlier: Folder and manifest of the finished run in whose place this one comes, or None.
        log: The run's events.
    """

    def __init__(
        self,
        path: Path,
        run_key: str,
        watcher: Watcher | None = None,
        mask: Callable[[Any], Any] = lambda value: value,
        succeeds: Callable[[Manifest], bool] = lambda _: False,
    ) -> None:
        """Lock it.

        Args:
            path: The folder; made if need be.
            run_key: Identifies the run.
            watcher: Is told every event.
            mask: Takes personal data out of what an event names.
            succeeds: Whether the run takes the place of a finished one; that one stays valid until the new one is.

        Raises:
            RunDirectoryError: It holds something else, or another run writes to it.
        """
        self.path = self._place = path
        self.earlier: tuple[Path, Manifest] | None = None
        _refuse_foreign(path)
        self._lock = RunLock(path)
        try:
            remove_unfinished(path)
            if interrupted(path, MANIFEST):
                promote(path, MANIFEST)
            self.log = EventLog(path / LOG_NAME, watcher, mask)
            self.finished = self._same_run(run_key, succeeds)
            if self.path != path:
                self.log = EventLog(self.path / LOG_NAME, watcher, mask)
        except BaseException:
            self._lock.release()
            raise
        self._parts: dict[str, dict[str, Any]] = {}

    def _same_run(self, run_key: str, succeeds: Callable[[Manifest], bool]) -> Manifest | None:
        try:
            manifest = read_manifest(self.path)
            held = manifest.run_key if manifest is not None else run_key
        except DamagedManifestError:
            manifest, held = None, self.log.last("run_started").get("run_key", run_key)
        if held != run_key and manifest is not None and succeeds(manifest):
            self._begin_next()
            self.earlier = self._place, manifest
            return None
        if held != run_key:
            message = (
                f"{self.path}: holds the result of another input, configuration or version; "
                "choose another --out or remove the folder"
            )
            raise RunDirectoryError(message)
        if manifest is None and not (self.path / MANIFEST).exists():
            return None
        damaged = damaged_parts(self.path, manifest) if manifest is not None else [MANIFEST]
        if not damaged:
            return manifest
        self.log.emit("damaged_parts", parts=damaged)
        self._take_index(self.path)
        (self.path / MANIFEST).unlink()
        return None

    def _begin_next(self) -> None:
        """Write beside the finished result from now on, and let the new one begin with the parts of the old."""
        old, self.path = self.path, self.path / NEXT
        if not (self.path / LOG_NAME).exists():  # the new log continues the history of the folder
            write_bytes(self.path / LOG_NAME, (old / LOG_NAME).read_bytes())
        for path in part_paths(old, "quarantine"):
            link_file(path, self.path / "quarantine" / path.name)
        self._take_index(old)

    def drop_next(self) -> None:
        """Remove what is left of a run that was to take this one's place and is not wanted any more."""
        shutil.rmtree(self.path / NEXT, ignore_errors=True)

    def _take_index(self, old: Path) -> None:
        """Begin with the signals that a finished run has kept."""
        for path in sorted((old / INDEX).glob("*")):
            place = f"{DONE}/{path.name}" if path.suffix == ".json" else f"{KEPT_WORK}/{path.name}.parquet"
            link_file(path, self.path / WORK / place)

    def _keep_index(self) -> None:
        """Keep signals where no table of the result is looked for."""
        index = self.path / INDEX
        shutil.rmtree(index, ignore_errors=True)
        index.mkdir(parents=True)
        kept = [(path, path.stem) for path in sorted((self.path / WORK / KEPT_WORK).glob("*.parquet"))]
        kept += [(path, path.name) for path in sorted((self.path / WORK / DONE).glob(f"{KEPT_WORK}-*.json"))]
        for path, name in kept:
            path.rename(index / name)
            (index / name).chmod(_PRIVATE)

    def __enter__(self) -> RunDirectory:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._lock.release()

    def write_part(self, name: str, table: pa.Table, mode: int = 0o666) -> Written:
        """Write a table of the result; the manifest will name it."""
        written = write_table(self.path / name, table, mode)
        self._parts[name] = describe(written)
        return written

    def write_file(self, name: str, data: bytes) -> None:
        """Write a file that can be made again from the tables; the manifest does not name it."""
        write_bytes(self.path / name, data)

    def adopt(self, name: str, facts: dict[str, Any]) -> None:
        """Take a part of an earlier attempt into the manifest."""
        self._parts[name] = facts

    def part_facts(self, name: str) -> dict[str, Any]:
        """Digest, size and rows of a part written or adopted."""
        return self._parts[name]

    def remove_parts(self, kind: str) -> None:
        """Remove what an earlier attempt left of one kind of parts, so that none outlives its reason."""
        shutil.rmtree(self.path / kind, ignore_errors=True)
        self._parts = {name: facts for name, facts in self._parts.items() if not name.startswith(f"{kind}/")}

    def remove_file(self, name: str) -> None:
        """Remove a file that an earlier attempt may have left."""
        (self.path / name).unlink(missing_ok=True)

    def remove_parts_from(self, kind: str, index: int) -> None:
        """Remove what an earlier attempt on other rows may have left behind the parts that are taken over."""
        for path in part_paths(self.path, kind):
            if path.name >= Path(part_name(kind, index)).name:
                path.unlink()

    def size(self) -> int:
        """Bytes of all files in the folder."""
        total = 0
        for path in self.path.rglob("*"):
            with suppress(FileNotFoundError):  # another thread may put a file in place just now
                total += path.stat().st_size
        return total

    # What a run needs only until its end.

    def work_path(self, name: str) -> Path:
        """A path in the working folder."""
        return self.path / WORK / name

    def write_work(self, name: str, table: pa.Table) -> Written:
        """Write a table that only this run needs."""
        return write_table(self.work_path(name), table)

    def mark_done(self, step: str, key: str, facts: dict[str, Any]) -> None:
        """Remember that a step is done, and what it was done with."""
        write_bytes(self.work_path(f"{DONE}/{step}.json"), json.dumps({"key": key, "facts": facts}).encode())

    def done(self, step: str, key: str | Callable[[dict[str, Any]], str | None]) -> dict[str, Any] | None:
        """The facts of a step that an earlier attempt finished with the same key, or None.

        Args:
            step: Its name.
            key: The key, or what it has to be by the facts; None where they cannot be used whatever the key.
        """
        try:
            mark = json.loads(self.work_path(f"{DONE}/{step}.json").read_bytes())
        except (OSError, ValueError):
            return None
        facts = dict(mark["facts"])
        return facts if mark.get("key") == (key(facts) if callable(key) else key) else None

    def finish_shard(self, record: dict[str, Any]) -> None:
        """Keep the signals and say whose they are; nothing else of this folder is a result."""
        self._keep_index()
        self.remove_parts("quarantine")
        write_bytes(self.path / SHARD, json_text(record).encode() + b"\n")
        shutil.rmtree(self.path / WORK, ignore_errors=True)

    def finish(
        self, manifest_of: Callable[[dict[str, dict[str, Any]]], Manifest], *, keep_signals: bool = False
    ) -> Manifest:
        """Write the manifest over all parts, remove what only the run needed, and put the result in its place.

        Args:
            manifest_of: Makes the manifest of the parts.
            keep_signals: Whether signals stay, so that a run on more rows need not compute them again.
        """
        manifest = manifest_of(dict(sorted(self._parts.items())))
        manifest.write(self.path)
        if keep_signals:
            self._keep_index()
        shutil.rmtree(self.path / WORK, ignore_errors=True)
        if self.path != self._place:
            promote(self._place, MANIFEST)
            self.path = self._place
            self.log.moved(self.path / LOG_NAME)
        return manifest


def check_no_shard(path: Path) -> None:
    """Fail where a folder holds a shard: a run in it would mix both.

    Raises:
        RunDirectoryError: It does.
    """
    if (path / SHARD).exists():
        message = f"{path}: holds a shard of a run; choose another --out, or join it with dataaudit merge"
        raise RunDirectoryError(message)


def is_finished(path: Path, run_key: str) -> bool:
    """Whether a folder holds a manifest of this very run; its parts are not looked at."""
    try:
        manifest = read_manifest(path) if path.is_dir() else None
    except DamagedManifestError:
        return False
    return manifest is not None and manifest.run_key == run_key


def _refuse_foreign(path: Path) -> None:
    """Fail when a folder holds what no run of ours left there."""
    if path.is_symlink():
        message = f"{path}: is a link; name the folder itself with --out"
        raise RunDirectoryError(message)
    if not path.exists():
        return
    if not path.is_dir():
        message = f"{path}: is a file; name a folder with --out"
        raise RunDirectoryError(message)
    names = {entry.name for entry in path.iterdir()}
    if names and "manifest.json" not in names and not names & {LOG_NAME, WORK, LOCK_NAME, CACHE, NEXT}:
        message = f"{path}: is not empty and no run directory; choose another --out"
        raise RunDirectoryError(message)
