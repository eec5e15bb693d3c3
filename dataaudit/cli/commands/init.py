"""``dataaudit init``."""

from __future__ import annotations

import argparse
import json
from importlib.metadata import version as package_version
from pathlib import Path

from dataaudit.cli.command import Command
from dataaudit.cli.option import Option
from dataaudit.errors import EXIT_PASSED, ConfigurationError, RunDirectoryError

TEMPLATES = Path(__file__).parent.parent / "templates"
KITS = TEMPLATES / "kits"
SCHEMA = "pipeline.schema.json"
NAMES = ("pipeline.yml", "rules.yml", SCHEMA)
CI = ("github", "gitlab")
RUNS = ("/audit/", "/dataaudit-run/")
"""Folders of runs, as README and kits call them."""


def kit_names() -> list[str]:
    """Kits that are not for the CI of a host."""
    return sorted(path.name for path in KITS.iterdir() if path.is_dir() and path.name not in CI)


def execute(options: argparse.Namespace) -> int:
    """Write a pipeline, a rules file and the schema that editors check them by; never over a file that is there.

    For a kit, its files and, where there are none yet, the rules.
    """
    folder = Path(options.folder)
    if options.ci and options.kit:
        message = "--ci and --kit: name one of them at a time"
        raise ConfigurationError(message)
    kit = options.ci or options.kit
    files = _kit_files(kit) if kit else {name: _content(name) for name in NAMES}
    for name in files:
        if (folder / name).exists():
            message = f"{folder / name}: already exists; move it first"
            raise RunDirectoryError(message)
    if kit and not (folder / "rules.yml").exists():
        files["rules.yml"] = _content("rules.yml")
    _ignore_runs(folder)
    for name, data in files.items():
        _write(folder / name, data, executable=name.endswith(".sh"))
    if kit:
        print("next: set the paths in them; each file says at its top what it does and which exit codes mean what")
    else:
        print(f"next: dataaudit run {folder / 'pipeline.yml'} --input PATH --out DIR")
    return EXIT_PASSED


def _kit_files(kit: str) -> dict[str, bytes]:
    """Its files, with our version in place of ``VERSION``; Python is kept under another ending, as it is not ours."""
    paths = sorted(path for path in (KITS / kit).rglob("*") if path.is_file())
    version = package_version("dataaudit").encode()
    names = [path.relative_to(KITS / kit).as_posix().removesuffix(".template") for path in paths]
    return {name: path.read_bytes().replace(b"VERSION", version) for name, path in zip(names, paths, strict=True)}


def _ignore_runs(folder: Path) -> None:
    """Name the folders of runs in ``.gitignore``: they hold rows of the data."""
    path = folder / ".gitignore"
    held = path.read_bytes() if path.is_file() else b""
    missing = [one for one in RUNS if one.encode() not in held.splitlines()]
    if missing:
        begun = held + (b"\n" if held and not held.endswith(b"\n") else b"")
        _write(path, begun + "".join(f"{one}\n" for one in missing).encode(), executable=False)


def _content(name: str) -> bytes:
    from dataaudit.engine.pipeline_schema import pipeline_schema

    return (
        json.dumps(pipeline_schema(), indent=1).encode() + b"\n" if name == SCHEMA else (TEMPLATES / name).read_bytes()
    )


def _write(path: Path, data: bytes, *, executable: bool) -> None:
    from dataaudit.store.atomic import write_bytes

    path.parent.mkdir(parents=True, exist_ok=True)
    write_bytes(path, data)
    if executable:
        path.chmod(path.stat().st_mode | 0o111)
    print(f"wrote {path}")


COMMAND = Command(
    rank=150,
    help="write a commented pipeline and rules file, or what CI and schedulers need",
    options=(
        Option("folder", "folder to write them to", "FOLDER", default=".", required=False),
        Option("--ci", "write the CI job of a host instead", choices=CI),
        Option("--kit", "write what a tool or scheduler needs instead", "NAME", choices=kit_names),
    ),
    examples=(
        "dataaudit init",
        "dataaudit init --ci github",
    ),
    execute=execute,
)
