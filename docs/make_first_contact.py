"""Write ``docs/first_contact.md`` from the stored outcomes of first-contact cases.

Usage: python docs/make_first_contact.py [--run]

With ``--run`` every case is run first (about a quarter of an hour) and its outcome stored as that of now.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "first_contact.md"
sys.path.insert(0, str(ROOT / "tests"))
from first_contact.judge import judge  # noqa: E402
from first_contact.test_faults import ALL, RESULTS, SETS  # noqa: E402

VERDICTS = ("right", "refused", "wrong", "wrong in silence")
HEAD = """# First contact

How right dataaudit is on hostile and odd inputs that nobody who wrote it has made. Readers who knew the README and
the kinds alone wrote these cases with their right outcomes. Each set was run once before anything was repaired for it
("at first"), and is run again since ("now"). *Refused* means exit code 2 or 3 and a sentence, where reading was
wanted ("at first" also where the reader allowed a refusal, which is right "now"); *wrong in silence* means exit code
0 or 1 and something lost, changed or not told.

`python docs/make_first_contact.py` makes this page; the cases are in `tests/first_contact/`, and
`DATAAUDIT_FULL=1 pytest -m full tests/first_contact` runs them.
"""


SHAPES = ROOT / "tests" / "first_contact" / "shapes"
_SHAPES_HEAD = """## Shapes of fine-tuning data

Small data sets in the shapes of other tools, with right values, by readers who knew the kinds alone and saw neither
the code nor these tests. *Before* is the commit before shapes were declared, *first* the first run of each set, *now*
what `tests/first_contact/test_shapes.py` holds. Set 1 was made before anything was built, set 2 and later ones after
the repairs for the set before; set 6 is about what was built after set 5 (calls of tools, weights, tags of tokens,
preferences, other columns, files, languages of turns), made before that was built, and later sets are about the same.
Set 10 adds answers cut at a limit, types and spellings by split, broken files and calls in Python's syntax, before they
were built; its *before* is that too. Sets 11 and 12 are about everything, after it was; their *before* is the commit
that set 10 was made at.
*Wrong* is wrong in silence: rows lost or kept wrongly, a false or missing finding, or chats that were not recognised.
"""


def _shapes() -> list[str]:
    """The section about data sets in the shapes of other tools."""
    results = json.loads((SHAPES / "results.json").read_bytes())
    lines = [_SHAPES_HEAD, "| set | cases | | before | first | now |", "|---|---|---|---|---|---|"]
    for name, counts in results.items():
        size = len(json.loads((SHAPES / name / "truth.json").read_bytes()))
        for verdict in ("right", "refused", "wrong"):
            told = " | ".join(str(counts[when][verdict]) for when in ("before", "first", "now"))
            lines.append(f"| {name.replace('_', ' ')} | {size} | {verdict} | {told} |")
    return lines


_ACCURACY = ROOT / "tests" / "first_contact" / "accuracy.json"
_ACCURACY_HEAD = """
## Personal data, and what crosses splits

Texts with and without personal data, and small data sets with leaked items, groups in two splits or times out of order
(half of them sound), by readers who knew the kinds alone. *Before* is the commit before anything was built for them,
*first* the first run of each set, *now* what `tests/first_contact/test_personal_data.py` and `test_splits.py` hold. The
first set of each was made before the repairs, half of its cases were looked at; the second one after them.
"""


_LOGS = ROOT / "tests" / "first_contact" / "logs" / "results.json"
_LOGS_HEAD = """
## Training logs

