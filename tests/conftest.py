"""Fixtures of all tests: no network, the real data or a loud word about its absence, small corpora."""

from __future__ import annotations

import gc
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from hypothesis import HealthCheck, settings

from dataaudit.declarations import declared

if TYPE_CHECKING:
    from changed_corpus import Runs

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("DATAAUDIT_DATA", ROOT.parent / "shared" / "data"))

# Scripts of readers, which write their cases or are cases.
collect_ignore_glob = [f"first_contact/{kind}/*" for kind in ("splits", "logs", "trainings", "gates")]
os.environ["HF_HUB_OFFLINE"] = "1"  # read by the hub's library when it is imported, as soon as a test needs it
settings.register_profile("quick", max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("full", max_examples=1000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
FULL = bool(os.environ.get("DATAAUDIT_FULL"))
"""Whether tests go through all that they can, which takes minutes."""
settings.load_profile("full" if FULL else "quick")

_not_run: list[str] = []


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that reaches for the network, beyond the loopback address, fails."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and not str(address[0]).startswith("127."):
            message = f"a test tried to connect to {address}"
            raise AssertionError(message)
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.hookimpl(optionalhook=True)  # pytest may run without xdist
def pytest_xdist_setupnodes(config: pytest.Config) -> None:
    """Compiles the kernels of row stages before there are workers, each of which would compile all of them."""
    from dataaudit.engine.compile_kernels import compile_kernels, uncompiled
    from dataaudit.engine.pipeline import load_pipeline
    from dataaudit.engine.plan import make_plan
    from dataaudit.sources.open_corpus import open_data

    if config.args_source is pytest.Config.ArgsSource.TESTPATHS:  # all tests, and not some
        _check_types_meanwhile()
    loaded = load_pipeline("default")
    frame = pl.DataFrame({"text": ["a", "b"]})
    plan = make_plan(loaded, open_data(frame, loaded.pipeline.input, loaded.pipeline.limits))
    compile_kernels(uncompiled(plan.rows))


MYPY = "DATAAUDIT_MYPY"
"""Names the folder in which the outcome of mypy appears, which runs while kernels are compiled on one core."""


_meanwhile: list[tuple[subprocess.Popen[bytes], str]] = []


def pytest_unconfigure() -> None:
    """Ends what was begun beside the tests."""
    for process, folder in _meanwhile:
        process.terminate()
        process.wait()
        shutil.rmtree(folder, ignore_errors=True)
    _meanwhile.clear()


def _check_types_meanwhile() -> None:
    folder = tempfile.mkdtemp(prefix="mypy-")
    os.environ[MYPY] = folder
    program = Path(sys.executable).parent / "mypy"
    ended = f'echo $? > "{folder}/part" && mv "{folder}/part" "{folder}/code"'
    script = f'cd "{ROOT}" && "{program}" > "{folder}/out" 2>&1; {ended}'
    process = subprocess.Popen(["sh", "-c", script])  # noqa: S607  (the system's shell; the script is made here)
    _meanwhile.append((process, folder))


gc.disable()  # while modules are imported and tests are found, hardly anything becomes garbage


def pytest_collection_finish() -> None:
    """What is loaded by now stays: collecting garbage need not walk through it, half a second each time.

    Nor need it be done every 700 objects: that takes a tenth of the time of small runs.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    gc.enable()


@pytest.fixture(scope="session", autouse=True)
def no_waiting_for_the_disk() -> Iterator[None]:
    """Files are not flushed to the disk: a test run need not outlast a loss of power."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda descriptor: None)
        yield


@pytest.fixture(autouse=True)
def no_drawing(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Charts of training runs are described and not rendered, which takes seconds; the marker renders them."""
    if request.node.get_closest_marker("draws") is None:
        monkeypatch.setattr("vl_convert.vegalite_to_svg", _blank)


def _blank(specification: dict[str, Any]) -> str:
    """In place of a chart; its description must be JSON all the same."""
    return f"<svg xmlns='http://www.w3.org/2000/svg'><desc>{len(json.dumps(specification))}</desc></svg>"


@pytest.fixture
def real_data(request: pytest.FixtureRequest) -> Callable[[str], Path]:
    """Gives a folder of the real data; where it is missing the test fails in CI, and elsewhere the summary says so."""

    def find(name: str) -> Path:
        path = DATA / name
        if not path.is_dir():
            if os.environ.get("CI"):
                pytest.fail(f"no real data at {path}; set DATAAUDIT_DATA to where it is")
            _not_run.append(f"{request.node.nodeid} needs {path}")
            pytest.skip(f"NOT RUN: no real data at {path}; set DATAAUDIT_DATA to where it is")
        return path

    return find


def pytest_terminal_summary(terminalreporter: Any) -> None:
    if _not_run:
        terminalreporter.section("NOT RUN: the real data is missing (set DATAAUDIT_DATA)", sep="!")
        for line in _not_run:
            terminalreporter.write_line(line)


@pytest.fixture
def write_jsonl(tmp_path: Path) -> Callable[..., Path]:
    """Writes rows as JSON lines and gives the file."""

    def write(rows: list[Any], name: str = "rows.jsonl") -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        return path

    return write


@pytest.fixture
def in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The test runs in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def drop_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str, str, str], None]]:
    """Puts a made-up module into a package of ours for one test, from a folder beside it; no other file changes."""
    modules: list[str] = []

    def drop(package: str, name: str, source: str) -> None:
        folder = tmp_path / "dropped-in" / package
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.py").write_text(source, encoding="utf-8")
        home = import_module(package)
        monkeypatch.setattr(home, "__path__", [*home.__path__, str(folder)])
        modules.append(f"{package}.{name}")
        declared.cache_clear()

    yield drop
    for module in modules:
        sys.modules.pop(module, None)
    declared.cache_clear()


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Runs a command; gives its exit code, standard output and standard error."""
    from dataaudit.cli.main import run

    def execute(*arguments: Any) -> tuple[int, str, str]:
        try:
            code = run([str(argument) for argument in arguments])
        except SystemExit as end:
            code = int(end.code or 0)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return execute


@pytest.fixture(scope="session")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Runs:
    """An earlier and a later run of one corpus."""
    from changed_corpus import audited

    return audited(tmp_path_factory.mktemp("runs"))
