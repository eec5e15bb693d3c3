"""Writes the page about the matrix of faults: ``python tests/training/faults/fault_table.py RESULTS.jsonl > PAGE.md``.

The results are those of ``matrix.py evaluate``, one JSON object a line.
"""

from __future__ import annotations

import json
import math
import statistics
import sys
import textwrap
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

Run = dict[str, Any]
Told = dict[str, Any]

Z = 1.959963984540054
NEAR = 2
"""Steps by which a place may be off."""
PLACES = ("optimizer-without-a-layer", "frozen-in-the-middle", "detached", "constant-weights", "biases-minus-10")
"""Faults whose answer must name a parameter or a module."""
BEGINNINGS = {"poisoned-batches": 120, "rate-jumps-for-three-steps": 117, "loss-scale-collapses": 100}
"""Faults that begin at a known step."""
OURS = "dataaudit"


@dataclass(frozen=True)
class Known:
    """What is known of a fault.

    Attributes:
        accepted: Findings that name it.
        steps: Steps that an answer must name, if any.
    """

    accepted: tuple[str, ...]
    steps: tuple[int, ...] = ()


# Numbers.


def wilson(count: int, total: int) -> tuple[float, float]:
    """95 % interval of a share by Wilson's score; from 0 to 1 of nothing."""
    if not total:
        return 0.0, 1.0
    share, square = count / total, Z * Z
    centre = share + square / (2 * total)
    half = Z * math.sqrt(share * (1 - share) / total + square / (4 * total * total))
    return max(0.0, (centre - half) / (1 + square / total)), min(1.0, (centre + half) / (1 + square / total))


def interval(count: int, total: int) -> str:
    """A share with its interval."""
    if not total:
        return "–"
    low, high = wilson(count, total)
    return f"{count}/{total} = {count / total:.1%} ({low:.1%}–{high:.1%})"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Lines of a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return ["| " + " | ".join(str(cell).replace("|", "\\|") for cell in line) + " |" for line in lines] + [""]


def paragraph(text: str) -> list[str]:
    """Lines of a paragraph."""
    return [*textwrap.wrap(" ".join(text.split()), 120, break_on_hyphens=False), ""]


# One run.


def alarms(run: Run) -> list[Told]:
    """Findings of severity warning or error, the severest and surest first."""
    return [told for told in run["findings"] if told["severity"] in ("warning", "error")]


def right(run: Run, known: Known) -> list[Told]:
    """Those that name the fault."""
    return [told for told in alarms(run) if told["name"] in known.accepted]


def first_is_right(run: Run, known: Known) -> bool:
    """Whether the first of them does."""
    loud = alarms(run)
    return bool(loud) and loud[0]["name"] in known.accepted


def broken(run: Run) -> bool:
    """Whether it ended with an error and not merely without one of the probes."""
    return str(run.get("error") or "").startswith("Traceback")


def names_steps(told: Told, steps: Sequence[int]) -> bool:
    """Whether a finding's first and last step are each near one of the steps asked for."""
    named = told["where"].get("steps") or ()
    return bool(named) and all(any(abs(one - step) <= NEAR for step in steps) for one in named)


def names_place(told: Told) -> bool:
    """Whether a finding names a parameter or a module."""
    return bool(told["where"].get("parameter") or told["where"].get("module"))


# The page, part by part.


@dataclass(frozen=True)
class Matrix:
    """Results, parted into runs with a fault and clean ones, and what is known of the faults."""

    faulty: list[Run]
    clean: list[Run]
    faults: Mapping[str, Known]

    def of(self, fault: str) -> list[Run]:
        """Runs of a fault."""
        return [run for run in self.faulty if run["fault"] == fault]

    def known(self, run: Run) -> Known:
        """What is known of a run's fault."""
        return self.faults[run["fault"]]

    def share(self, judge: Callable[[Run, Known], Any]) -> str:
        """Share of the runs with a fault of which something holds."""
        return interval(sum(bool(judge(run, self.known(run))) for run in self.faulty), len(self.faulty))


