"""The manifest: what went into a run and what it left, written last. Without it, a folder is not a result."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

from dataaudit.errors import DamagedManifestError, RunDirectoryError
from dataaudit.store.atomic import Written, sha256_of, write_bytes
from dataaudit.store.json_text import json_text

SCHEMA_VERSION = 2
READABLE = (1, 2)
"""Versions of the manifest that are read; the first does not say what findings may read (``available``)."""
NAME = "manifest.json"
SEAL = "manifest_sha256"


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """See the module.

    Attributes:
        run_key: Digest of inputs, configuration and version; an equal one makes a run a no-op.
        started: When the run began, ISO 8601.
        finished: When it ended.
        seconds: How long it took, resumed parts not counted.
        versions: Versions of the package, of Python, and of what results depend on.
        configuration: The pipeline as it ran.
        roles: Text, label and split columns.
        inputs: Files with size, fingerprint and row counts.
        stages: Name, state, rows, seconds, peak memory and facts of every stage.
        parts: SHA-256, size and rows of every table, by relative path.
        notes: Sentences for the user: what was detected rather than given, what was skipped.
        verdict: Of the rules that the pipeline names: passed, failed or None.
        available: Signals, tables, marks and metrics that findings may read, as the plan named them; None in a run of
            version 0.1, which can be shown and gated but neither judged again nor reported again.
        schema_version: Of this file.
    """

    run_key: str
    started: str
    finished: str
    seconds: float
    versions: dict[str, str]
    configuration: dict[str, Any]
    roles: dict[str, Any]
    inputs: list[dict[str, Any]]
    stages: list[dict[str, Any]]
    parts: dict[str, dict[str, Any]]
    notes: list[str] = field(default_factory=list)
    verdict: str | None = None
    available: list[str] | None = None
    schema_version: int = SCHEMA_VERSION

    def write(self, folder: Path) -> None:
        """Put it in place, atomically."""
        data = json.loads(json_text(asdict(self)))
        data[SEAL] = _seal(data)
        write_bytes(folder / NAME, json_text(data).encode() + b"\n")


def _seal(data: dict[str, Any]) -> str:
    """Digest of all other keys: a manifest proves the tables, and this the manifest."""
    text = json.dumps({key: value for key, value in data.items() if key != SEAL}, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest of a folder, or None where there is none.

    Raises:
        DamagedManifestError: There is one, and it is not what was written.
        RunDirectoryError: It is of a version that cannot be read, or the folder is closed.
    """
    path = folder / NAME
    try:
        data = json.loads(path.read_bytes())
        whole = isinstance(data, dict) and data.get(SEAL, _seal(data)) == _seal(data)
    except FileNotFoundError:
        return None
    except OSError as error:
        message = f"{path}: cannot be read ({error.strerror}); change its permissions or choose another --out"
        raise RunDirectoryError(message) from error
    except (ValueError, RecursionError):
        whole = False
    if not whole:
        message = f"{path}: is damaged; rerun the command that made it, which rebuilds what is missing"
        raise DamagedManifestError(message)
    data.pop(SEAL, None)
    if data.get("schema_version") not in READABLE:
        written = data.get("versions", {}).get("dataaudit", "?")
        message = (
            f"{path}: was written by dataaudit {written}, which dataaudit {version('dataaudit')} cannot read; rerun "
            "the audit into another folder"
        )
        raise RunDirectoryError(message)
    return Manifest(**data)


def needs_available(folder: Path, manifest: Manifest, what: str) -> frozenset[str]:
    """What findings of a run may read.

    Args:
        folder: The run's folder, for the message.
        manifest: The run's manifest.
        what: What it is needed for, for the message.

    Raises:
        RunDirectoryError: The run was written by a version that did not keep it.
    """
    if manifest.available is None:
        message = (
            f"{folder}: was written by dataaudit {manifest.versions['dataaudit']}, and dataaudit "
            f"{version('dataaudit')} cannot {what} a run of that version; rerun the audit into another folder"
        )
        raise RunDirectoryError(message)
    return frozenset(manifest.available)


def describe(written: Written) -> dict[str, Any]:
    """A part's entry."""
    return {"sha256": written.sha256, "bytes": written.size, "rows": written.rows}


def check_parts(folder: Path, manifest: Manifest, *kinds: str) -> None:
    """Fail where parts are not what the run wrote.

    Args:
        folder: The run's folder.
        manifest: The run's manifest.
        kinds: Names of tables, or of the folders that they are in.

    Raises:
        RunDirectoryError: One is missing or was changed.
    """
    named = {name: facts for name, facts in manifest.parts.items() if name.split("/")[0] in kinds}
    if damaged := damaged_parts(folder, replace(manifest, parts=named)):
        message = (
            f"{folder / damaged[0]}: is missing, damaged or was changed after the run; rerun the same dataaudit "
            "command to rebuild it"
        )
        raise RunDirectoryError(message)


def damaged_parts(folder: Path, manifest: Manifest) -> list[str]:
    """Parts that are missing or no longer have the bytes that the manifest names, relative to the folder."""
    damaged = []
    for name, facts in manifest.parts.items():
        path = folder / name
        whole = path.is_file() and path.stat().st_size == facts["bytes"] and sha256_of(path) == facts["sha256"]
        if not whole:
            damaged.append(name)
    return damaged
