"""Charts described in Vega-Lite as SVG or PNG, drawn offline by vl-convert; nothing in them is a script."""

from __future__ import annotations

import re
from typing import Any

from dataaudit.config.address_space import CHARTS, check_address_space
from dataaudit.report.charts.plot import GRID, INK
from dataaudit.report.excerpt import visible
from dataaudit.stages.personal_data.mask import mask_values

_CONFIG: dict[str, Any] = {
    "background": "transparent",
    "view": {"stroke": None},
    "axis": {
        "labelColor": INK,
        "titleColor": INK,
        "domainColor": INK,
        "tickColor": INK,
        "gridColor": GRID,
        "labelFontSize": 11,
        "titleFontSize": 11,
        "titleFontWeight": "normal",
    },
    "legend": {"labelColor": INK, "titleColor": INK},
    "font": "system-ui, sans-serif",
}
_IDENTIFIER = re.compile(r'(\bid="|url\(#|href="#)')


def chart_svg(specification: dict[str, Any], name: str) -> str:
    """A chart as SVG in the page's colours, its element ids beginning with ``name``, so that they are its own."""
    check_address_space(CHARTS, "drawing charts")
    import vl_convert

    svg: str = vl_convert.vegalite_to_svg({**mask_values(specification), "config": _CONFIG})
    return visible(_IDENTIFIER.sub(lambda match: f"{match[0]}{name}-", svg))


def chart_png(specification: dict[str, Any]) -> bytes:
    """A chart as PNG on a white background."""
    check_address_space(CHARTS, "drawing charts")
    import vl_convert

    plain = {**_CONFIG, "background": "white"}
    return bytes(vl_convert.vegalite_to_png({**specification, "config": plain}, scale=2))
