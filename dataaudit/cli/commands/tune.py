"""``dataaudit tune``."""

from __future__ import annotations

import argparse
import json
from dataclasses import replace

from dataaudit.cli.command import Command
from dataaudit.cli.option import Option
from dataaudit.cli.shared_options import JSON, OUT, QUIET, SEED
from dataaudit.errors import EXIT_PASSED, UsageError


def execute(options: argparse.Namespace) -> int:
    """Search, print the winner and whether it is better than the default."""
    from dataaudit.cli.console import telling
    from dataaudit.training.tuning.objective import Command, Objective
    from dataaudit.training.tuning.space import read_space
    from dataaudit.training.tuning.tune import Search

    if (options.command is None) == (options.run is None):
        message = "give either --command, to run your own command, or --run, to train a small model"
        raise UsageError(message)
    space = read_space(options.space)
    objective: Objective
    if options.command is not None:
        objective = Command(options.command, list(space.parameters), options.timeout)
    else:
        from dataaudit.training.tuning.on_run import OnRun

        objective = OnRun(options.run, space, options.tokens)
    if options.trials < 1 or options.repeats < 1:
        message = "--trials and --repeats must be 1 or more"
        raise UsageError(message)
    from pathlib import Path

    with telling(quiet=options.quiet) as tell:
        found = Search(
            objective=objective, space=space, out=Path(options.out), **COMMAND.arguments(options), progress=tell
        ).run()
    if options.json:
        print((found.path / "tuning.json").read_text(encoding="utf-8"), end="")
        return EXIT_PASSED
    counts = dict(found.trials["state"].value_counts(sort=True).iter_rows())
    print(", ".join(f"{count} {state}" for state, count in counts.items()))
    if found.best is not None:
        print(f"best: {found.value:.6g} with {json.dumps(found.best, ensure_ascii=False)}")
    print(found.verdict)
    print(f"report: {found.path / 'report.html'}")
    return EXIT_PASSED


COMMAND = Command(
    rank=110,
    help="search for hyperparameters and compare the winner with the default",
    options=(
        Option("space", "YAML file of the search space, or a shipped one: seed, proxy", "SPACE"),
        replace(OUT, help="folder of the search; an interrupted search resumes there", required=True, keyword=None),
        Option(
            "--command",
            'command that prints the value last, as "python train.py --lr {learning_rate} --seed {seed}"',
            "COMMAND",
        ),
        Option("--run", "folder of a finished run, whose clean rows train a small model", "RUN"),
        Option(
            "--method", "search method", default="tpe", choices=("grid", "random", "tpe", "gp"), keyword="method"
        ),
        Option("--trials", "number of trials", kind=int, default=30, keyword="trials"),
        Option("--repeats", "seeds per trial; the mean counts", kind=int, default=1, keyword="repeats"),
        SEED,
        Option(
            "--pruning", "how hopeless trials are stopped early", default="none",
            choices=("none", "median", "hyperband"), keyword="pruning",
        ),
        Option(
            "--compared", "seeds for comparing the winner with the default; 0 for no comparison", kind=int, default=5,
            keyword="compared",
        ),
        Option("--timeout", "seconds after which a command is killed", "SECONDS", kind=float),
        Option("--tokens", "tokens per training with --run", kind=int, default=300_000),
        JSON, QUIET,
    ),
    examples=(
        'dataaudit tune space.yml --out SEARCH --trials 30 --command "python train.py --lr {learning_rate}"',
    ),
    execute=execute,
)  # fmt: skip
