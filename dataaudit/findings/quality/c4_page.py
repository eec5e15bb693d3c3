"""QLT035 c4-page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.threshold_finding import Bound, BoundFinding, BoundOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class C4PageOptions(BoundOptions):
    """Options of c4-page."""

    __pydantic_config__ = SECTION

    min_sentences: Annotated[int | None, Field(ge=0)] = 5
    """Fewest sentences in the lines that C4 keeps."""
    max_placeholder: Annotated[int | None, Field(ge=0, le=1)] = 0
    """Whether a kept line may contain "lorem ipsum": 0 or 1."""
    max_brace: Annotated[int | None, Field(ge=0, le=1)] = 0
    """Whether a kept line may contain a curly bracket: 0 or 1."""


class C4Page(BoundFinding[C4PageOptions]):
    """A page that C4 would discard.

    What it finds:
        Rows whose lines, after C4's line filter, contain fewer than min_sentences sentences, placeholder text, or a
        curly bracket.

    Why it matters:
        Pages without sentences are navigation. Placeholder text and curly brackets indicate templates and code.

    How it decides:
        C4 keeps a line with at least three words, a final . ? ! or quotation mark, no final ellipsis, no word over
        1,000 characters, and neither "javascript" nor a policy phrase (signals c4_line_share, c4_sentences,
        c4_placeholder, c4_brace). Sentences are counted by their final punctuation.

    Example:
        "Home | Products | Contact"

    What to do:
        Review a sample (dataaudit show RUN c4-page), then drop the rows with clean.drop: [c4-page]. Use it only for web
        pages in languages that end sentences with . ? or !.

    Known false alarms:
        Languages whose sentences end in other marks (Chinese, Japanese, Hindi, Thai), verse, code, dialogue, short
        texts.

    Source:
        Raffel et al. 2020, "Exploring the Limits of Transfer Learning with a Unified Text-to-Text Transformer", section
        2.2; rules as in datatrove
    """

    code = "QLT035"
    name = "c4-page"
    family = "quality"
    severity = "warning"
    by_preset = True
    reads = (
        "c4_sentences",
        "c4_placeholder",
        "c4_brace",
    )
    metric = "quality.c4_page.share"
    evidence = (("fewest", "c4_sentences", "min"),)
    message = (
        "{count} of {rows} texts would be discarded by C4: fewer than {min_sentences} sentences, placeholder text or "
        "a curly bracket (fewest sentences: {fewest})"
    )
    bounds = (
        Bound("c4_sentences", "<", "min_sentences"),
        Bound("c4_placeholder", ">", "max_placeholder"),
        Bound("c4_brace", ">", "max_brace"),
    )
    options_class = C4PageOptions
