"""F50 to F60: what data and configuration may try to do to whoever reads or runs them."""

from __future__ import annotations

import csv
import html.parser
import io
import json
import pickle
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import torch
from conftest import FULL
from faults.attempt import CONTROL, LIGHT, Attempt
from faults.fault import fault, lines, rows, text
from tokenizers import Tokenizer
from tokenizers.models import WordLevel

from dataaudit.engine.pipeline import load_pipeline
from dataaudit.errors import AuditError

MARKUP = (
    "<img src=x onerror=document.body.dataset.owned=1>",
    "</script><script>document.body.dataset.owned=1</script>",
    "<script>alert(1)</script>", "</script><script>alert(2)</script>", "<img src=x onerror=alert(3)>",
    "<svg onload=alert(4)>", '" onmouseover="alert(5)" x="', "' autofocus onfocus='alert(6)'",
    "{{7*7}}${7*7}<%= 7*7 %>", "javascript:alert(7)", "<iframe srcdoc='<script>alert(8)</script>'></iframe>",
    "<base href='https://example.org/'>",
    "<a href='javascript:alert(9)'>x</a>", "<style>@import 'https://example.org/x'</style>", "<!--", "]]><script>",
    "<math><mtext></mtext><script>alert(10)</script></math>", "&lt;script&gt;alert(11)&lt;/script&gt;",
)  # fmt: skip
TERMINAL = (
    "\x1b]0;owned\x07",
    "\x1b[2J\x1b[H",
    "\x1b]52;c;aGk=\x07",
    "\x9b31m",
    "\u202ereversed\u202c",
    "\x08\x08",
    "a\rb",
)
ANNOTATIONS = ("\n::error::injected", "%0A::warning::x", "##[error]x", "a\n\nb", "]]> & <x>", "\x00", "|cell|\n| row |")
FORMULAS = ('=HYPERLINK("http://example.org")', "@SUM(1)", "+1+1", "-1+1", "\t=1", "\r=1", "=cmd|' /C calc'!A0")


class Page(html.parser.HTMLParser):
    """What of a page could act or load."""

    def __init__(self) -> None:
        super().__init__()
        self.scripts = 0
        self.active: list[str] = []

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        self.scripts += tag == "script"
        if tag in ("img", "iframe", "object", "embed", "base", "link", "form", "math"):
            self.active.append(tag)
        for name, value in attrs:
            if name.startswith("on") or name in ("src", "srcdoc", "action", "poster", "background", "srcset"):
                self.active.append(f"{tag} {name}")
            if name in ("href", "xlink:href") and not (value or "#").startswith("#"):
                self.active.append(f"{tag} {name}={value}")


def hostile_rows(payloads: Sequence[str]) -> list[dict[str, Any]]:
    """Payloads as text, as label, as the name of a column and as its value, each twice, so that findings show them."""
    return [
        {"text": f"{one} {text(n // 2)}", "label": one, "split": one, one.replace("\0", ""): one}
        for n, one in enumerate(one for one in payloads for _ in range(2))
    ]


@fault("F50", "markup in texts, labels, names of columns, files and splits, and in the configuration")
def f50(at: Attempt) -> None:
    folder = at.folder() / "data"
    folder.mkdir()
    (folder / "<img src=x onerror=alert(1)>.jsonl").write_bytes(lines(hostile_rows(MARKUP)))
    settings = ("report.title=<script>alert(1)</script>", "stages.embeddings=false")
    at.audit(folder, rows=None, settings=settings, again=False)
    report = folder.parent / "out" / "report.html"
    page = Page()
    page.feed(report.read_text(encoding="utf-8"))
    at.require(page.active == [], f"active elements: {page.active[:5]}")
    at.counts["scripts run"] += page.scripts - 1  # the page's own, named by its digest in the policy
    at.require(page.scripts == 1, f"{page.scripts} scripts")
    if FULL and (browser := shutil.which("chromium")):
        words = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=3000", "--dump-dom"]
        done = subprocess.run([*words, report.as_uri()], capture_output=True, text=True, timeout=120, check=False)
        at.require("alert(1)" in done.stdout, "the browser did not open the page")
        at.counts["scripts run"] += done.stdout.count('data-owned="1"')
        at.require('data-owned="1"' not in done.stdout, "a script was run")


