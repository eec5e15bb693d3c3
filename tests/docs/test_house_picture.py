from __future__ import annotations

import sys
import xml.etree.ElementTree as ElementTree

from conftest import ROOT

sys.path.insert(0, str(ROOT / "docs"))
import draw_house


def test_the_picture_of_the_house_is_what_the_imports_draw() -> None:
    assert draw_house.PICTURE.read_text(encoding="utf-8") == draw_house.draw(), "run python docs/draw_house.py"


def test_every_folder_is_a_box_and_no_arrow_points_up() -> None:
    level = {name: number for number, names in enumerate(draw_house.layers()) for name in names}
    assert all(level[own] <= level[other] for own, other in draw_house.imports() if own in level and other in level)
    picture = ElementTree.fromstring(draw_house.draw())  # noqa: S314  (ours)
    shown = {text.text for text in picture.iter("{http://www.w3.org/2000/svg}text")}
    assert set(level) <= shown


def test_imports_for_type_checkers_are_no_arrows() -> None:
    counts = draw_house.imports()
    assert [(own, other) for own, other in counts if (other, own) in counts] == []


def test_an_edge_that_follows_from_others_is_left_out() -> None:
    edges = [("cli", "api"), ("api", "engine"), ("engine", "store"), ("cli", "store"), ("cli", "errors")]
    assert draw_house.direct(edges) == [*edges[:3], edges[4]]