def head(matrix: Matrix) -> list[str]:
    """What was run, and how often the fault was named."""
    pairs = {(run["fault"], run["model"]) for run in matrix.faulty}
    seeds = {run["seed"] for run in matrix.faulty}
    loud = sum(bool(alarms(run)) for run in matrix.clean)
    return [
        "# Seeded faults and clean runs",
        "",
        *paragraph(
            """Each run is a tiny training on a CPU, watched from its probes to its last step. Some runs have one fault
            put into them; the others are clean, and their rate, batch size, optimizer, width, dropout, length, schedule
            and initialisation are drawn at random. The findings that count as right were fixed before these seeds were
            run, three a fault at most; thresholds were set on other seeds. Intervals are 95 % (Wilson)."""
        ),
        "```",
        "python tests/training/faults/matrix.py evaluate RESULTS.jsonl",
        "python tests/training/faults/fault_table.py RESULTS.jsonl > docs/fault_matrix.md",
        "```",
        "",
        *table(
            ["", ""],
            [
                ["Faults", str(len({fault for fault, _ in pairs}))],
                ["Pairs of fault and model", str(len(pairs))],
                ["Seeds", str(len(seeds))],
                ["Runs with a fault", str(len(matrix.faulty))],
                ["Clean runs", str(len(matrix.clean))],
                ["A right finding is among the warnings and errors", matrix.share(right)],
                ["The first warning or error is right", matrix.share(first_is_right)],
                ["Clean runs with a warning or error", interval(loud, len(matrix.clean))],
            ],
        ),
    ]


def by_fault(matrix: Matrix) -> list[str]:
    """A row a fault."""
    rows = []
    for name, known in matrix.faults.items():
        runs = matrix.of(name)
        if not runs:
            continue
        sure = [max(told["confidence"] or 0.0 for told in found) for run in runs if (found := right(run, known))]
        rows.append(
            [
                name, ", ".join(known.accepted), ", ".join(dict.fromkeys(run["model"] for run in runs)),
                f"{len(sure)}/{len(runs)}", f"{sum(first_is_right(run, known) for run in runs)}/{len(runs)}",
                f"{statistics.median(sure):.2f}" if sure else "–",
            ]
        )  # fmt: skip
    columns = ["Fault", "Right findings", "Models", "Among the findings", "First", "Median confidence"]
    return ["## By fault", "", *table(columns, rows)]


def by_finding(matrix: Matrix) -> list[str]:
    """A row a finding."""
    runs = (*matrix.faulty, *matrix.clean)
    found_in = Counter(name for run in runs for name in {told["name"] for told in alarms(run)})
    names = sorted({*found_in, *(name for known in matrix.faults.values() for name in known.accepted)})
    columns = ["Finding", "Precision", "Precision without side findings", "Recall", "Clean runs with it"]
    return [
        "## By finding",
        "",
        *paragraph(
            """Precision: of the runs in which it is a warning or an error, those whose fault it names. Without side
            findings: the same, without the runs in which another finding names the fault. Recall: of the runs whose
            fault it names, those in which it is a warning or an error."""
        ),
        *table(columns, [finding_row(matrix, name, found_in[name]) for name in names]),
    ]


def finding_row(matrix: Matrix, name: str, found: int) -> list[str]:
    """Precision, recall and false alarms of a finding.

    Args:
        matrix: All runs.
        name: Of the finding.
        found: Runs in which it is a warning or an error.
    """
    asked = [run for run in matrix.faulty if name in matrix.known(run).accepted]
    hits = sum(has(run, name) for run in asked)
    false = sum(has(run, name) for run in matrix.clean)
    unexplained = sum(has(run, name) and not right(run, matrix.known(run)) for run in matrix.faulty)
    return [
        name, interval(hits, found), interval(hits, hits + false + unexplained), interval(hits, len(asked)),
        f"{false}/{len(matrix.clean)}",
    ]  # fmt: skip


def has(run: Run, name: str) -> bool:
    """Whether a finding is a warning or an error of a run."""
    return any(told["name"] == name for told in alarms(run))


def places(matrix: Matrix) -> list[str]:
    """Whether answers say where, and how late."""
    located: list[list[str]] = []
    asked = [
        (name, known, f"steps {', '.join(map(str, known.steps))} ± {NEAR}")
        for name, known in matrix.faults.items()
        if known.steps
    ]
    asked += [(name, matrix.faults[name], "a parameter or module") for name in PLACES if name in matrix.faults]
    for name, known, what in asked:
        found = [found for run in matrix.of(name) if (found := right(run, known))]
        named = sum(
            any(names_steps(told, known.steps) if known.steps else names_place(told) for told in one) for one in found
        )
        located.append([name, what, interval(named, len(found)), f"{len(found)}/{len(matrix.of(name))}"])
    return [
        "## Where",
        "",
        "Of the runs whose fault is found, those in which a right finding also says where it is.",
        "",
        *table(["Fault", "Must name", "Names it", "Runs in which it is found"], located),
        "Delay: from the step at which the fault begins to the first step that the surest right finding names.",
        "",
        *table(["Fault", "Begins at step", "Median delay in steps", "Runs"], delays(matrix)),
    ]