@fault("F51", "control sequences of terminals")
def f51(at: Attempt) -> None:
    folder = at.folder() / "data"
    folder.mkdir()
    (folder / "a\x1b[31mb\u202e.jsonl").write_bytes(lines(hostile_rows(TERMINAL)))
    at.audit(folder, settings=LIGHT)
    out = folder.parent / "out"
    for words in (
        ("show", "out", "0"),
        ("explain", "\x1b[31m"),
        ("show", "out", "\x1b[31m"),
        ("run", "--input", "\x1b[2J"),
    ):
        at.command(folder.parent, *words, exits={0, 2})
    for name in ("log.jsonl", "summary.json", "summary.md", "report.html", "manifest.json"):
        if (out / name).exists():
            at.require(not CONTROL.search((out / name).read_text(encoding="utf-8")), f"control characters in {name}")


@fault("F52", "commands of CI systems, cells and tags in what a gate writes", slow=True)
def f52(at: Attempt) -> None:
    source = at.file("a.jsonl", lines(hostile_rows(ANNOTATIONS)))
    at.audit(source, "--rules", "default", exits={0, 1}, settings=("stages.embeddings=false",), again=False)
    out = source.parent / "out"
    ET.parse(out / "junit.xml")  # noqa: S314  (our own file)
    for name in ("gate.json", "gate.sarif", "summary.json"):
        json.loads((out / name).read_text(encoding="utf-8"), parse_constant=lambda one: 1 / 0)
    summary = (out / "summary.md").read_text(encoding="utf-8")
    for written in (summary, (out / "junit.xml").read_text(encoding="utf-8")):
        at.require(
            not re.search(r"^(::|##\[)", written, re.MULTILINE), "a command of a CI system at the start of a line"
        )
        at.require(not CONTROL.search(written), "control characters")
    tables = [block.splitlines() for block in summary.split("\n\n") if block.startswith("|")]
    widths = [{len(re.findall(r"(?<!\\)\|", line)) for line in block} for block in tables]
    at.require(all(len(one) == 1 for one in widths), f"a table of the summary has rows of other widths: {widths}")


@fault("F53", "formulas of spreadsheets")
def f53(at: Attempt) -> None:
    good = [{"text": f"{one} {text(n)}", "cell": one, "n": -n} for n, one in enumerate(FORMULAS)]
    source = at.file("a.jsonl", lines(good))
    at.audit(source, rows=good)
    at.command(source.parent, "export", "out", "--format", "csv", "--out", "csv", exits={0})
    (path,) = (source.parent / "csv").rglob("*.csv")
    found = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))
    at.require(len(found) == len(good), f"{len(found)} rows in CSV")
    cells = [value for row in found for value in (row["text"], row["cell"])]
    at.require(all(cell.startswith("'") for cell in cells), f"a cell is a formula: {cells}")
    at.require([row["n"] for row in found] == [str(row["n"]) for row in good], "a number was escaped")


BAD_YAML = {
    "a tag": "input: !!python/object/apply:os.system ['touch marker']\n",
    "a bomb": "a: &a [x]\n" + "".join(f"{two}: &{two} [{f'*{one}, ' * 9}]\n" for one, two in pairwise("abcdefghij")),
    "a key twice": "report: {language: en}\nreport: {language: zh}\n",
    "a tab": "report:\n\tlanguage: en\n",
    "no mapping": "- 1\n",
    "a circle": "report: &a [*a]\n",
    "depth": "a: " + "[" * 20_000,
    "a scalar": "plain",
}  # fmt: skip


