"""``dataaudit open``."""

from __future__ import annotations

import argparse
import contextlib
import tempfile
from pathlib import Path

from dataaudit.cli.command import Command
from dataaudit.cli.option import Option
from dataaudit.cli.shared_options import RUN
from dataaudit.errors import EXIT_PASSED


def execute(options: argparse.Namespace) -> int:
    """Serve the explorer until it is interrupted."""
    from dataaudit.errors import InputError
    from dataaudit.explorer.server import ExplorerServer
    from dataaudit.explorer.views import Views
    from dataaudit.results.comparison.sides import open_run

    views = Views(open_run(options.run), Path(options.allow), Path(options.corrections))
    try:
        server = ExplorerServer(views, options.port)
    except (OSError, OverflowError) as error:
        message = f"port {options.port} cannot be opened ({getattr(error, 'strerror', None) or error}); name another"
        raise InputError(message) from error
    print(f"{server.address}\nThe page is served only on this machine. Ctrl+C ends it.", flush=True)
    with server, tempfile.TemporaryDirectory() as folder:
        if options.browser:
            _show(server.address, Path(folder) / "open.html")
        with contextlib.suppress(KeyboardInterrupt):
            server.serve_forever()
    return EXIT_PASSED


def _show(address: str, page: Path) -> None:
    """Open the browser on a file that leads to the address: a command line can be read by all users of the machine."""
    import webbrowser

    page.touch(mode=0o600)
    page.write_text(f'<meta http-equiv="refresh" content="0; url={address}">', encoding="utf-8")
    webbrowser.open(page.as_uri())


COMMAND = Command(
    rank=37,
    help="explore a finished run in the browser: rows, texts, clusters, thresholds, labels",
    options=(
        RUN,
        Option("--port", "port on this machine; a free one when not given", kind=int, default=0),
        Option("--browser", "open the page in your browser", switch=True),
        Option("--allow", "file of waivers that the page adds to", "FILE", default="allow.yml"),
        Option("--corrections", "CSV of corrected labels that the page adds to", "FILE", default="corrections.csv"),
    ),
    examples=("dataaudit open RUN", "dataaudit open RUN --port 8765 --browser"),
    execute=execute,
)
