"""``dataaudit warmup``."""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from dataaudit.cli.command import Command
from dataaudit.cli.commands.demo import SAMPLE
from dataaudit.cli.shared_options import QUIET
from dataaudit.config.sizes import show_size
from dataaudit.errors import EXIT_PASSED
from dataaudit.kernels import cache_folder

_ROWS = 400
"""Rows of the sample: enough that every stage has something to do."""
_CHAT = (
    '{"messages": [{"role": "user", "content": "Name a colour, number %d."}, '
    '{"role": "assistant", "content": "Red, and blue beside it."}]}'
)


def execute(options: argparse.Namespace) -> int:
    """Audit a little of the sample and a few chats, so that what a first run compiles and derives is there."""
    import polars as pl

    from dataaudit.api import audit
    from dataaudit.cli.console import watching

    began, before = time.monotonic(), _size()
    with tempfile.TemporaryDirectory() as folder, watching(quiet=options.quiet) as watcher:
        rows = pl.read_parquet(SAMPLE).head(_ROWS).with_row_index("n")
        copies = rows.filter(pl.col("text").str.len_chars() > 100).with_columns(pl.col("text") + " again")
        rows = pl.concat([rows, copies]).with_columns(
            split=pl.when(pl.col("n") % 5 > 0).then(pl.lit("train")).otherwise(pl.lit("test"))
        )
        audit(rows.drop("n"), out=Path(folder, "texts"), text="text", label="label", split="split", watcher=watcher)
        chats = Path(folder, "chats.jsonl")
        chats.write_text("\n".join(_CHAT % number for number in range(8)), encoding="utf-8")
        audit(chats, out=Path(folder, "turns"), watcher=watcher)
    made = _size() - before
    told = f"{show_size(made)} of compiled code and tables made" if made else "compiled code and tables were there"
    print(f"{told} in {time.monotonic() - began:.0f} s: {cache_folder()}")
    return EXIT_PASSED


def _size() -> int:
    """Bytes of compiled code and kept tables; those of kernels beside their sources are in several folders."""
    root = cache_folder().parent if cache_folder().name == "__pycache__" else cache_folder()
    kinds = ("*.nbi", "*.nbc", "*.npz")
    return sum(path.stat().st_size for kind in kinds for path in root.rglob(kind))


COMMAND = Command(
    rank=165,
    help="compile what a first run would, for images and CI",
    options=(QUIET,),
    examples=("dataaudit warmup",),
    execute=execute,
)
