"""Seeds faults into the package and asks the tests: a fault that no test sees is a behaviour that none describes.

    python tests/mutants.py choose --tree . [--also OLD] [--count 50] [--kernels 15] [--seed 1] > mutants.jsonl
    python tests/mutants.py run mutants.jsonl --tree . --coverage .coverage --work FOLDER > results.jsonl
    python tests/mutants.py table mutants.jsonl results.jsonl [more.jsonl ...]

``choose`` takes functions whose code is the same in both trees, wherever their modules lie, so that the same faults
can be put into either. ``run`` gives a fault to the tests that run its function, by the contexts of a coverage file
(``pytest --cov --cov-context=test``); coverage cannot see into compiled kernels, which are given to the tests that run
their callers, and to those that import them. It stops at the first failure. A test that hangs kills too; one that also
fails without the fault does not. The package is changed in a copy in the work folder, with a numba cache of its own.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import random
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from coverage import CoverageData
from mutations import Function, Mutation, functions, mutated, mutations, same_code

KERNELS = "dataaudit/kernels/"
HANGS = 180
"""Seconds after which a single test counts as hanging."""
LIMIT = 900
"""Seconds that the tests of one fault may take."""
_LEFT_OUT = (".git", ".venv", "__pycache__", ".coverage*", "*.nbi", "*.nbc", ".*_cache", "dist", "build")


@dataclass(frozen=True, slots=True)
class Mutant:
    """A fault of a function: the ``number``-th of all that it can have."""

    path: str
    name: str
    number: int
    kind: str
    before: str
    after: str
    line: int


class Tree:
    """A checkout: its package's modules and where each function's code lies."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @cached_property
    def sources(self) -> dict[str, bytes]:
        return {path.relative_to(self.root).as_posix(): path.read_bytes() for path in self._modules()}

    @cached_property
    def trees(self) -> dict[str, ast.Module]:
        return {path: ast.parse(source) for path, source in self.sources.items()}

    @cached_property
    def places(self) -> dict[tuple[str, str], tuple[str, Function]]:
        """Path and function by qualified name and code, of those that there is one of."""
        found: dict[tuple[str, str], list[tuple[str, Function]]] = {}
        for path, tree in self.trees.items():
            for name, function in functions(tree):
                found.setdefault((name, same_code(function)), []).append((path, function))
        return {key: places[0] for key, places in found.items() if len(places) == 1}

    def _modules(self) -> Iterator[Path]:
        return (path for path in sorted(self.root.glob("dataaudit/**/*.py")) if path.name != "__main__.py")


def choose(tree: Tree, also: Tree, count: int, kernels: int, seed: int) -> list[Mutant]:
    """Faults, at most two of a module and one of a function; the first ``kernels`` of them in kernels."""
    rng = random.Random(seed)
    by_module: dict[str, list[tuple[str, Function]]] = {}
    both = tree.places.keys() & also.places.keys()
    for path, name, function in sorted(
        ((tree.places[key][0], key[0], tree.places[key][1]) for key in both), key=_where
    ):
        compiled = not path.startswith(KERNELS) or function.decorator_list
        if compiled and mutations(function, tree.sources[path]):
            by_module.setdefault(path, []).append((name, function))
    found: list[Mutant] = []
    for compiled in (True, False):
        modules = [path for path in by_module if path.startswith(KERNELS) == compiled] * 2
        rng.shuffle(modules)
        wanted = kernels if compiled else count - kernels
        for path in modules:
            if wanted and (mutant := _drawn(tree, path, by_module[path], found, rng)):
                found.append(mutant)
                wanted -= 1
    return found


def _where(one: tuple[str, str, Function]) -> tuple[str, str]:
    return one[:2]


def _drawn(
    tree: Tree, path: str, defined: list[tuple[str, Function]], taken: list[Mutant], rng: random.Random
) -> Mutant | None:
    used = {(mutant.path, mutant.name) for mutant in taken}
    free = [(name, function) for name, function in defined if (path, name) not in used]
    if not free:
        return None
    name, function = rng.choice(free)
    possible = list(enumerate(mutations(function, tree.sources[path])))
    if path.startswith(KERNELS):  # numba refuses most of what returns nothing by itself
        possible = [one for one in possible if one[1].kind != "returns nothing"] or possible
    kind = rng.choice(sorted({mutation.kind for _, mutation in possible}))
    number, mutation = rng.choice([one for one in possible if one[1].kind == kind])
    line = tree.sources[path][: mutation.start].count(b"\n") + 1
    return Mutant(path, name, number, mutation.kind, mutation.before, mutation.after, line)


def located(tree: Tree, first: Tree, mutant: Mutant) -> tuple[str, Function, Mutation]:
    """Where a mutant lies in a tree, which need not be the one that it was chosen in."""
    function = dict(functions(first.trees[mutant.path]))[mutant.name]
    path, here = tree.places[mutant.name, same_code(function)]
    mutation = mutations(here, tree.sources[path])[mutant.number]
    if mutation.kind != mutant.kind:
        message = f"{path}: {mutant.name} is not what the mutant was chosen in"
        raise ValueError(message)
    return path, here, mutation


