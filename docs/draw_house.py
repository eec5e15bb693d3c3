"""Draw the folders of the package in their layers, and who imports whom: this script writes ``docs/house.svg``.

Layers are those of the import contract in ``pyproject.toml`` and imports are read from the sources, so the picture
stays true; a test fails if the committed picture differs from what this draws. Every box lists all that its folder
imports. Arrows that follow from other arrows are left out: all of them at once cannot be read.
"""

from __future__ import annotations

import ast
import re
import textwrap
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs" / "house.svg"
TITLE = "The folders of dataaudit in their layers"
LEGEND = (
    "5 next to an arrow: 5 modules import from the folder that it points to. Boxes list all imports; "
    "arrows that follow from other arrows are left out."
)
WIDTH, BOX, CHANNEL, MARGIN, LINE = 1080, 268, 62, 24, 15
_LETTERS = 42
_STYLE = (
    "text{font:13px sans-serif;fill:#1d2733}.name{font-weight:600}.small{font-size:11px;fill:#566072}"
    ".count{font-size:11px;text-anchor:middle;fill:#31507f;paint-order:stroke;stroke:#fff;stroke-width:3px}"
    "rect{fill:#f4f6fa;stroke:#8899b3}path{fill:none;stroke:#5b78a6;stroke-width:1.3}"
)
_HEAD = (
    '<marker id="head" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="8" markerHeight="8" orient="auto">'
    '<path d="M0 0L8 4L0 8z" style="fill:#5b78a6;stroke:none"/></marker>'
)

Edge = tuple[str, str]
Point = tuple[float, float]


