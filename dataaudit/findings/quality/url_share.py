"""QLT051 url-share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.threshold_finding import Bound, BoundFinding, BoundOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class UrlShareOptions(BoundOptions):
    """Options of url-share."""

    __pydantic_config__ = SECTION

    max_share: Annotated[float | None, Field(ge=0, le=1)] = 0.2
    """Largest share of bytes in URLs; texts above it are flagged."""


class UrlShare(BoundFinding[UrlShareOptions]):
    """Mostly URLs.

    What it finds:
        Rows in which more than max_share of the bytes belong to URLs.

    Why it matters:
        A list of links contains nothing that a model can learn.

    How it decides:
        A URL extends from the scheme before :// to the next white space, quotation mark or angle bracket (signal
        url_share); above max_share (0.2).

    Example:
        "https://example.org/a https://example.org/b"

    What to do:
        Review a sample (dataaudit show RUN url-share), then drop the rows with clean.drop: [url-share]. Raise max_share
        for short messages.

    Known false alarms:
        Bibliographies, and short messages with one link.

    Source:
        RFC 3986; threshold from NeMo Curator
    """

    code = "QLT051"
    name = "url-share"
    family = "quality"
    severity = "warning"
    by_preset = True
    reads = ("url_share",)
    metric = "quality.url_share.share"
    evidence = (("highest", "url_share", "max"),)
    message = "{count} of {rows} texts {count:is|are} more than {max_share:%} URLs (highest: {highest:%})"
    bounds = (Bound("url_share", ">", "max_share"),)
    options_class = UrlShareOptions
