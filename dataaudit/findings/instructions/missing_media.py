"""INS012 missing-media."""

from __future__ import annotations

from dataaudit.findings.instructions.flag_finding import FlagFinding


class MissingMedia(FlagFinding):
    """A picture or file that is not there.

    What it finds:
        Rows whose prompt speaks of an image, a video, a file or an attachment that is given neither as input nor as an
        address.

    Why it matters:
        The answer describes what nobody can see: a model learns to invent.

    How it decides:
        "this image", "the attached file", "the picture above" and the like in the prompt, no input and no address or
        embedded picture (signal media_missing).

    Example:
        "Describe the image below."

    What to do:
        Read a sample; drop the rows with clean.drop: [missing-media].

    Known false alarms:
        Tasks about pictures in general; data sets whose pictures are in a column of their own.

    Source:
        common practice in instruction data; the defects of Alpaca and its cleaned versions
    """

    code = "INS012"
    name = "missing-media"
    flag = "media_missing"
    reads = ("media_missing",)
    metric = "instructions.missing_media.share"
    message = "{count} of {rows} rows speak of a picture or file that they do not have"
