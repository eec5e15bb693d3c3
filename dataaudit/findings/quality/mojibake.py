"""QLT030 mojibake."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.threshold_finding import Bound, BoundFinding, BoundOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class MojibakeOptions(BoundOptions):
    """Options of mojibake."""

    __pydantic_config__ = SECTION

    max_share: Annotated[float, Field(ge=0, le=1)] = 0.005
    """Largest share of wrongly decoded characters; texts above it are flagged."""
    tolerated_share: Annotated[
        float, Field(ge=0, le=1, description="Share of rows up to which the severity is info.")
    ] = 0.0


class Mojibake(BoundFinding[MojibakeOptions]):
    """Text decoded with the wrong encoding.

    What it finds:
        Rows in which more than max_share of the characters result from a wrong encoding.

    Why it matters:
        A model learns the damage as if it were language, and a tokenizer spends several tokens on every damaged letter.

    How it decides:
        Counted are characters of UTF-8 that was read as Windows-1252 or Latin-1, the Han characters that frequent
        Chinese and Japanese characters become when their UTF-8 is read as GBK or Shift JIS, and replacement characters.
        Their number divided by all characters (signal mojibake_share), above max_share (0.005).

    Example:
        "Itâ€™s a cafÃ©." for "It's a café."

    What to do:
        Read the source again with the right encoding (input.encoding). Where the source is lost, drop the rows with
        clean.drop: [mojibake].

    Known false alarms:
        Texts about encodings; rare Han characters in names and classical verse.

    Source:
        RFC 3629; the WHATWG Encoding Standard
    """

    code = "QLT030"
    name = "mojibake"
    family = "quality"
    severity = "warning"
    reads = ("mojibake_share",)
    metric = "quality.mojibake.share"
    evidence = (("highest", "mojibake_share", "max"),)
    message = (
        "{count} of {rows} texts {count:was|were} decoded with the wrong encoding: more than {max_share:%} of "
        "characters are damaged (highest: {highest:%})"
    )
    bounds = (Bound("mojibake_share", ">", "max_share"),)
    options_class = MojibakeOptions
