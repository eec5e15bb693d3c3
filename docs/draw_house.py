"""Draw the folders of the package in their layers, and who imports whom: this script writes ``docs/house.svg``.

Layers are those of the import contract in ``pyproject.toml``, arrows are read from the sources, so the picture stays
true; a test fails if the committed picture differs from what this draws.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs" / "house.svg"
WIDTH, ROW, BOX_WIDTH, BOX_HEIGHT, MARGIN = 940, 92, 190, 44, 20
_STYLE = (
    "text{font:13px sans-serif;fill:#222}.small{font-size:11px;fill:#666}"
    "rect{fill:#f4f6fa;stroke:#8899b3}path{fill:none;stroke:#7a8aa5;opacity:.55}"
)


def layers() -> list[list[str]]:
    """Folders and modules of the package, from the top."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    listed = next(one["layers"] for one in contracts if one["type"] == "layers")
    return [[name.strip() for name in re.split(r"[|:]", line)] for line in listed]


def imports() -> Counter[tuple[str, str]]:
    """How many modules of one part import one of another."""
    counts: Counter[tuple[str, str]] = Counter()
    package = ROOT / "dataaudit"
    for path in sorted(package.rglob("*.py")):
        own = path.relative_to(package).with_suffix("").parts[0]
        used = set()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            used |= {name.split(".")[1] for name in names if name.startswith("dataaudit.")}
        counts.update((own, other) for other in used if other != own and own != "__init__")
    return counts


def draw() -> str:
    """The picture as SVG."""
    places = {}
    boxes = []
    rows = layers()
    for level, names in enumerate(rows):
        top = MARGIN + level * ROW
        gap = (WIDTH - BOX_WIDTH * len(names)) / (len(names) + 1)
        for number, name in enumerate(names):
            left = gap + number * (BOX_WIDTH + gap)
            places[name] = (left + BOX_WIDTH / 2, top)
            files = len(list((ROOT / "dataaudit" / name).rglob("*.py"))) or 1
            boxes.append(
                f'<rect x="{left:.0f}" y="{top}" width="{BOX_WIDTH}" height="{BOX_HEIGHT}" rx="6"/>'
                f'<text x="{left + BOX_WIDTH / 2:.0f}" y="{top + 19}" text-anchor="middle">{name}</text>'
                f'<text class="small" x="{left + BOX_WIDTH / 2:.0f}" y="{top + 35}" text-anchor="middle">'
                f"{files} {'file' if files == 1 else 'files'}</text>"
            )
    arrows = []
    for (own, other), count in sorted(imports().items()):
        if own not in places or other not in places:
            continue
        (x1, y1), (x2, y2) = places[own], places[other]
        width = min(0.6 + count / 12, 5)
        if y1 == y2:  # one layer: along its lower edge
            low = y1 + BOX_HEIGHT
            curve = f"M{x1:.0f} {low} C{x1:.0f} {low + 26} {x2:.0f} {low + 26} {x2:.0f} {low}"
        else:
            middle = (y1 + BOX_HEIGHT + y2) / 2
            curve = f"M{x1:.0f} {y1 + BOX_HEIGHT} C{x1:.0f} {middle:.0f} {x2:.0f} {middle:.0f} {x2:.0f} {y2}"
        arrows.append(f'<path d="{curve}" stroke-width="{width:.1f}"><title>{own} → {other}: {count}</title></path>')
    height = MARGIN * 2 + ROW * len(rows) - (ROW - BOX_HEIGHT)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img">'
    title = "<title>The folders of dataaudit in their layers; a line: the upper one imports the lower one</title>"
    ground = '<rect width="100%" height="100%" style="fill:#fff;stroke:none"/>'
    parts = [head, title, f"<style>{_STYLE}</style>", ground]
    return "\n".join([*parts, *arrows, *boxes, "</svg>", ""])


if __name__ == "__main__":
    PICTURE.write_text(draw(), encoding="utf-8")
