"""Tests that hold neither an assertion nor an expected error: they pass whatever the code does.

``python tests/assertions.py`` prints them, one a line, and ends with 1 where there are some.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

TESTS = Path(__file__).resolve().parent
EXPECTATIONS = {"raises", "warns", "deprecated_call", "fail"}
"""Functions of pytest that state what must or must not happen."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


def without_assertion(folder: Path = TESTS) -> list[str]:
    """Tests in which nothing is asserted, neither in themselves nor in a helper or fixture that they call.

    Helpers are followed one level: what a helper calls is not looked at.

    Args:
        folder: Where the tests are; helper modules are imported from there.

    Returns:
        Node ids, in the order of files and lines.
    """
    return [
        f"{path.relative_to(folder).as_posix()}::{name}"
        for path in sorted(folder.rglob("test_*.py"))
        for name, test in _tests(_tree(path))
        if not _asserts(test) and not any(_asserts(helper) for helper in _helpers(test, path, folder))
    ]


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_bytes())


def _tests(tree: ast.Module) -> Iterator[tuple[str, Function]]:
    for node in tree.body:
        if isinstance(node, Function) and node.name.startswith("test"):
            yield node.name, node
        elif isinstance(node, ast.ClassDef) and node.name.startswith("Test"):
            for method in node.body:
                if isinstance(method, Function) and method.name.startswith("test"):
                    yield f"{node.name}::{method.name}", method


def _asserts(function: ast.AST) -> bool:
    return any(
        isinstance(node, ast.Assert) or (isinstance(node, ast.Call) and _states(_called(node)))
        for node in ast.walk(function)
    )


def _states(name: str) -> bool:
    """Whether a function of this name fails a test by itself, as those of pytest, numpy and polars do."""
    return name in EXPECTATIONS or name.startswith("assert_")


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _helpers(test: Function, path: Path, folder: Path) -> Iterator[ast.AST]:
    """Functions of the suite that the test calls, and fixtures of its file or a conftest that it asks for."""
    known = _known(path, folder)
    arguments = {argument.arg for argument in (*test.args.args, *test.args.kwonlyargs)}
    called = {_called(node) for node in ast.walk(test) if isinstance(node, ast.Call)}
    for name in arguments | called:
        yield from known.get(name, [])


@cache
def _known(path: Path, folder: Path) -> dict[str, list[Function]]:
    """Functions by the name under which a file can call them."""
    found: dict[str, list[Function]] = {}
    for place in _conftests(path, folder):
        _add(found, _defined(place))
    _add(found, _defined(path))
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                defined = _defined(_file(folder, node.module))
                if alias.name in defined:
                    _add(found, {alias.asname or alias.name: defined[alias.name]})
                else:
                    _add(found, _defined(_file(folder, f"{node.module}.{alias.name}")))
        elif isinstance(node, ast.Import):
            for alias in node.names:
                _add(found, _defined(_file(folder, alias.name)))
    return found


def _add(found: dict[str, list[Function]], more: dict[str, list[Function]]) -> None:
    for name, functions in more.items():
        found.setdefault(name, []).extend(functions)


@cache
def _defined(path: Path) -> dict[str, list[Function]]:
    """Functions and methods of a file of the suite; those of other files are no helpers of ours."""
    if not path.is_file():
        return {}
    found: dict[str, list[Function]] = {}
    for node in ast.walk(_tree(path)):
        if isinstance(node, Function):
            found.setdefault(node.name, []).append(node)
    return found


def _conftests(path: Path, folder: Path) -> Iterator[Path]:
    for parent in path.parents:
        yield parent / "conftest.py"
        if parent == folder:
            return


def _file(folder: Path, module: str) -> Path:
    return folder.joinpath(*module.split(".")).with_suffix(".py")


if __name__ == "__main__":
    found = without_assertion()
    sys.stdout.write("".join(f"{test}\n" for test in found))
    sys.exit(bool(found))