@fault("F54", "configuration that is hostile or malformed")
def f54(at: Attempt) -> None:
    for what, content in BAD_YAML.items():
        source = at.file("a.jsonl", lines(rows(2)))
        (source.parent / "p.yml").write_text(content, encoding="utf-8")
        at.audit(source, "p.yml", exits={2}, says=["p.yml"], settings=())
        at.require(not (source.parent / "marker").exists(), f"{what}: code was run")
    for data in (b"report: {title: \xff}\n", "report: {language: en}\n".encode("utf-16"), b"\0\0\0"):
        source = at.file("a.jsonl", lines(rows(2)))
        (source.parent / "p.yml").write_bytes(data)
        at.audit(source, "p.yml", exits={0, 2}, settings=LIGHT, again=False)


def keys(options: Mapping[str, Any], path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """All keys of a configuration."""
    found = []
    for name, value in options.items():
        found.append((*path, name))
        if isinstance(value, Mapping):
            found += keys(value, (*path, name))
    return found


@fault("F55", "keys and values that are wrong, at every key")
def f55(at: Attempt) -> None:
    tried = 0
    for path in keys(asdict(load_pipeline("default").pipeline)):
        for wrong, value in (((*path[:-1], path[-1] + "x"), 1), (path, {"no": {"such": "value"}})):
            document: Any = value
            for name in reversed(wrong):
                document = {name: document}
            try:
                load_pipeline(mapping=document)
            except AuditError as error:
                at.require(error.exit_code == 2, f"{wrong}: exit code {error.exit_code}")
                tried += 1
            else:
                at.require("fields" in path or "findings" in path, f"{'.'.join(wrong)}: {value!r} is taken")
    at.require(tried > 100, f"{tried} keys were tried")
    source = at.file("a.jsonl", lines(rows(2)))
    for setting, says in (
        ("stages.minhash.treshold=0.5", "threshold"), ("stages.minhahs.threshold=0.5", "minhash"),
        ("findings.short-txt.min_chars=3", "short-text"), ("stages.minhash.threshold=7", "threshold"),
        ("report.langauge=zh", "language"), ("limits.max_memory=lots", "max_memory"),
    ):  # fmt: skip
        at.audit(source, exits={2}, says=[says], settings=(setting,))


@fault("F56", "code in the configuration")
def f56(at: Attempt) -> None:
    marker = at.root / "marker"
    code = f"__import__('pathlib').Path({str(marker)!r}).touch()"
    for setting in (
        f'report.title="{{{{{code}}}}}"', 'input.template="{text.__class__.__init__.__globals__}"',
        f"input.text={code}",
        "stages.tokens.tokenizer=os:system", f'input.template="{{{code}}}"', "report.title=${HOME}",
        "report.title=$(touch marker)",
    ):  # fmt: skip
        source = at.file("a.jsonl", lines(rows(2)))
        done = at.audit(source, exits={0, 2}, settings=(*LIGHT[1:], setting), again=False)
        if done.code == 0:
            page = (source.parent / "out" / "report.html").read_text(encoding="utf-8")
            at.require(str(Path.home()) not in page, "the environment is expanded")
        at.require(not marker.exists() and not (source.parent / "marker").exists(), f"{setting} ran code")


@fault("F57", "addresses in data and configuration")
def f57(at: Attempt) -> None:
    for address in (
        "http://169.254.169.254/latest",
        "https://user:secret@example.org/a.jsonl",
        "s3://bucket/a",
        "file:///etc/passwd",
    ):
        done = at.command(at.folder(), "run", "--input", address, "--out", "out", exits={2})
        at.require("secret" not in done.told, "a password is echoed")
    inside = "http://169.254.169.254"
    good = [{"text": f"see {inside}/{n} and file:///etc/passwd {text(n)}", "url": f"{inside}/{n}"} for n in range(3)]
    source = at.file("a.jsonl", lines(good))
    at.audit(source, rows=good, settings=LIGHT)  # a connection would raise here


class Touch:
    """Leaves a marker when it is unpickled."""

    def __init__(self, marker: Path) -> None:
        self.marker = marker

    def __reduce__(self) -> tuple[Any, tuple[Path]]:
        return Path.touch, (self.marker,)


@fault("F58", "pickles, as data, as logs and as weights")
def f58(at: Attempt) -> None:
    marker = at.root / "marker"
    for name in ("a.pkl", "a.jsonl", "a.csv", "a.parquet", "a.npy", "a.pt", "a.txt"):
        source = at.file(name, pickle.dumps({"text": Touch(marker)}))
        at.audit(source, exits={0, 2, 3}, settings=LIGHT, again=False)
        at.command(source.parent, "diagnose", name, "--out", "diagnosis", exits={0, 1, 2})
    weights = at.file("model.pt", "")
    torch.save({"a": Touch(marker)}, weights)
    at.command(weights.parent, "diagnose", "model.pt", "--out", "diagnosis", exits={2})
    array = at.file("a.npy", "")
    np.save(array, np.array([Touch(marker)], dtype=object), allow_pickle=True)
    at.audit(array, exits={2}, settings=LIGHT)
    at.require(not marker.exists(), "a pickle was loaded")


@fault("F59", "folders of models and of data sets with code")
def f59(at: Attempt) -> None:
    source = at.file("a.jsonl", lines(rows(40, label=lambda n: "ab"[n % 2])))
    marker = source.parent / "marker"
    evil = f"from pathlib import Path\nPath({str(marker)!r}).touch()\nclass Evil: pass\n"
    model = source.parent / "model"
    model.mkdir()
    modules = ("modeling_evil", "tokenization_evil", "configuration_evil", "conftest", "sitecustomize")
    for name in modules:
        (model / f"{name}.py").write_text(evil, encoding="utf-8")
    kinds = ("AutoModel", "AutoModelForCausalLM", "AutoModelForMaskedLM", "AutoModelForSequenceClassification")
    names: dict[str, Any] = dict.fromkeys(kinds, "modeling_evil.Evil") | {"AutoConfig": "configuration_evil.Evil"}
    names["AutoTokenizer"] = ["tokenization_evil.Evil", None]
    content = json.dumps({"model_type": "evil", "auto_map": names, "tokenizer_class": "Evil"})
    for name in ("config.json", "tokenizer_config.json"):
        (model / name).write_text(content, encoding="utf-8")
    (model / "tokenizer.json").write_text(Tokenizer(WordLevel({"a": 0}, unk_token="a")).to_str(), encoding="utf-8")
    (model / "model.safetensors").write_bytes(b"\2\0\0\0\0\0\0\0{}")
    for setting in (
        "stages.tokens.tokenizer=model", "stages.embeddings.model=model", "stages.perplexity.model=model",
        "augment={operations: {masked_replacement: {model: model}}}", "training={model: model}",
    ):  # fmt: skip
        # a tokenizer's own file needs none of the code, and so few rows train no model
        exits = {0} if "tokens" in setting or "training" in setting else {2}
        at.audit(source, exits=exits, settings=(setting,), again=False)
        shutil.rmtree(source.parent / "out", ignore_errors=True)
    at.command(source.parent, "probe", "model", "a.jsonl", exits={2}, says=["model"])
    data = at.folder() / "data"
    data.mkdir()
    (data / "data.py").write_text(evil, encoding="utf-8")
    at.audit(data, exits={2})
    at.require(not marker.exists(), "code was run")


@fault("F60", "texts and expressions that make matching slow", slow=True)
def f60(at: Attempt) -> None:
    length = 1_000_000 if FULL else 100_000
    slow = [
        "a" * length,
        "@." * (length // 2),
        "1" * length,
        "a@" + "a." * (length // 2),
        "+1 " * (length // 3),
        "-" * length,
    ]
    source = at.file("a.jsonl", lines([{"text": f"{one} {n}", "n": n} for n, one in enumerate(slow)]))
    at.audit(source, settings=("stages.embeddings=false", "stages.tokens.tokenizer=false"), again=False)
    for pattern in ("(a+)+$", "(a|aa)+$", "(?=(a+)+$)x"):
        source = at.file("a.jsonl", lines([{"text": "a" * 5_000 + "!"}, *rows(20)]))
        augment = f"augment={{protect: ['{pattern}'], operations: {{random_swap: {{}}}}}}"
        at.audit(source, exits={0, 2, 3}, settings=(*LIGHT, augment), again=False)
