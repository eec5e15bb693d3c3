"""Options that several commands take; a command changes what differs with ``dataclasses.replace``."""

from __future__ import annotations

from dataaudit.cli.option import Option, key

LANGUAGES = ("en", "zh")


def _unescaped(word: str) -> str:
    return word.replace("\\n", "\n").replace("\\t", "\t")


INPUT = Option(
    "--input",
    "files, folders, globs, save_to_disk folders or hf://owner/name",
    "PATH",
    many=True,
    keyword="source",
)
DATA = Option("data", "data in any form that dataaudit run --input takes", "DATA", many=True)
RUN = Option("run", "folder of a finished run", "RUN")
OUT = Option("--out", "folder of the run (default: reports/<pipeline>-<fingerprint>)", "DIR", keyword="out")
PIPELINE = Option(
    "pipeline",
    "name of a shipped pipeline, or a pipeline file (default: default)",
    "PIPELINE",
    required=False,
    keyword="pipeline",
)
TEXT = Option("--text", "column of the text (default: detected)", "COLUMN", keyword="text")
TEMPLATE = Option(
    "--template",
    'columns joined to one text, as "{question}\\n{answer}"',
    "TEMPLATE",
    kind=_unescaped,
    keyword="template",
)
LABEL = Option("--label", 'column of the class (default: detected; "" for none)', "COLUMN", keyword="label")
SPLIT = Option("--split", "column of the split (default: from file names)", "COLUMN", keyword="split")
AGAINST = Option("--against", "evaluation data to check the rows against", "EVAL", many=True, keyword="against")
AGAINST_TEMPLATE = Option(
    "--against-template",
    'columns of evaluation items joined to one text, as "{question}\\n{passage}"; one for all, or one for each EVAL',
    "TEMPLATE",
    kind=_unescaped,
    many=True,
    settings=key("stages.leakage.against_template"),
)
RULES = Option(
    "--rules",
    "rule files, shipped gates by name, or great-expectations suites (JSON)",
    "FILE",
    many=True,
    keyword="rules",
)
FAIL_ON = Option(
    "--fail-on",
    "lowest severity of a failed rule, or of a finding, that gives exit code 1",
    choices=("error", "warning"),
    keyword="fail_on",
)
ALLOW = Option(
    "--allow",
    "file of waivers (default: allow.yml beside the rules and in the working folder)",
    "FILE",
    keyword="allow",
)
BASELINE = Option(
    "--baseline", "earlier run, or lock, that rules compare the run with", "RUN_OR_LOCK", keyword="baseline"
)
LANGUAGE = Option("--language", "language of the report", choices=LANGUAGES, settings=key("report.language"))
SET = Option("--set", "override a key of the pipeline", "KEY=VALUE", many=True, keyword="settings")
SEED = Option("--seed", "random seed; the same seed gives the same result", kind=int, default=1, keyword="seed")
BATCH_SIZE = Option("--batch-size", "rows in a batch", kind=int, keyword="batch_size")
MAX_TOKENS = Option("--max-tokens", "most tokens per row", kind=int, default=128, keyword="max_tokens")
JSON = Option("--json", "print JSON instead of text", switch=True)
QUIET = Option("--quiet", "no progress on standard error", switch=True)
