"""QLT048 markup-residue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.threshold_finding import Bound, BoundFinding, BoundOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkupResidueOptions(BoundOptions):
    """Options of markup-residue."""

    __pydantic_config__ = SECTION

    max_tags: Annotated[float | None, Field(ge=0, le=1)] = 0.05
    """Share of bytes in tags."""
    max_entities: Annotated[float | None, Field(ge=0)] = 0.05
    """Character references a word."""


class MarkupResidue(BoundFinding[MarkupResidueOptions]):
    """Remains of HTML.

    What it finds:
        Rows in which tags are more than max_tags of the bytes, or character references more than max_entities a word.

    Why it matters:
        Extraction went wrong; a model learns markup where text should stand.

    How it decides:
        Bytes between < and > where a letter, / or ! follows; &amp;, &#39; and the same without their & (#39; quot;)
        (signals tag_share, entity_ratio), above 0.05.

    Example:
        "&lt;p&gt;It&#39;s"

    What to do:
        Look at a sample; drop the rows with clean.drop: [markup-residue].

    Known false alarms:
        Texts about HTML, XML corpora, code.

    Source:
        the WHATWG HTML Standard, section 13.5
    """

    code = "QLT048"
    name = "markup-residue"
    family = "quality"
    severity = "warning"
    by_preset = True
    reads = (
        "tag_share",
        "entity_ratio",
    )
    metric = "quality.markup_residue.share"
    evidence = (
        ("highest", "tag_share", "max"),
        ("entities", "entity_ratio", "max"),
    )
    message = "{count} of {rows} texts hold remains of HTML (highest share of tags {highest})"
    bounds = (
        Bound("tag_share", ">", "max_tags"),
        Bound("entity_ratio", ">", "max_entities"),
    )
    options_class = MarkupResidueOptions
