"""``dataaudit track``."""

from __future__ import annotations

import argparse

from dataaudit.cli.command import Command
from dataaudit.cli.option import Option
from dataaudit.cli.shared_options import RUN
from dataaudit.errors import EXIT_PASSED


def execute(options: argparse.Namespace) -> int:
    """Send the run, say where it is."""
    from dataaudit.results.result import load_result
    from dataaudit.results.track import track

    result = load_result(options.run)
    print(f"written to {track(result, options.tracker, address=options.address, project=options.project)}")
    return EXIT_PASSED


COMMAND = Command(
    rank=40,
    help="write a run's metrics, verdict and files to MLflow or W&B, offline unless an address is given",
    options=(
        RUN,
        Option("tracker", "mlflow or wandb, as installed by you", "TRACKER"),
        Option("--address", "of a server; without it nothing leaves the machine", "URL"),
        Option("--project", "MLflow's experiment, W&B's project (default: dataaudit)", "NAME"),
    ),
    examples=("dataaudit track RUN mlflow --address http://127.0.0.1:5000",),
    execute=execute,
)