class Reach:
    """Which tests run which lines, and which modules import which."""

    def __init__(self, tree: Tree, coverage: Path) -> None:
        self.tree = tree
        self._data = CoverageData(str(coverage))
        self._data.read()
        self._files = {path[path.index("/dataaudit/") + 1 :]: path for path in self._data.measured_files()}
        self._tests = {path: path.read_text(encoding="utf-8") for path in sorted(tree.root.glob("tests/**/test_*.py"))}

    def tests(self, path: str, function: Function) -> list[str]:
        """Node ids that reach a function, the nearest first."""
        found = self._running(path, [function])
        if path.startswith(KERNELS):
            for kernel in sorted(self.affected(path)):
                names = {name for name, _ in functions(self.tree.trees[kernel])}
                for caller, tree in self.tree.trees.items():
                    if kernel in self._imported(caller) or caller == kernel:
                        found += self._running(caller, [one for _, one in functions(tree) if _names(one) & names])
            found += self._of_files(path)
        near = self._near(path)
        return sorted(dict.fromkeys(found), key=lambda test: (-near.get(test.split("::")[0], 0), test))

    def affected(self, path: str) -> set[str]:
        """Kernels that hold the code of a kernel's module: numba compiles what is called into what calls."""
        found, waiting = {path}, [path]
        while waiting:
            module = waiting.pop()
            more = {one for one in self.tree.trees if one.startswith(KERNELS) and module in self._imported(one)}
            waiting += more - found
            found |= more
        return found

    def _running(self, path: str, run: Iterable[Function]) -> list[str]:
        if path not in self._files:
            return []
        lines = self._data.contexts_by_lineno(self._files[path])
        wanted = {line for one in run for line in range(one.body[0].lineno, (one.end_lineno or 0) + 1)}
        contexts = {context for line in wanted & lines.keys() for context in lines[line] if context}
        return sorted({context.rsplit("|", 1)[0] for context in contexts})

    def _of_files(self, path: str) -> list[str]:
        """Whole files of tests that import a kernel's module."""
        return [str(test.relative_to(self.tree.root)) for test, text in self._tests.items() if _dotted(path) in text]

    def _near(self, path: str) -> dict[str, int]:
        """Files of tests by how near they are to a module: its own mirror, those that import it."""
        near = {}
        for test, text in self._tests.items():
            imported = re.search(rf"\b{re.escape(_dotted(path))}\b", text) is not None
            near[str(test.relative_to(self.tree.root))] = imported + 2 * (test.stem == f"test_{Path(path).stem}")
        return near

    def _imported(self, path: str) -> set[str]:
        found = set()
        for node in ast.walk(self.tree.trees[path]):
            if isinstance(node, ast.ImportFrom) and node.module:
                for name in (node.module, *(f"{node.module}.{alias.name}" for alias in node.names)):
                    found.add(name.replace(".", "/") + ".py")
        return found


def _dotted(path: str) -> str:
    return path.removesuffix(".py").replace("/", ".")


def _names(function: Function) -> set[str]:
    nodes = list(ast.walk(function))
    return {one.id for one in nodes if isinstance(one, ast.Name)} | {
        one.attr for one in nodes if isinstance(one, ast.Attribute)
    }


class Copy:
    """A copy of a tree that faults are put into, and its tests run in."""

    def __init__(self, tree: Tree, work: Path) -> None:
        self.root, self.cache = work / "tree", work / "numba"
        shutil.rmtree(self.root, ignore_errors=True)
        shutil.copytree(tree.root, self.root, ignore=shutil.ignore_patterns(*_LEFT_OUT), symlinks=True)
        self.data = os.environ.get("DATAAUDIT_DATA", str((tree.root / ".." / "shared" / "data").resolve()))

    def verdict(self, tests: list[str], limit: float) -> tuple[str, str | None]:
        """Run tests up to the first failure.

        Returns:
            ``survived``, ``killed``, ``hangs``, ``crashes`` or ``too long``; and the test that failed.
        """
        listed = self.root / "tests_of_mutant.txt"
        listed.write_text("".join(f"{test}\n" for test in tests), encoding="utf-8")
        command = [sys.executable, "-m", "pytest", "-x", "-v", "-n0", "-p", "no:cacheprovider", "--tb=line"]
        command += ["-o", f"faulthandler_timeout={HANGS}", "-o", "faulthandler_exit_on_timeout=true", f"@{listed}"]
        surroundings = {
            **os.environ, "PYTHONPATH": str(self.root), "NUMBA_CACHE_DIR": str(self.cache),
            "PYTHONDONTWRITEBYTECODE": "1", "DATAAUDIT_DATA": self.data,
        }  # fmt: skip
        output = listed.with_suffix(".log")
        with output.open("wb") as log:
            process = subprocess.Popen(
                command, cwd=self.root, env=surroundings, stdout=log, stderr=log, start_new_session=True
            )
            try:
                code = process.wait(limit)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, 9)
                process.wait()
                code = None
        text = output.read_text(encoding="utf-8", errors="replace")
        failed = re.findall(r"^(?:FAILED|ERROR) (.+?)(?: - .*)?$", text, re.MULTILINE)
        if code in (0, 5):
            return "survived", None
        if code == 1 or failed:
            return "killed", failed[0] if failed else None
        if code is None:
            return "too long", None
        last = re.findall(r"^(\S+::.+?) *(?:PASSED|SKIPPED|$)", text, re.MULTILINE)
        return ("hangs" if "Timeout" in text else "crashes"), (last or [None])[-1]

    def forget(self, kernels: set[str]) -> None:
        """Take what was compiled of kernels out of the cache: numba does not see that code in another file changed."""
        for path in kernels:
            for compiled in self.cache.glob(f"*/{Path(path).stem}.*"):
                compiled.unlink()