def delays(matrix: Matrix) -> list[list[str]]:
    """Median delays of the faults that begin at a known step."""
    rows = []
    for name, begins in BEGINNINGS.items():
        late = []
        for run in matrix.of(name):
            steps = [told["where"]["steps"][0] for told in right(run, matrix.known(run)) if told["where"].get("steps")]
            late += [step - begins for step in steps[:1]]
        if matrix.of(name):
            median = f"{statistics.median(late):g}" if late else "–"
            rows.append([name, str(begins), median, f"{len(late)}/{len(matrix.of(name))}"])
    return rows


def rule_sets(matrix: Matrix) -> list[str]:
    """Other rules on the same runs."""
    every = [*matrix.faulty, *matrix.clean]
    rows = []
    for rule in (OURS, *dict.fromkeys(rule for run in every for rule in run["rules"])):
        hits = sum(bool(raised(run, rule) & set(matrix.known(run).accepted)) for run in matrix.faulty)
        many = [len(raised(run, rule)) for run in matrix.clean]
        mean = f"{statistics.fmean(many):.1f}" if many else "–"
        rows.append([rule, interval(hits, len(matrix.faulty)), interval(sum(map(bool, many)), len(many)), mean])
    return [
        "## Other rules on the same runs",
        "",
        *paragraph(
            """Rewritten from their documentation, with its defaults (tests/training/faults/textbook_rules.py); these
            are not the tools themselves. Where a rule needs what is not recorded, it gets the nearest number that is.
            Read the columns together: rules that alarm in every run are often right."""
        ),
        *table(["Rules", "A right finding", "Clean runs with an alarm", "Findings in a clean run, mean"], rows),
    ]


def raised(run: Run, rule: str) -> set[str]:
    """Findings that a rule set, or our own, alarms with."""
    return {told["name"] for told in alarms(run)} if rule == OURS else set(run["rules"].get(rule, ()))


def left_out(reasons: Mapping[str, str]) -> list[str]:
    """Pairs that were not run."""
    rows = [[pair, why] for pair, why in reasons.items()]
    return ["## Left out", "", *(table(["Fault and model", "Why"], rows) if rows else ["None.", ""])]


def errors(results: Sequence[Run], unknown: int) -> list[str]:
    """Runs that ended with an error, and probes that did not run."""
    ended = [[run["fault"], run["model"], str(run["seed"]), last_line(run["error"])] for run in results if broken(run)]
    notes = Counter(
        (run["fault"], run["model"], run["error"]) for run in results if run.get("error") and not broken(run)
    )
    lines = ["## Errors", ""]
    lines += table(["Fault", "Model", "Seed", "Error"], ended) if ended else ["No run ended with an error.", ""]
    if ended:
        lines += ["Runs with a fault that ended with an error count as missed; clean ones are not counted.", ""]
    if notes:
        rows = [[fault, model, str(count), last_line(text)] for (fault, model, text), count in notes.items()]
        lines += ["Probes that did not run:", "", *table(["Fault", "Model", "Runs", "Why"], rows)]
    if unknown:
        lines += [f"{unknown} results are of faults that are no longer there; they are not counted.", ""]
    return lines


def last_line(text: str) -> str:
    """The last line of an error, cut to 200 characters."""
    return (text.strip().splitlines() or [""])[-1][:200]


def page(results: Sequence[Run], faults: Mapping[str, Known], reasons: Mapping[str, str]) -> str:
    """The page about all results."""
    matrix = Matrix(
        faulty=[run for run in results if run["fault"] in faults],
        clean=[run for run in results if run["fault"] == "clean" and not broken(run)],
        faults=faults,
    )
    unknown = sum(run["fault"] not in faults and run["fault"] != "clean" for run in results)
    parts = (head, by_fault, by_finding, places, rule_sets)
    lines = [line for part in parts for line in part(matrix)]
    return "\n".join([*lines, *left_out(reasons), *errors(results, unknown)]).rstrip() + "\n"


def main() -> None:
    from training.faults.seeded_faults import FAULTS, LEFT_OUT

    lines = Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()
    known = {fault.name: Known(fault.accepted, tuple((fault.where or {}).get("steps", ()))) for fault in FAULTS}
    sys.stdout.write(page([json.loads(line) for line in lines if line.strip()], known, LEFT_OUT))


if __name__ == "__main__":
    main()
