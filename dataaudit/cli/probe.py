"""``dataaudit probe``."""

from __future__ import annotations

import argparse
import json

from dataaudit.errors import EXIT_GATE_FAILED, EXIT_PASSED


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.add_argument(
        "model",
        metavar="MODEL",
        help="folder of a transformers model with its tokenizer (safetensors; a config alone means new weights)",
    )
    parser.add_argument("data", nargs="+", metavar="DATA", help="as dataaudit run --input takes it")
    parser.add_argument("--text", metavar="COLUMN", help="column of the text (default: found)")
    parser.add_argument("--template", metavar="T", help='columns joined to one text, as "{question}\\n{answer}"')
    parser.add_argument(
        "--label", metavar="COLUMN", help="column of the class, for a classifier (default: a language model)"
    )
    parser.add_argument("--batch-size", type=int, default=16, help="rows of a batch (default: 16)")
    parser.add_argument("--max-tokens", type=int, default=128, help="tokens of a row at most (default: 128)")
    parser.add_argument("--steps", type=int, default=100, help="steps of the single-batch test (default: 100)")
    parser.add_argument("--accumulation", type=int, metavar="N", help="micro-batches of a step, to check accumulation")
    parser.add_argument("--learning-rate", action="store_true", help="run the learning-rate finder too (AdamW)")
    parser.add_argument("--out", metavar="DIR", help="folder for the tables, for dataaudit diagnose DIR")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a list to read")


def execute(options: argparse.Namespace) -> int:
    """Probe a model on data; 1 when an error was found."""
    from dataaudit.engine.finding_table import finding_record
    from dataaudit.report.excerpt import one_line
    from dataaudit.training.probes.model_and_data import probe_model

    template = options.template.replace("\\n", "\n").replace("\\t", "\t") if options.template else None
    result, rates = probe_model(
        options.model,
        options.data,
        text=options.text,
        template=template,
        label=options.label,
        batch_size=options.batch_size,
        max_tokens=options.max_tokens,
        steps=options.steps,
        accumulation=options.accumulation,
        learning_rate=options.learning_rate,
        out=options.out,
    )
    failed = any(one.severity == "error" and one.status == "found" for one in result.findings)
    if options.json:
        record = {
            "findings": [finding_record(one) for one in result.findings],
            "measures": result.measures.to_dicts(),
            "not_run": result.not_run,
            "learning_rate": None if rates is None else rates.tables()["finder"].to_dicts()[0],
        }
        print(json.dumps(record, ensure_ascii=False, indent=1, allow_nan=False, default=str))
        return EXIT_GATE_FAILED if failed else EXIT_PASSED
    for one in result.findings:
        print(f"{one.severity:<8} {one.code} {one.name} ({one.confidence}): {one_line(one.message)}")
        if one.causes:
            print(f"         likely: {one_line(one.causes[0])}; next: {one_line(one.next_measurement)}")
    if not result.findings:
        print("no problem found")
    for name, reason in result.not_run.items():
        print(f"not run: {name} ({one_line(reason)})")
    if rates is not None:
        told = "none" if rates.suggested is None else f"{rates.suggested:.2g} ({rates.low:.2g} to {rates.high:.2g})"
        print(f"learning rate: {told}{'; ' + rates.warning if rates.warning else ''}")
    return EXIT_GATE_FAILED if failed else EXIT_PASSED
