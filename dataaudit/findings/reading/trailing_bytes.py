"""SRC004 trailing-bytes."""

from __future__ import annotations

from dataaudit.findings.reading.quarantine_finding import NoteFinding


class TrailingBytes(NoteFinding):
    """Bytes after the end of compressed data.

    What it finds:
        Compressed files in which the compressed data is followed by bytes that are not another compressed member.

    Why it matters:
        The bytes may be padding, or the remains of a file that was partly overwritten.

    How it decides:
        After the end of a gzip, zstandard, bzip2 or xz stream, the next bytes do not start another stream.

    Example:
        A .gz file with a signature appended.

    What to do:
        Inspect the end of the file; the trailing bytes were not read. Fetch the file again if it should hold more rows.

    Known false alarms:
        Padding written by some tape and archive programs.

    Source:
        gzip(1), trailing garbage
    """

    code = "SRC004"
    name = "trailing-bytes"
    message = (
        "{count} {count:file has|files have} bytes after the compressed data; they were ignored (first: {file}: "
        "{first})"
    )
