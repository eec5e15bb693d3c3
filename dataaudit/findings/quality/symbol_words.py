"""QLT037 symbol-words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.threshold_finding import Bound, BoundFinding, BoundOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class SymbolWordsOptions(BoundOptions):
    """Options of symbol-words."""

    __pydantic_config__ = SECTION

    max_ratio: Annotated[float | None, Field(ge=0)] = 0.1
    """Hash signs and ellipses a word above which a text is found."""


class SymbolWords(BoundFinding[SymbolWordsOptions]):
    """Many hash signs and ellipses.

    What it finds:
        Rows with more than max_ratio hash signs and ellipses together for every word.

    Why it matters:
        Cut-off teasers and tag clouds.

    How it decides:
        Number of #, ... and … over the number of words and symbols (signal symbol_word_ratio), above max_ratio (0.1).
        Gopher's rule in datatrove (symbol-ratio) takes the two apart.

    Example:
        #sale #shoes #now ...

    What to do:
        Look at a sample; drop the rows with clean.drop: [symbol-words].

    Known false alarms:
        Social media, code, Markdown headings.

    Source:
        Weber et al. 2024, "RedPajama: an Open Dataset for Training Large Language Models", and its code
    """

    code = "QLT037"
    name = "symbol-words"
    family = "quality"
    severity = "warning"
    by_preset = True
    reads = ("symbol_word_ratio",)
    metric = "quality.symbol_words.share"
    evidence = (("highest", "symbol_word_ratio", "max"),)
    message = "{count} of {rows} texts have over {max_ratio} hash signs and ellipses a word (most {highest})"
    bounds = (Bound("symbol_word_ratio", ">", "max_ratio"),)
    options_class = SymbolWordsOptions
