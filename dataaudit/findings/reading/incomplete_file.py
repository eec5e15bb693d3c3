"""SRC002 incomplete-file."""

from __future__ import annotations

from dataaudit.findings.reading.quarantine_finding import NoteFinding


class IncompleteFile(NoteFinding):
    """A file that ends too early, read up to that point.

    What it finds:
        Compressed files whose data end early or fail their checksum, and JSON arrays without an end.

    Why it matters:
        Downloads and copies break off; tools that stop quietly there lose the rest without a word.

    How it decides:
        The decompressor reports an early end or a wrong checksum; all rows before it are kept.

    Example:
        A .jsonl.gz of which half was downloaded.

    What to do:
        Fetch the file again. A run stops with exit code 3 at such a file unless input.on_bad_file: skip is set.

    Known false alarms:
        None: the compression format says how long the data are.

    Source:
        huggingface/datatrove pull request 78
    """

    code = "SRC002"
    name = "incomplete-file"
    severity = "error"
    message = "{count} files end before their data do; what stands before that was read (first: {file}: {first})"
