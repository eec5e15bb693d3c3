"""INS012 missing-media."""

from __future__ import annotations

from dataaudit.findings.instructions.flag_finding import FlagFinding


class MissingMedia(FlagFinding):
    """The prompt refers to an image or file that is missing.

    What it finds:
        Rows whose prompt refers to an image, a video, a file or an attachment that is given neither as input nor as a
        URL.

    Why it matters:
        The answer describes something that was never given, and a model learns to invent.

    How it decides:
        "this image", "the attached file", "the picture above" and the like in the prompt, with no input, no URL and no
        embedded picture (signal media_missing).

    Example:
        "Describe the image below."

    What to do:
        Review a sample (dataaudit show RUN missing-media), then drop the rows with clean.drop: [missing-media]. Keep
        them if the images are in another column.

    Known false alarms:
        Tasks about pictures in general, and data sets with images in a separate column.

    Source:
        common practice in instruction data; the defects of Alpaca and its cleaned versions
    """

    code = "INS012"
    name = "missing-media"
    flag = "media_missing"
    reads = ("media_missing",)
    metric = "instructions.missing_media.share"
    message = "{count} of {rows} rows {count:refers|refer} to an image or file that is missing"