def run(
    mutants: list[Mutant], tree: Tree, first: Tree, reach: Reach, copy: Copy, limit: float
) -> Iterator[dict[str, Any]]:
    """Give every mutant to the tests that reach it."""
    unsound: set[str] = set()
    for mutant in mutants:
        path, function, mutation = located(tree, first, mutant)
        affected = reach.affected(path) if path.startswith(KERNELS) else set()
        began = time.monotonic()
        tests = reach.tests(path, function)
        while True:
            tests = [test for test in tests if test not in unsound]
            (copy.root / path).write_bytes(mutated(tree.sources[path], mutation))
            copy.forget(affected)
            verdict, test = copy.verdict(tests, limit) if tests else ("unreached", None)
            (copy.root / path).write_bytes(tree.sources[path])
            copy.forget(affected)
            if not test or copy.verdict([test], limit)[0] == "survived":
                break
            unsound.add(test)
        yield {
            **asdict(mutant), "here": path, "tests": len(tests), "verdict": verdict, "by": test,
            "seconds": round(time.monotonic() - began),
        }  # fmt: skip


def table(mutants: list[Mutant], results: list[dict[tuple[Any, ...], dict[str, Any]]]) -> str:
    """Markdown: a mutant a line, and what the tests of every tree said."""
    rows = [["mutant", "change", *("result" for _ in results)]]
    for mutant in mutants:
        told = [_told(result.get(_key(asdict(mutant)))) for result in results]
        change = f"{mutant.kind}: `{_short(mutant.before)}` → `{_short(mutant.after)}`"
        rows.append([f"{mutant.path}:{mutant.line} {mutant.name}", change, *told])
    rows.insert(1, ["---"] * len(rows[0]))
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _told(result: dict[str, Any] | None) -> str:
    if result is None:
        return ""
    return f"{result['verdict']}: {result['by']}" if result["by"] else str(result["verdict"])


def _short(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")[:60]


def _key(row: dict[str, Any]) -> tuple[Any, ...]:
    return (row["path"], row["name"], row["number"])


def _read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def main() -> None:
    """Parse the command line and print what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    chosen = commands.add_parser("choose")
    ran = commands.add_parser("run")
    told = commands.add_parser("table")
    for one in (chosen, ran):
        one.add_argument("--tree", type=Path, required=True)
    chosen.add_argument("--also", type=Path, help="another tree that the mutants must be possible in")
    chosen.add_argument("--count", type=int, default=50)
    chosen.add_argument("--kernels", type=int, default=15)
    chosen.add_argument("--seed", type=int, default=1)
    ran.add_argument("mutants", type=Path)
    ran.add_argument("--first", type=Path, help="the tree that the mutants were chosen in")
    ran.add_argument("--coverage", type=Path, required=True)
    ran.add_argument("--work", type=Path, required=True)
    ran.add_argument("--limit", type=float, default=LIMIT)
    told.add_argument("mutants", type=Path)
    told.add_argument("results", type=Path, nargs="+")
    given = parser.parse_args()
    if given.command == "table":
        mutants = [Mutant(**row) for row in _read(given.mutants)]
        results = [{_key(row): row for row in _read(path)} for path in given.results]
        sys.stdout.write(table(mutants, results))
        return
    tree = Tree(given.tree.resolve())
    if given.command == "choose":
        also = Tree(given.also.resolve()) if given.also else tree
        for mutant in choose(tree, also, given.count, given.kernels, given.seed):
            sys.stdout.write(f"{json.dumps(asdict(mutant))}\n")
        return
    first = Tree(given.first.resolve()) if given.first else tree
    mutants = [Mutant(**row) for row in _read(given.mutants)]
    given.work.mkdir(parents=True, exist_ok=True)
    for result in run(mutants, tree, first, Reach(tree, given.coverage), Copy(tree, given.work), given.limit):
        sys.stdout.write(f"{json.dumps(result)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
