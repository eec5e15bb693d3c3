"""SRC004 trailing-bytes."""

from __future__ import annotations

from dataaudit.findings.reading.quarantine_finding import NoteFinding


class TrailingBytes(NoteFinding):
    """Bytes behind the end of compressed data.

    What it finds:
        Compressed files in which something follows the compressed data that is no further member.

    Why it matters:
        It may be padding, or the rest of a file that was overwritten in part.

    How it decides:
        After the end of a gzip, zstandard, bzip2 or xz stream the next bytes are not the start of another one.

    Example:
        A .gz with a signature appended.

    What to do:
        Look at the end of the file; nothing of it was read.

    Known false alarms:
        Padding that some tape and archive programs write.

    Source:
        gzip(1), trailing garbage
    """

    code = "SRC004"
    name = "trailing-bytes"
    message = "{count} files have bytes behind their compressed data, which were left out (first: {file}: {first})"
