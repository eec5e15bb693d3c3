"""``dataaudit open``."""

from __future__ import annotations

import argparse
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
    except OSError as error:
        message = f"port {options.port} cannot be opened ({error.strerror}); choose another with --port"
        raise InputError(message) from error
    print(f"{server.address}\nThe page is served on this machine alone. Ctrl+C ends it.", flush=True)
    if options.browser:
        import webbrowser

        webbrowser.open(server.address)
    with server:
        server.serve_forever()
    return EXIT_PASSED


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
