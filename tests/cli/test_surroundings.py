"""The command in surroundings that a container, a cron job or a batch system gives it."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from dataaudit.config.address_space import CHARTS, check_address_space
from dataaudit.errors import ResourceError

COMMAND = [sys.executable, "-m", "dataaudit"]
OFF = (
    "embeddings",
    "quality",
    "passages",
    "language",
    "minhash",
    "pii",
    "labels",
    "classes",
    "instructions",
    "leakage",
)
LIGHT = ["--quiet", "--set", *(f"stages.{name}=false" for name in (*OFF, "tokens"))]


def without_output() -> None:
    os.close(0)
    os.close(1)
    os.close(2)


@pytest.mark.full
def test_closed_streams_and_a_plain_locale_change_nothing(tmp_path: Path) -> None:
    name = "Gespräche für Übung.jsonl"
    rows = [{"text": f"größer als {n}, 東京", "klasse": "größer"} for n in range(4)]
    (tmp_path / name).write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    done = subprocess.run(
        [*COMMAND, "run", "--input", name, "--out", "out", *LIGHT],
        cwd=tmp_path,
        env={**os.environ, "LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        preexec_fn=without_output,
        check=False,
    )
    assert done.returncode == 0
    clean = pl.read_parquet(tmp_path / "out/clean/*.parquet")
    assert clean.select("text", "klasse").to_dicts() == rows
    assert pl.read_parquet(tmp_path / "out/rows/*.parquet")["file"].unique().to_list() == [name]


@pytest.mark.full
def test_output_that_cannot_be_written_is_one_sentence(write_jsonl: Callable[..., Path], tmp_path: Path) -> None:
    path = write_jsonl([{"text": "one row"}])
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*COMMAND, "run", "--input", str(path), "--out", str(tmp_path / "out"), *LIGHT],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 3
    assert done.stderr == (
        "dataaudit: standard output cannot be written (No space left on device); what a command writes to files is "
        "complete\n"
    )
    assert (tmp_path / "out" / "manifest.json").is_file()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_a_user_without_a_home_keeps_compiled_code_where_it_may_write() -> None:
    def nobody() -> None:
        os.setgid(65534)
        os.setuid(65534)

    def starts() -> bool:
        try:
            tried = subprocess.run([sys.executable, "-c", ""], preexec_fn=nobody, check=False, capture_output=True)
        except PermissionError:  # it lies in a folder that is closed to others
            return False
        return tried.returncode == 0

    if not starts():
        pytest.skip("NOT RUN: another user cannot start this interpreter")
    probe = "from dataaudit.kernels import CACHE_FOLDER; import dataaudit.kernels.text.text_scan; print(CACHE_FOLDER)"
    with tempfile.TemporaryDirectory() as folder:  # pytest's folders are closed to other users
        Path(folder).chmod(0o777)
        done = subprocess.run(
            [sys.executable, "-c", probe],
            preexec_fn=nobody,
            env={"PATH": os.environ["PATH"], "HOME": "/nonexistent", "DATAAUDIT_CACHE": f"{folder}/.cache"},
            capture_output=True,
            text=True,
            cwd=folder,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert done.stdout.strip() == f"{folder}/.cache"


def test_a_folder_that_others_may_write_to_holds_no_compiled_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataaudit import kernels

    open_to_all = tmp_path / "shared"
    open_to_all.mkdir()
    open_to_all.chmod(0o777)
    assert not kernels._is_private(open_to_all)
    assert kernels._is_private(tmp_path / "new" / "folder")
    monkeypatch.setattr(kernels, "_is_private", lambda folder: folder == tmp_path / "mine")
    environment = {"XDG_CACHE_HOME": str(open_to_all), "DATAAUDIT_CACHE": str(tmp_path / "mine")}
    monkeypatch.setattr(os, "environ", environment)  # what is set in it must not reach other tests
    assert kernels.choose_cache_folder() == tmp_path / "mine"
    assert environment.pop("NUMBA_CACHE_DIR") == str(tmp_path / "mine")
    del environment["DATAAUDIT_CACHE"]
    lone = kernels.choose_cache_folder()
    assert lone is not None
    assert lone.name.startswith("dataaudit-")
    assert environment["NUMBA_CACHE_DIR"] == str(lone)


def test_the_command_names_its_folder_for_compiled_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataaudit.cli.main import run
    from dataaudit.kernels import CACHE_VARIABLE

    monkeypatch.setattr(os, "environ", environment := dict(os.environ))
    environment.pop(CACHE_VARIABLE, None)
    assert run(["run", "--input", str(tmp_path / "none"), "--out", str(tmp_path / "out"), "--quiet"]) == 2
    assert environment[CACHE_VARIABLE] == str(tmp_path / "out" / ".cache")


def test_a_limit_of_the_address_space_is_told_before_any_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda _: (8 << 30, 8 << 30))
    with pytest.raises(ResourceError, match=r"limited to 8\.0 GiB \(ulimit -v\)"):
        check_address_space(CHARTS, "drawing charts")
    monkeypatch.setattr(resource, "getrlimit", lambda _: (CHARTS, CHARTS))
    check_address_space(CHARTS, "drawing charts")


@pytest.mark.parametrize(
    ("error", "code", "says"),
    [
        (PermissionError(13, "Permission denied", "/x/a.yml"), 2, "/x/a.yml: permission denied"),
        (OSError(40, "Too many levels of symbolic links", b"/x/loop"), 2, "/x/loop: too many levels"),
        (OSError(5, "Input/output error", "/x/disk"), 3, "/x/disk: input/output error; then rerun"),
        (OSError("Cannot open"), 3, "cannot open"),
    ],
)
def test_what_the_system_refuses_is_no_bug_of_ours(error: OSError, code: int, says: str) -> None:
    from dataaudit.cli.main import _system_error

    message, given = _system_error(error)
    assert given == code
    assert message.startswith(says)
