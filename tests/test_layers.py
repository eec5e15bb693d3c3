from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from conftest import ROOT

PACKAGE = ROOT / "dataaudit"

LAYERS = (
    ("cli", "__main__"),
    ("api",),
    ("report", "training", "selftests"),
    ("results", "gates"),
    ("engine",),
    ("cleaning", "augment"),
    ("stages", "findings"),
    ("sources", "store", "kernels"),
    ("config",),
    ("errors",),
)
"""A module imports from its own line or from lines below it."""

APART = {
    ("stages", "findings"): "stages compute, findings judge",
    ("findings", "stages"): "findings judge signals, whoever computed them",
    ("kernels", ""): "kernels import nothing of ours",
}
"""Imports that are forbidden though the layers would allow them."""

LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}


def imports(path: Path) -> Iterator[str]:
    """Modules of ours that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.split(".")[0] == "dataaudit")
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "dataaudit":
            yield str(node.module)
            yield from (f"{node.module}.{alias.name}" for alias in node.names if node.module == "dataaudit")


def part(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


def test_modules_import_from_their_own_layer_or_from_below() -> None:
    wrong = []
    for path in sorted(PACKAGE.rglob("*.py")):
        own = path.relative_to(PACKAGE).with_suffix("").parts[0]
        if own == "__init__":
            continue
        for module in imports(path):
            other = part(module)
            if other in ("", "__version__"):
                continue
            reason = APART.get((own, other)) or (APART.get((own, "")) if other != own else None)
            if LEVEL[other] < LEVEL[own]:
                reason = "that lies above"
            if reason:
                wrong.append(f"{path.relative_to(ROOT)} imports {module}: {reason}")
    assert wrong == []


def test_every_part_of_the_package_has_a_layer() -> None:
    parts = {path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file()}
    assert parts - {"__init__"} <= set(LEVEL)


def test_no_file_has_grown_beyond_one_job() -> None:
    long = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > 400:
            long[str(path.relative_to(ROOT))] = lines
    assert long == {}


def test_no_file_is_called_after_nothing() -> None:
    vague = {"utils", "util", "helpers", "helper", "common", "manager", "misc"}
    assert [str(path) for path in PACKAGE.rglob("*.py") if path.stem in vague] == []