Logs in the formats of many trainers with the series and findings that are right, by readers who knew the kinds
alone and saw neither the code nor these tests. *Before* is the commit before one grammar read all texts, *first*
the first run of each set, *now* what `tests/first_contact/test_logs.py` holds. Set 1 was made before the repairs,
the others after them, each by another reader (of sets 4 to 6 *before* was not run; set 5 was asked for trainers that
a test's author would not think of first, set 6 came after its repairs); after its first run every case of a set was
looked at. *Wrong* is a series that is not as it should be, a missing finding or a false alarm; most are not silent,
since the columns that were read are printed.

*Public files* are logs, histories and tables of results in public repositories, up to four of each, read by eye beside
what was read of them. They are not kept here, as nobody knows their licences. A file without a training is right where
it is refused. *Before* of sets 10 to 12 and of these files is the commit before the repairs of their day.
"""


def _logs() -> list[str]:
    """The section about training logs."""
    lines = [_LOGS_HEAD, "| set | cases | | before | first | now |", "|---|---|---|---|---|---|"]
    for name, told in json.loads(_LOGS.read_bytes()).items():
        for verdict in ("right", "refused", "wrong"):
            counts = " | ".join(str(told[when][verdict]) for when in ("before", "first", "now"))
            lines.append(f"| {name} | {told['cases']} | {verdict} | {counts} |")
    return lines


_TRAININGS = ROOT / "tests" / "first_contact" / "trainings" / "results.json"
_TRAININGS_HEAD = """
## Trainings

Trainings in the styles of many people, watched and probed as the README shows it: sound ones, half of them odd, and
ones with a bug, whose right names were written down before anything was run. Readers who knew the README and the kinds
alone wrote them. Set 1 was made before the monitor was repaired for it, set 2 after that by other readers, from the
README as it was then. *First* is the first run of a set, *now* what `tests/first_contact/test_trainings.py` holds. A
sound training is right without a warning or error; a bug is named *first* by the first warning or error, the errors
in front, or *among three*. In set 1 some bugs are named by a newer finding (`future-leak`, `target-shift`),
which no name written before counts. The sound ones of set 4 are its bugs without their bug, run when some of
the bugs had been looked at.
"""


def _trainings() -> list[str]:
    """The section about trainings: what became of sound ones and of bugs."""
    lines = [_TRAININGS_HEAD, "| set | | cases | | first | now |", "|---|---|---|---|---|---|"]
    verdicts = {"healthy": ("right", "alarm", "false error"), "bugs": ("first", "among three", "missed")}
    for name, kinds in json.loads(_TRAININGS.read_bytes()).items():
        for kind, cases in kinds.items():
            for verdict in verdicts[kind]:
                counts = [sum(case[when] == verdict for case in cases.values()) for when in ("first", "now")]
                told = " | ".join(map(str, counts))
                lines.append(f"| {name.replace('_', ' ')} | {kind} | {len(cases)} | {verdict} | {told} |")
    return lines


_GATES = ROOT / "tests" / "first_contact" / "gates" / "results.json"
_GATES_HEAD = """
## Changes of data sets

Regressions as they happen in teams, and harmless changes, each as a data set before and after, by readers who knew
the README alone. The later side is gated by `baseline` against the run of the earlier one. Set 1 was made when the
gate was new, set 2 by another reader after it was repaired for set 1. *First* is the first run of a set, *now* what
`tests/first_contact/test_gates.py` holds. *Refused* is exit code 2 or 3 on a regression that leaves rows unreadable.
"""


def _gates() -> list[str]:
    """The section about gates: what became of regressions and of harmless changes."""
    lines = [_GATES_HEAD, "| set | | cases | | first | now |", "|---|---|---|---|---|---|"]
    verdicts = {"regression": ("right", "refused", "missed"), "harmless": ("right", "false alarm")}
    for name, cases in json.loads(_GATES.read_bytes()).items():
        for kind, told in verdicts.items():
            own = [case for case in cases.values() if case["kind"] == kind]
            for verdict in told:
                counts = [sum(case[when] == verdict for case in own) for when in ("first", "now")]
                shown = " | ".join(map(str, counts))
                lines.append(f"| {name.replace('_', ' ')} | {kind} | {len(own)} | {verdict} | {shown} |")
    return lines


def _accuracy() -> list[str]:
    """The section about personal data and splits: cases that are right."""
    lines = [_ACCURACY_HEAD, "| set | cases | right before | first | now |", "|---|---|---|---|---|"]
    for name, told in json.loads(_ACCURACY.read_bytes()).items():
        counts = (told[when] for when in ("cases", "before", "first", "now"))
        lines.append(f"| {name} | {' | '.join('not run' if count is None else str(count) for count in counts)} |")
    return lines


def main() -> None:
    """Run the cases if asked to, and write the page."""
    results = json.loads(RESULTS.read_bytes())
    if "--run" in sys.argv[1:]:
        for name, case in ALL.items():
            folder = Path(tempfile.mkdtemp())
            folder.chmod(0o777)
            outcome = judge(case, folder)
            shutil.rmtree(folder, ignore_errors=True)
            results.setdefault(name, {"first": outcome.verdict})
            results[name] |= {"now": outcome.verdict, "wrong": outcome.wrong}
            sys.stdout.write(f"{outcome.verdict}: {name} {'; '.join(outcome.wrong)}\n")
            sys.stdout.flush()
        RESULTS.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    lines = [HEAD]
    for one in SETS:
        names = [name for name in ALL if name.startswith(f"{one}/")]
        lines += [f"## {one.replace('_', ' ').capitalize()}", "", "| | at first | now |", "|---|---|---|"]
        counts = [Counter(results[name][when] for name in names) for when in ("first", "now")]
        lines += [f"| {verdict} | {counts[0][verdict]} | {counts[1][verdict]} |" for verdict in VERDICTS]
        lines += ["", "| case | kind | sound | at first | now |", "|---|---|---|---|---|"]
        for name in names:
            case, stored = ALL[name], results[name]
            sound = "yes" if case.sound else ""
            short = name.split("/")[1]
            lines.append(f"| `{short}` | {case.kind} | {sound} | {stored['first']} | {stored['now']} |")
        lines.append("")
    lines += [*_shapes(), *_accuracy(), *_logs(), *_trainings(), *_gates()]
    PAGE.write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
