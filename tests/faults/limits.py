"""F61 to F68: sizes, secrets and empty results."""

from __future__ import annotations

import json
import os
import re
import stat
import time
from pathlib import Path

import polars as pl
import pyarrow as pa
from conftest import FULL
from faults.attempt import LIGHT, Attempt, table
from faults.fault import fault, lines, rows, text

import dataaudit

CANARIES = {
    "email": "zq.canary.7@nowhere-mail.org", "phone": "+49 170 555 83 21", "card": "4556 7375 8689 9855",
    "iban": "DE89 3704 0044 0532 0130 00", "key": "AKIAQ7ZXCANARY0KEY77"[:20], "ip": "203.45.167.89",
}  # fmt: skip


@fault("F61", "a corpus of nothing but near copies", slow=True)
def f61(at: Attempt) -> None:
    took = []
    count = 20_000 if FULL else 2_000
    for size in (count, 2 * count):
        words = text(1, 60)
        near = [{"text": f"{words} {n}", "n": n} for n in range(size)]
        source = at.file("a.jsonl", lines(near))
        began = time.monotonic()
        at.audit(source, again=False)
        took.append(time.monotonic() - began)
        path = source.parent / "out" / "clusters.parquet"
        at.require(pl.read_parquet(path)["cluster_id"].n_unique() == 1, "not one cluster")
    at.require(took[1] < 4 * took[0] + 1, f"twice the rows take {took[1] / took[0]:.1f} times as long")


def leaves(folder: Path, allowed: tuple[str, ...]) -> dict[str, str]:
    """Everything of a run as text, by file, without the tables that hold the rows themselves."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if not path.is_file() or name.startswith(allowed):
            continue
        if path.suffix == ".parquet":
            found[name] = str(pl.read_parquet(path).to_dicts())
        else:
            found[name] = path.read_bytes().decode("utf-8", "replace")
    return found


def digits_and_letters(value: str) -> str:
    return re.sub(r"[^a-z0-9]", "", value.lower())


@fault("F62", "personal data and secrets in texts, labels, splits, names and errors")
def f62(at: Attempt) -> None:
    folder = at.folder() / "data"
    folder.mkdir()
    some = [
        {"text": f"write to {CANARIES[kind]} now, {text(n)}", "label": f"class {kind} {CANARIES[kind]}", "n": n}
        for n, kind in enumerate([*CANARIES, *CANARIES] * 3)
    ]
    broken = f'{{"text": "{CANARIES["email"]} is cut'.encode()
    (folder / f"{CANARIES['email']}.jsonl").write_bytes(lines(some) + broken)
    settings = ("stages.embeddings=false",)
    done = at.audit(folder, "--rules", "default", exits={0, 1}, settings=settings, again=False)
    shown = leaves(folder.parent / "out", ("clean/", "rows/", "quarantine/", "edits/", "manifest.json"))
    shown |= {"standard output and error": done.told}
    found = [
        f"{kind} in {name}"
        for name, content in shown.items()
        for kind, value in CANARIES.items()
        if kind != "key" and (value in content or digits_and_letters(value) in content)
    ]
    at.counts["canaries outside"] += len(found)
    at.require(found == [], f"canaries: {found[:6]}")
    missing = at.command(at.folder(), "run", "--input", f"{CANARIES['email']}.jsonl", "--out", "out", exits={2})
    at.require(CANARIES["email"] not in missing.told, "an address is in an error")


@fault("F63", "personal data in what a run keeps of rows")
def f63(at: Attempt) -> None:
    broken = f'{{"text": "{CANARIES["email"]} is cut'.encode()
    content = lines(rows(6)) + broken
    source = at.file("a.jsonl", content)
    at.audit(source, codes={"JSN002": 1})
    for path in (source.parent / "out" / "quarantine").glob("*.parquet"):
        at.require(stat.S_IMODE(path.stat().st_mode) == 0o600, f"{path.name} may be read by others")
    source = at.file("a.jsonl", content)
    at.audit(source, "--no-raw", codes={"JSN002": 1})
    shown = leaves(source.parent / "out", ("clean/",))
    found = [name for name, one in shown.items() if CANARIES["email"] in one or text(1)[:40] in one]
    at.require(found == [], f"raw texts in {found}")


@fault("F64", "secrets of the environment and in addresses")
def f64(at: Attempt) -> None:
    secrets = {
        "HF_TOKEN": "hf_QwErTyUiOpAsDfGhJkLzXcVbNm1234567",
        "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMIK7MDENGbPxRfiCYzz",
    }
    source = at.file("a.jsonl", lines(rows(4)))
    os.environ |= secrets
    try:
        done = at.audit(source, again=False)
        wrong = at.command(source.parent, "run", "--input", "https://me:pass-word@host.org/x", "--out", "o", exits={2})
    finally:
        for name in secrets:
            del os.environ[name]
    shown = leaves(source.parent / "out", ()) | {"standard output and error": done.told + wrong.told}
    found = [name for name, one in shown.items() for secret in (*secrets.values(), "pass-word") if secret in one]
    at.require(found == [], f"secrets in {found}")


@fault("F65", "very many findings", slow=True)
def f65(at: Attempt) -> None:
    count = 200_000 if FULL else 20_000
    some = [{"text": f"{text(n % 97, 3)} {n % 1000}", "label": f"label {n % 3000}"} for n in range(count)]
    source = at.file("a.jsonl", lines(some))
    at.audit(source, settings=("stages.embeddings=false", "stages.labels=false"), again=False)
    size = (source.parent / "out" / "report.html").stat().st_size
    at.counts["largest report, KiB"] = size >> 10
    at.require(size < 5 << 20, f"the report has {size >> 20} MiB")


@fault("F67", "row ids and columns beyond 32 bits")
def f67(at: Attempt) -> None:
    folder = at.folder() / "data"
    folder.mkdir()
    for n in range(3):
        (folder / f"{n}.jsonl").write_bytes(lines(rows(4 * n + 4)[4 * n :]))
    at.audit(folder, rows=rows(12))
    found = [row["row_id"] for row in table(folder.parent / "out", "rows")]
    right = [(file << 40) + row for file in range(3) for row in range(4)]  # the file's number in the upper 24 bits
    at.require(found == right, f"row ids: {found}")
    large = pa.table({"text": pa.array([row["text"] for row in rows(8)], pa.large_string()), "n": range(8)})
    at.counts["runs"] += 1
    result = dataaudit.audit(large, out=at.folder() / "out", settings=list(LIGHT))
    at.require(result.clean(["text"])["text"].to_list() == large["text"].to_pylist(), "a large column changed")


@fault("F68", "no row that is left")
def f68(at: Attempt) -> None:
    source = at.file("a.jsonl", lines(rows(30)))
    settings = (*LIGHT, "findings={short-text: {min_chars: 5000}}", "clean.drop=[short-text]")
    at.audit(source, rows=[], settings=settings)
    out = source.parent / "out"
    at.require(json.loads((out / "summary.json").read_text())["rows"]["dropped"] == 30, "rows are not told as dropped")
    at.require(len(list((out / "clean").rglob("*.parquet"))) == 1, "clean/ holds no table")
    rules = source.parent / "rules.yml"
    rules.write_text("rules: [{id: some, metric: rows.kept, min: 1, why: x}]\n", encoding="utf-8")
    at.command(source.parent, "gate", "out", "--rules", "rules.yml", exits={1})
    at.command(source.parent, "export", "out", "--format", "csv", "--out", "csv", exits={0})
