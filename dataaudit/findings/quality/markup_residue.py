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
    """Largest share of bytes in tags."""
    max_entities: Annotated[float | None, Field(ge=0)] = 0.05
    """Most character references per word."""


class MarkupResidue(BoundFinding[MarkupResidueOptions]):
    """Leftover HTML.

    What it finds:
        Rows in which tags make up more than max_tags of the bytes, or with more than max_entities character references
        per word.

    Why it matters:
        Extraction went wrong, and a model learns markup instead of text.

    How it decides:
        Bytes between < and > where a letter, / or ! follows the <; &amp;, &#39; and the same without the & (#39; quot;)
        (signals tag_share, entity_ratio), above 0.05.

    Example:
        "&lt;p&gt;It&#39;s"

    What to do:
        Extract the text again with an HTML parser, or review a sample (dataaudit show RUN markup-residue) and drop the
        rows with clean.drop: [markup-residue]. Keep them in data sets about HTML, XML or code.

    Known false alarms:
        Texts about HTML, XML corpora, and code.

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
    message = (
        "{count} of {rows} texts {count:contains|contain} leftover HTML (tags: up to {highest:%} of bytes; entities: "
        "up to {entities} per word)"
    )
    bounds = (
        Bound("tag_share", ">", "max_tags"),
        Bound("entity_ratio", ">", "max_entities"),
    )
    options_class = MarkupResidueOptions
