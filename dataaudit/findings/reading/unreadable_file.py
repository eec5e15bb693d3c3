"""SRC001 unreadable-file."""

from __future__ import annotations

from dataaudit.findings.reading.quarantine_finding import NoteFinding


class UnreadableFile(NoteFinding):
    """A file that could not be read at all.

    What it finds:
        Input files that are damaged, empty where a header is needed, or of a kind that is not read, in a run
        that leaves such files out (input.on_bad_file: skip).

    Why it matters:
        Every row of the file is missing from the result, and the counts do not show it.

    How it decides:
        Opening the file or reading its header failed.

    Example:
        A Parquet file without its footer.

    What to do:
        Repair or remove the file; without input.on_bad_file: skip the run stops at it.

    Known false alarms:
        None: the file was not read.

    Source:
        ours; faults F30 and F33 of our fault matrix
    """

    code = "SRC001"
    name = "unreadable-file"
    severity = "error"
    message = "{count} files could not be read and were left out (first: {file}: {first})"
