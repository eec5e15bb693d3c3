"""``dataaudit tune``."""

from __future__ import annotations

import argparse
import json

from dataaudit.errors import EXIT_PASSED, UsageError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.add_argument("space", metavar="SPACE", help="YAML file of the search space, or a shipped one: seed, proxy")
    parser.add_argument("--out", metavar="DIR", required=True, help="folder of the search; the same goes on with it")
    parser.add_argument(
        "--command", metavar="LINE", dest="line",
        help='command whose last printed number is the value, as "python train.py --lr {learning_rate} --seed {seed}"',
    )  # fmt: skip
    parser.add_argument("--run", metavar="RUN", help="folder of a finished run: its clean rows train the small model")
    parser.add_argument(
        "--method", choices=("grid", "random", "tpe", "gp"), default="tpe", help="how to search (default: tpe)"
    )
    parser.add_argument("--trials", type=int, default=30, help="how many trials (default: 30)")
    parser.add_argument("--repeats", type=int, default=1, help="seeds of a trial, whose mean counts (default: 1)")
    parser.add_argument("--seed", type=int, default=1, help="of the search (default: 1)")
    parser.add_argument(
        "--pruning", choices=("none", "median", "hyperband"), default="none", help="what ends hopeless trials"
    )
    parser.add_argument(
        "--compared", type=int, default=5, help="seeds on which winner and default are compared (default: 5; 0: none)"
    )
    parser.add_argument("--timeout", type=float, metavar="SECONDS", help="after which a command is killed")
    parser.add_argument("--tokens", type=int, default=300_000, help="tokens of a training with --run (default: 300000)")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a summary to read")
    parser.add_argument("--quiet", action="store_true", help="no progress on standard error")


def execute(options: argparse.Namespace) -> int:
    """Search, print the winner and whether it is better than the default."""
    from dataaudit.cli.console import telling
    from dataaudit.training.tuning.objective import Command, Objective
    from dataaudit.training.tuning.space import read_space
    from dataaudit.training.tuning.tune import Search

    if (options.line is None) == (options.run is None):
        message = "give one of --command, to ask a command of yours, and --run, to train the small model"
        raise UsageError(message)
    space = read_space(options.space)
    objective: Objective
    if options.line is not None:
        objective = Command(options.line, list(space.parameters), options.timeout)
    else:
        from dataaudit.training.tuning.on_run import OnRun

        objective = OnRun(options.run, space, options.tokens)
    if options.trials < 1 or options.repeats < 1:
        message = "--trials and --repeats must be 1 or more"
        raise UsageError(message)
    from pathlib import Path

    with telling(quiet=options.quiet) as tell:
        found = Search(
            objective=objective, space=space, out=Path(options.out), method=options.method, trials=options.trials,
            seed=options.seed, repeats=options.repeats, pruning=options.pruning, compared=options.compared,
            progress=tell,
        ).run()  # fmt: skip
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
