"""Seeds of every target, and what is done to them."""

from __future__ import annotations

import random

LONGEST = 1 << 16
SEEDS = {
    "jsonl": [
        b'{"text": "a", "n": 1, "x": [1, 2.5, -3e-7, null, true, {"y": "z"}], "e": {}}',
        rb'{"text": "\u00e9\ud83d\ude00 \" \\ \/ \b\f\n\r\t", "k\u0000": ""}',
        '{"text": "über 東京 \u2028 \x7f", "t": "a\\tb"}'.encode(),
        b'{"a": {"b": {"c": [[[[]]]]}}, "n": 12345678901234567890, "f": 1e308, "g": 0.1}',
        b"[]", b"null", b'"s"', b"{}", b"-0", b"NaN", b'{"a": NaN, "b": Infinity, "c": 1e999}', b'{"a": 1, "a": 2}',
    ],
    "csv": [
        b'text,n,x\na,1,2\n"a, b","c ""d""",\n"line\nbreak",,""\n', b"a;b\r\n1;2\r\n", b"a\tb\n1\t2\n",
        b'a,b\n"open,1\n2,3\n', b"a,b\r1,2\r", "text,n\nüber,1\n".encode(), b'a,b\n1,"2"x\n', b"a\n\n\n1\n",
    ],
    "json": [
        b'[{"a": 1}, {"a": "x"}]', b'{"data": [{"a": 1}, {"a": 2}], "n": 1}', b'{"a": [1, 2], "b": ["x", "y"]}',
        b'{"i": {"a": 1}, "j": {"a": 2}}', b'{"a": {"0": 1, "1": 2}, "b": {"0": "x", "1": "y"}}',
        b'{"columns": ["a", "b"], "data": [[1, 2]], "index": [0]}', b'{"a": 1}\n{\n"a": 2}', b'["a", "b"]', b"[[1, 2]]",
    ],
    "template": [b"{a} and {b}", b"{{x}} {y}", b"{instruction}\\n{input}", b"{a!r:>{w}}", b"{0}", b"{a.b}", b"{a[0]}"],
    "configuration": [
        b"input: {text: a, format: jsonl}\nstages: {minhash: {threshold: 0.7}}\n",
        b"findings: {short-text: {min_chars: 5}}\n",
        b"clean: {drop: [short-text], pii: mask}\nlimits: {max_memory: 2GiB}\n", b"augment: {protect: ['(a|b)+']}\n",
        b"a: &x [1, *x]\n", b"!!python/object:os.system x\n", b"report: {language: zh}\n", b"- 1\n", b"a: 1\na: 2\n",
    ],
    "rules": [
        b"title: x\nrules:\n- {id: a, metric: rows.kept, min: 1, severity: error, why: x}\n",
        b"rules:\n- id: a\n  column: length.chars\n  max: 5\n  mostly: 0.9\n  why: b\n"
        b"- id: b\n  finding: short-text\n  why: c\n",
        b"rules: []\n", b"extends: default\nrules: [{id: has-rows, min: 3}]\n",
        b"waivers: [{id: a, until: 2026-01-01, why: x}]\n",
    ],
    "suite": [
        b'{"name": "s", "expectations": '
        b'[{"type": "expect_column_values_to_not_be_null", "kwargs": {"column": "text"}}]}',
        b'{"expectation_suite_name": "s", "expectations": '
        b'[{"expectation_type": "expect_table_row_count_to_be_between", '
        b'"kwargs": {"min_value": 1, "max_value": 1e9}}], "meta": {"great_expectations_version": "0.18"}}',
        b"[]", b"{}", b'{"expectations": [1]}',
    ],
    "logs": [
        b'{"log_history": [{"loss": 2.5, "learning_rate": 1e-4, "epoch": 0.1, "step": 10}, '
        b'{"eval_loss": 2, "step": 20}], "global_step": 20}',
        b"epoch,loss,val_loss\n1,0.9,1.0\n2,0.5,0.8\n", b"step,train/loss,lr\n0,6.9,0.1\n1,nan,0.1\n2,inf,\n",
        b'{"step": 1, "loss": 3.25, "lr": 0.1}\n{"step": 2, "loss": NaN}\n{"step": 3, "val_loss": 2.5}\n',
        b"iter 0: loss 10.9, time 12.3ms, mfu 1.2%\nstep 250: train loss 3.1, val loss 3.2\n",
        b"step:1/100 train_loss:10.95 train_time:120ms step_avg:nanms\nstep:2/100 val_loss:9.5\n",
        b" iteration 10/ 100 | consumed samples: 160 | lm loss: 6.5E+00 | loss scale: 1.0 | grad norm: 2.5 |\n",
        b"Epoch 1/5\n10/10 [====] - 1s 2ms/step - loss: 0.7 - accuracy: 0.5 - val_loss: 0.6\n",
        b"{'loss': 1.5, 'grad_norm': 0.7, 'learning_rate': 5e-05, 'epoch': 0.5}\n{'eval_loss': 1.4}\n",
        b"wall_time,step,value\n1700000000.0,1,0.5\n1700000001.0,2,0.4\n", b"# comment\n1 2 3\n",
    ],
}  # fmt: skip
TOKENS = (
    b'"', b"\\", b"{", b"}", b"[", b"]", b",", b":", b"\n", b"\r", b"\0", b"\xff", b"\xed\xa0\x80", b"\xef\xbb\xbf",
    b"u0041", b"\\ud800", b"1e9999", b"-", b"null", b" ", b"\t", b"9" * 30, b"'", b"&a", b"*a", b"!!", b"|", b"%",
    b"{0}", b"\xe2\x80\xa8",
)  # fmt: skip


def mutated(target: str, draw: random.Random) -> bytes:
    """One input."""
    data = bytearray(draw.choice(SEEDS[target]))
    for _ in range(draw.choice((0, 1, 1, 2, 3, 8))):
        place = draw.randrange(len(data) + 1)
        way = draw.randrange(6)
        if way == 0:
            data[place:place] = draw.choice(TOKENS)
        elif way == 1 and data:
            del data[place : place + draw.randint(1, 8)]
        elif way == 2 and place < len(data):
            data[place] = draw.randrange(256)
        elif way == 3:
            other = draw.choice(SEEDS[target])
            data[place:place] = other[: draw.randint(0, len(other))]
        elif way == 4:
            data[place:place] = bytes(data[place : place + draw.randint(1, 40)])
        else:
            data[place:place] = draw.choice((b"[", b'{"a":', b"(")) * draw.choice((2, 60, 700))
    return bytes(data[:LONGEST])
