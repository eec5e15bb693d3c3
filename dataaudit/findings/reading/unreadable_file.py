"""SRC001 unreadable-file."""

from __future__ import annotations

from dataaudit.findings.reading.quarantine_finding import NoteFinding


class UnreadableFile(NoteFinding):
    """A file that could not be read at all.

    What it finds:
        Input files that are damaged, empty where a header is required, or in an unsupported format, in a run that skips
        such files (input.on_bad_file: skip).

    Why it matters:
        Every row of the file is missing from the result, and the row counts do not show it.

    How it decides:
        Opening the file or reading its header failed.

    Example:
        A Parquet file without its footer.

    What to do:
        Repair or remove the file, then rerun. Without input.on_bad_file: skip, the run stops at the first such file.

    Known false alarms:
        None: the file was not read.

    Source:
        fault matrix, F30 and F33
    """

    code = "SRC001"
    name = "unreadable-file"
    severity = "error"
    message = "{count} {count:file|files} could not be read and {count:was|were} skipped (first: {file}: {first})"