def layers() -> list[list[str]]:
    """Folders and modules of the package, from the top."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    listed = next(one["layers"] for one in contracts if one["type"] == "layers")
    return [[name.strip() for name in re.split(r"[|:]", line)] for line in listed]


@cache
def imports() -> Counter[Edge]:
    """How many modules of one part import from another; imports for type checkers alone do not count."""
    counts: Counter[Edge] = Counter()
    package = ROOT / "dataaudit"
    for path in sorted(package.rglob("*.py")):
        own = path.relative_to(package).with_suffix("").parts[0]
        used = set()
        for node in _run(ast.parse(path.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            used |= {name.split(".")[1] for name in names if name.startswith("dataaudit.")}
        counts.update((own, other) for other in used if other != own and own != "__init__")
    return counts


def _run(node: ast.AST) -> Iterator[ast.AST]:
    """All nodes, without the bodies of ``if TYPE_CHECKING``."""
    yield node
    hidden = isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
    for child in node.orelse if hidden and isinstance(node, ast.If) else ast.iter_child_nodes(node):
        yield from _run(child)


def direct(edges: Iterable[Edge]) -> list[Edge]:
    """The edges that do not follow from a chain of others.

    Examples:
        >>> direct([("cli", "api"), ("api", "engine"), ("cli", "engine")])
        [('cli', 'api'), ('api', 'engine')]
    """
    kept = list(edges)

    def reached(start: str, without: Edge) -> set[str]:
        found, waiting = {start}, [start]
        while waiting:
            here = waiting.pop()
            nearest = {other for own, other in kept if own == here and (own, other) != without} - found
            found |= nearest
            waiting += nearest
        return found

    return [edge for edge in kept if edge[1] not in reached(edge[0], edge)]


@dataclass(frozen=True)
class Box:
    """A folder in the picture."""

    name: str
    row: int
    left: float
    top: float
    height: float
    lines: tuple[str, ...]

    @property
    def middle(self) -> float:
        """Its centre, from the left."""
        return self.left + BOX / 2

    def svg(self) -> str:
        """Name, files, imports."""
        files = len(list((ROOT / "dataaudit" / self.name).rglob("*.py"))) or 1
        x, y = self.middle, self.top + 19
        parts = [
            f'<rect x="{self.left:.0f}" y="{self.top:.0f}" width="{BOX}" height="{self.height:.0f}" rx="6"/>',
            _text(x, y, "name", self.name),
            _text(x, y + LINE, "small", f"{files} {'file' if files == 1 else 'files'}"),
        ]
        return "\n".join(parts + [_text(x, y + LINE * (2 + n), "small", line) for n, line in enumerate(self.lines)])


def _text(x: float, y: float, kind: str, words: str) -> str:
    return f'<text class="{kind}" x="{x:.0f}" y="{y:.0f}" text-anchor="middle">{words}</text>'


def boxes(counts: Counter[Edge]) -> dict[str, Box]:
    """All boxes by name."""
    placed = {}
    top: float = MARGIN
    for row, names in enumerate(layers()):
        lines = {name: tuple(textwrap.wrap(_imported(name, counts), _LETTERS)) for name in names}
        height = 2 * LINE + 12 + LINE * max(map(len, lines.values()))
        space = (WIDTH - BOX * len(names)) / (len(names) + 1)
        for place, name in enumerate(names):
            placed[name] = Box(name, row, space + place * (BOX + space), top, height, lines[name])
        top += height + CHANNEL
    return placed


def _imported(name: str, counts: Counter[Edge]) -> str:
    used = sorted((-count, other) for (own, other), count in counts.items() if own == name)
    # Spaces that do not break keep a name, its count and the dot behind them on one line.
    return "\u00a0· ".join(f"{other}\u00a0{-count}" for count, other in used)


class Arrows:
    """Draws the direct edges around the boxes."""

    def __init__(self, counts: Counter[Edge], placed: dict[str, Box]) -> None:
        self.counts = counts
        self.placed = placed
        self.edges = sorted(
            direct(sorted(counts)), key=lambda edge: (placed[edge[0]].row, placed[edge[1]].middle, edge)
        )
        self.through: Counter[tuple[int, float]] = Counter()

    def svg(self) -> list[str]:
        """A path and a count an edge."""
        return [self._beside(edge) if self._level(edge) else self._down(edge) for edge in self.edges]

    def _level(self, edge: Edge) -> bool:
        return self.placed[edge[0]].row == self.placed[edge[1]].row

    def _port(self, edge: Edge, end: int) -> float:
        """Where an edge leaves or enters a box: the edges of a box share its width in order of where they lead."""
        box, other = self.placed[edge[end]], 1 - end
        same = [one for one in self.edges if one[end] == edge[end] and not self._level(one)]
        same.sort(key=lambda one: (self.placed[one[other]].middle, one))
        return box.left + BOX * (same.index(edge) + 1) / (len(same) + 1)

    def _down(self, edge: Edge) -> str:
        own, other = (self.placed[name] for name in edge)
        start, end = self._port(edge, 0), self._port(edge, 1)
        points: list[Point] = [(start, own.top + own.height)]
        for row in range(own.row + 1, other.row):
            between = next(box for box in self.placed.values() if box.row == row)
            share = (row - own.row) / (other.row - own.row)
            x = self._gap(row, start + (end - start) * share)
            points += [(x, between.top - 4), (x, between.top + between.height + 4)]
        points.append((end, other.top))
        # The arrow bends towards its target; the count is on its other side.
        aside = -9 if points[1][0] > start else 9
        return self._path(edge, points, (start + aside, own.top + own.height + 13))

    def _gap(self, row: int, wanted: float) -> float:
        """A way between the boxes of a row, or beside them."""
        inside = sorted((box.left, box.left + BOX) for box in self.placed.values() if box.row == row)
        edges = [0.0, *(x for pair in inside for x in pair), float(WIDTH)]
        middles = [(left + right) / 2 for left, right in zip(edges[::2], edges[1::2], strict=True)]
        chosen = min(middles, key=lambda x: abs(x - wanted))
        self.through[row, chosen] += 1
        number = self.through[row, chosen]
        return chosen + 11 * (number // 2) * (-1) ** number

    def _beside(self, edge: Edge) -> str:
        own, other = (self.placed[name] for name in edge)
        right = other.left > own.left
        start, end = (own.left + BOX, other.left) if right else (own.left, other.left + BOX)
        if abs(end - start) < BOX:
            y = own.top + own.height / 2
            return self._path(edge, [(start, y), (end, y)], ((start + end) / 2 + 22, y - 5))
        y = own.top
        start, end = own.left + BOX * (0.85 if right else 0.15), other.left + BOX * (0.15 if right else 0.85)
        curve = f"M{start:.0f} {y:.0f}C{start:.0f} {y - 34:.0f} {end:.0f} {y - 34:.0f} {end:.0f} {y:.0f}"
        return self._drawn(edge, curve, (start - 8, y - 10))

    def _path(self, edge: Edge, points: list[Point], label: Point) -> str:
        curve = f"M{points[0][0]:.0f} {points[0][1]:.0f}"
        for (x1, y1), (x2, y2) in pairwise(points):
            half = (y1 + y2) / 2
            straight = x1 == x2 or y1 == y2
            curve += "L" if straight else f"C{x1:.0f} {half:.0f} {x2:.0f} {half:.0f} "
            curve += f"{x2:.0f} {y2:.0f}"
        return self._drawn(edge, curve, label)

    def _drawn(self, edge: Edge, curve: str, label: Point) -> str:
        count = self.counts[edge]
        return (
            f'<path d="{curve}" marker-end="url(#head)"><title>{edge[0]} → {edge[1]}: {count}</title></path>'
            f'<text class="count" x="{label[0]:.0f}" y="{label[1]:.0f}">{count}</text>'
        )


def draw() -> str:
    """The picture as SVG."""
    known = {name for names in layers() for name in names}
    counts = Counter({edge: count for edge, count in imports().items() if set(edge) <= known})
    placed = boxes(counts)
    bottom = max(box.top + box.height for box in placed.values()) + 34
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {bottom + MARGIN:.0f}" role="img">',
            f"<title>{TITLE}</title><style>{_STYLE}</style><defs>{_HEAD}</defs>",
            '<rect width="100%" height="100%" style="fill:#fff;stroke:none"/>',
            *Arrows(counts, placed).svg(),
            *(box.svg() for box in placed.values()),
            _text(WIDTH / 2, bottom, "small", LEGEND),
            "</svg>",
            "",
        ]
    )


if __name__ == "__main__":
    PICTURE.write_text(draw(), encoding="utf-8")
