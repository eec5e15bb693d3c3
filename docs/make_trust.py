"""Write ``docs/trust.md``: every fault of the matrix, what it did to dataaudit, and the same files given to others.

Usage: python docs/make_trust.py [--run [FAULT ...]] [--peers PYTHON]

Without an option the page is made from the stored outcomes. ``--run`` injects all faults first, or those that are
named, at full depth (about half an hour); ``--peers`` names a Python with datatrove, datasets, polars and pyarrow,
which read the same files.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PAGE, STORED = ROOT / "docs" / "trust.md", ROOT / "tests" / "faults" / "results.json"
COUNTED = (
    "rows lost", "values changed", "rows too many", "crashes", "tracebacks", "scripts run", "canaries outside",
    "files outside", "control characters", "reruns that differ",
)  # fmt: skip
HEAD = """# Trust

What dataaudit does with input that is broken, hostile or odd, and with a machine that fails. Every fault of a matrix
of {faults} has a test that injects it, named by its id, in `tests/faults/`. After each command these are checked:
the exit code and the sentence; rows read are rows kept, dropped and in quarantine; kept rows have every value that they
were read with; there is a manifest exactly where the run is complete, and every part is what it says; nothing outside
the output folder has changed; nothing printed holds a control character or a traceback; the same command again gives
the same bytes.

`python docs/make_trust.py --run --peers PYTHON` makes this page; `DATAAUDIT_FULL=1 pytest -m "full or not full"
tests/faults` runs the tests. A connection to any address fails a test, so network calls are 0 by construction.

"""


def attempts(names: list[str], python: str | None, stored: dict[str, Any]) -> dict[str, Any]:
    """Inject faults; what happened by its id, beside what is stored of others."""
    os.environ["DATAAUDIT_FULL"] = "1"
    sys.path.insert(0, str(ROOT / "tests"))
    from faults.attempt import Attempt
    from faults.peers import PEERS, ask, compared
    from faults.test_faults import FAULTS, NOT_APPLICABLE

    found: dict[str, Any] = stored.get("faults", {}) | {name: {"why": why} for name, why in NOT_APPLICABLE.items()}
    for name, one in FAULTS.items():
        if names and name not in names:
            continue
        root = Path(tempfile.mkdtemp())
        attempt = Attempt(root)
        one.inject(attempt)
        found[name] = {"what": one.what, "counts": dict(attempt.counts), "wrong": attempt.wrong, "peers": {}}
        for peer in PEERS if python else ():
            total: Counter[str] = Counter()
            for answer, (_, rows) in zip(
                ask(python or "", peer, [path for path, _ in attempt.inputs]), attempt.inputs, strict=True
            ):
                total += compared(answer, rows)
            found[name]["peers"][peer] = dict(total)
        shutil.rmtree(root, ignore_errors=True)
        sys.stdout.write(f"{name} {attempt.wrong or 'as required'} {dict(attempt.counts)} {found[name]['peers']}\n")
        sys.stdout.flush()
    return {"faults": dict(sorted(found.items())), "versions": _versions(python) or stored.get("versions", {})}


def _versions(python: str | None) -> dict[str, str]:
    if python is None:
        return {}
    code = (
        "from importlib.metadata import version as v; import json, sys;"
        "print(json.dumps({n: v(n) for n in ('datatrove', 'datasets', 'polars', 'pyarrow')}))"
    )
    done = subprocess.run([python, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603  (named by us)
    return dict(json.loads(done.stdout))


def page(stored: dict[str, Any]) -> str:
    """The page of stored outcomes."""
    faults = stored["faults"]
    applicable = {name: one for name, one in faults.items() if "what" in one}
    total: Counter[str] = Counter()
    for one in applicable.values():
        total += Counter({what: one["counts"].get(what, 0) for what in ("runs", *COUNTED)})
    passed = sum(not one["wrong"] for one in applicable.values())
    lines = [f"{passed} of {len(applicable)} faults as required, in {total['runs']:,} commands.", ""]
    lines += ["| counted over all of them | |", "|---|---|", *(f"| {what} | {total[what]} |" for what in COUNTED)]
    largest = {what: max(one["counts"].get(what, 0) for one in applicable.values()) for what in _LARGEST}
    lines += [f"| {what} | {largest[what]:,} |" for what in _LARGEST]
    lines += ["", "| id | fault | commands | outcome |", "|---|---|---|---|"]
    for name, one in faults.items():
        if "why" in one:
            lines.append(f"| {name} | does not apply | | {one['why']} |")
        else:
            outcome = "; ".join(one["wrong"]) or "as required"
            lines.append(f"| {name} | {one['what']} | {one['counts']['runs']} | {outcome} |")
    return HEAD.format(faults=len(faults)) + "\n".join([*lines, *_peers(stored)]) + "\n"


PEERS_READ = """each called as its documentation
says, with no options but the format. A cell counts files: *right* means all rows with their values (1, 1.0 and "1"
count as equal), *refused* an error and no rows, *lost or changed* that rows or values are wrong without an error, and
*crash* that the process ended by a signal or hung. Files that a fault leaves without readable rows are not listed, nor
are formats that a tool does not read. To refuse a whole file for one bad line is safe, and is counted apart."""
_LARGEST = ("kills", "longest end, ms", "largest peak of a bomb, MiB", "largest report, KiB")


def _peers(stored: dict[str, Any]) -> list[str]:
    versions = stored["versions"]
    if not versions:
        return []
    named = ", ".join(f"{name} {version}" for name, version in versions.items())
    lines = ["", "## The same files, read by others", "", f"{named}, {PEERS_READ}"]
    lines += ["", "| id | fault | dataaudit | " + " | ".join(versions) + " |", "|---" * (3 + len(versions)) + "|"]
    sums: dict[str, Counter[str]] = {name: Counter() for name in ("dataaudit", *versions)}
    for name, one in stored["faults"].items():
        peers = one.get("peers") or {}
        files = max((sum(_files(counts).values()) for counts in peers.values()), default=0)
        if not files:
            continue
        ours = Counter({"right": files} if not one["wrong"] else {"lost or changed": files})
        cells = [ours, *(_files(peers[peer]) for peer in versions)]
        for peer, counts in zip(sums, cells, strict=True):
            sums[peer] += counts
        lines.append(f"| {name} | {one['what']} | " + " | ".join(map(_cell, cells)) + " |")
    lines.append("| | all | " + " | ".join(_cell(one) for one in sums.values()) + " |")
    return lines


def _files(counts: dict[str, int]) -> Counter[str]:
    kinds = {"right": "right", "error": "refused", "crash": "crash"}
    found = Counter({kind: counts.get(name, 0) for name, kind in kinds.items()})
    return +(found + Counter({"lost or changed": counts.get("files wrong", 0)}))


def _cell(counts: Counter[str]) -> str:
    return ", ".join(f"{number} {kind}" for kind, number in counts.items()) or "–"


def main() -> None:
    """Run the faults if asked to, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", nargs="*", metavar="FAULT")
    parser.add_argument("--peers", metavar="PYTHON")
    given = parser.parse_args()
    stored = json.loads(STORED.read_bytes()) if STORED.exists() else {}
    if given.run is not None:
        stored = attempts(given.run, given.peers, stored)
        STORED.write_text(json.dumps(stored, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    PAGE.write_text(page(stored), encoding="utf-8")


if __name__ == "__main__":
    main()
