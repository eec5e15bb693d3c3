"""QLT064 noise-lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.threshold_finding import Bound, BoundFinding, BoundOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class NoiseLinesOptions(BoundOptions):
    """Options of noise-lines."""

    __pydantic_config__ = SECTION

    max_share: Annotated[float | None, Field(ge=0, le=1)] = 0.3
    """Largest share of the letters of a text in lines beside it."""


class NoiseLines(BoundFinding[NoiseLinesOptions]):
    """Lines beside the text of their page.

    What it finds:
        Texts of eight lines or more in which more than max_share of the letters are in menus, lists of links, footers,
        notes on cookies, forms and teasers of other pages.

    Why it matters:
        Extraction has kept the frame of pages. A model learns to write menus, and near-duplicates of frames hide those
        of texts.

    How it decides:
        A small network judges every line by its length, marks, capitals, numbers, short words and phrases of pages, and
        by the lines around it, in any language (signals noise_line_share and noise_letter_share). On lines that people
        judged and it has not seen, macro F1 is .89 in English, .77 in Swedish, .74 to .76 in Finnish and Spanish, and
        .61 in German, whose judges called menus of associations text. Poems, lists, calculations and code were among
        the examples of text.

    Example:
        "Home | About us | Contact", "3 comments", "You may also like" around two paragraphs

    What to do:
        Look at the lines, then take them out with clean.noise_lines: remove (every line is a witness in edits/), or
        extract the pages again with another tool.

    Known false alarms:
        Tables, results of matches, price lists and addresses that are the content of a page.

    Source:
        Pomikálek 2011 (jusText); TurkuNLP, text quality annotations
    """

    code = "QLT064"
    name = "noise-lines"
    family = "quality"
    severity = "warning"
    reads = ("noise_letter_share",)
    metric = "quality.noise_lines.share"
    evidence = (("highest", "noise_letter_share", "max"),)
    message = (
        "{count} of {rows} texts {count:has|have} more than {max_share:%} of letters in lines beside "
        "{count:the text|their text} (highest: {highest:%})"
    )
    bounds = (Bound("noise_letter_share", ">", "max_share"),)
    options_class = NoiseLinesOptions
