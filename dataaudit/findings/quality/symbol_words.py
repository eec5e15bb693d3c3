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
    """Most hash signs and ellipses per word; texts above it are flagged."""


class SymbolWords(BoundFinding[SymbolWordsOptions]):
    """Many hash signs and ellipses.

    What it finds:
        Rows with more than max_ratio hash signs and ellipses together per word.

    Why it matters:
        Cut-off teasers and tag clouds look like this.

    How it decides:
        Number of #, ... and … divided by the number of words and symbols (signal symbol_word_ratio), above max_ratio
        (0.1). Gopher's rule in datatrove (symbol-ratio) counts the two separately.

    Example:
        #sale #shoes #now ...

    What to do:
        Review a sample (dataaudit show RUN symbol-words), then drop the rows with clean.drop: [symbol-words]. Do not
        use it on social media posts or code.

    Known false alarms:
        Social media, code, and Markdown headings.

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
    message = (
        "{count} of {rows} texts {count:has|have} more than {max_ratio} hash signs and ellipses per word (highest: "
        "{highest})"
    )
    bounds = (Bound("symbol_word_ratio", ">", "max_ratio"),)
    options_class = SymbolWordsOptions
