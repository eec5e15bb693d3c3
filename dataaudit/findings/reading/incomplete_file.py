"""SRC002 incomplete-file."""

from __future__ import annotations

from dataaudit.findings.reading.quarantine_finding import NoteFinding


class IncompleteFile(NoteFinding):
    """A file that ends early; the rows before the break were read.

    What it finds:
        Compressed files whose data ends early or fails its checksum, and JSON arrays without a closing bracket.

    Why it matters:
        Downloads and copies are interrupted. A tool that stops silently at that point loses the remaining rows.

    How it decides:
        The decompressor reports an early end or a wrong checksum. All rows before that point are kept.

    Example:
        A .jsonl.gz file of which only half was downloaded.

    What to do:
        Fetch the file again, then rerun. A run stops with exit code 3 at such a file unless input.on_bad_file: skip is
        set; do not set it while the missing rows can still be fetched.

    Known false alarms:
        None: the compression format records the length of its data.

    Source:
        huggingface/datatrove pull request 78
    """

    code = "SRC002"
    name = "incomplete-file"
    severity = "error"
    message = "{count} {count:file ends|files end} early; the rows before the break were kept (first: {file}: {first})"
