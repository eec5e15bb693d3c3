"""Precision and recall of personal data by type: on presidio_pii_v2, and on generated positives and hard negatives.

    python benchmarks/personal_data.py DATA [--each 500] [--seed 1] [--presidio VENV/bin/python]

Positives are values of every type in sentences of several languages; hard negatives are what looks like them: ISBNs,
order numbers, timestamps, versions, UUIDs, coordinates, section numbers, hashes, formulas. A value found counts when
its span overlaps the true one and the type is the same; every other span of that type is a false one. Intervals are
Wilson's, 95 %. presidio-analyzer's pattern recognisers see the same texts where its interpreter is named.
"""

from __future__ import annotations

import argparse
import json
import math
import string
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from dataaudit.selftests.made_up_values import MadeUpValues
from dataaudit.stages.personal_data.detect import personal_data

Case = tuple[str, list[tuple[str, int, int]]]

LABELLED = {"EMAIL_ADDRESS": "email", "PHONE_NUMBER": "phone", "CREDIT_CARD": "card", "IBAN_CODE": "iban"}
LABELLED |= {"US_SSN": "us_ssn", "IP_ADDRESS": "ip"}


_UPPER, _LOWER, _DIGITS = string.ascii_uppercase, string.ascii_lowercase, string.digits

HEAD = "| type | positives | recall | precision |\n| --- | --- | --- | --- |"


SENTENCES = {
    "email": [
        "Please forward it to {} by Friday.",
        "Kontakt: {}",
        "有问题请发邮件到{}，谢谢。",
        "From: <{}>",
        "écrivez à {}.",
    ],
    "phone": [
        "You can call me on {} after six.",
        "Tel.: {}",
        "我的手机号是{}，随时联系。",
        "WhatsApp {} for details",
        "Fax {}",
    ],
    "ipv4": [
        "The server at {} does not answer.",
        "blocked {} after 5 tries",
        "服务器地址{}无法访问",
        "GET http://{}/index.html",
    ],
    "ipv6": ["The host {} is down.", "ping {} failed", "listening on [{}]:443"],
    "card": ["I paid with my card {} yesterday.", "Visa {} was declined", "信用卡号{}已过期", "number: {} exp 09/27"],
    "iban": ["Please transfer the sum to {} today.", "IBAN: {}", "Konto {}, danke."],
    "us_ssn": ["My social security number is {}.", "SSN {}", "applicant {} was approved"],
    "cn_id": ["身份证号码：{}。", "本人身份证{}，特此声明", "ID card {}"],
    "uscc": ["统一社会信用代码：{}", "公司税号为{}。", "Credit code {} (China)"],
    "passport": ["Passport number: {}.", "护照号码{}", "travelling on passport {} until May"],
    "url_credentials": ["DATABASE_URL={}", "Clone it with {}/repo", "连接串是 {} 请勿外传"],
    "secret": ["export KEY={}", 'token = "{}"', "密钥 {}", "Here it is: {}"],
}
"""Sentences of the figures; none of them was used while the detectors were built."""


def negatives(values: MadeUpValues) -> list[Callable[[], str]]:
    """What looks like personal data and is none."""
    d, pick, rng = (lambda n: values.text(_DIGITS, n)), values.random.choice, values.random
    hexadecimal = "0123456789abcdef"
    return [
        lambda: f"ISBN 978-{d(1)}-{d(2)}-{d(6)}-{d(1)}, second edition",
        lambda: f"ISBN: 978{d(10)}",
        lambda: f"Order no. {d(16)} has been shipped.",
        lambda: f"订单号：{d(18)}，已发货",
        lambda: f"Tracking number 1Z{values.text(_UPPER + _DIGITS, 16)}",
        lambda: f"created_at: {rng.randint(1_500_000_000, 1_799_999_999)}",
        lambda: f"timestamp={rng.randint(1_500_000_000_000, 1_799_999_999_999)}",
        lambda: (
            f"at {rng.randint(2001, 2030)}-0{pick('123456789')}-1{d(1)} 12:{pick('012345')}{d(1)}:{pick('01')}{d(1)}"
        ),
        lambda: f"Chrome/{rng.randint(50, 140)}.0.{rng.randint(1000, 7000)}.{rng.randint(10, 250)} Safari",
        lambda: (
            f"version {rng.randint(1, 20)}.{rng.randint(0, 30)}.{rng.randint(0, 50)}.{rng.randint(0, 99)} was released"
        ),
        lambda: f"see section {rng.randint(1, 9)}.{rng.randint(1, 9)}.{rng.randint(1, 9)}.{rng.randint(1, 9)}",
        lambda: f"OID 1.3.6.1.4.1.{rng.randint(100, 9999)}.{rng.randint(1, 99)}",
        lambda: "-".join(values.text(hexadecimal, n) for n in (8, 4, 4, 4, 12)),
        lambda: f"commit {values.text(hexadecimal, 40)}",
        lambda: f"{rng.uniform(-90, 90):.6f}, {rng.uniform(-180, 180):.6f}",
        lambda: f"x = {d(7)} + {d(8)} - {d(3)}*{d(2)}/{d(4)}",
        lambda: f"pi is 3.14159265358979{d(12)}",
        lambda: f"a population of {rng.randint(1, 9)},{d(3)},{d(3)} in {rng.randint(1950, 2025)}",
        lambda: f"the seasons {rng.randint(1950, 2000)}-{rng.randint(2001, 2025)} and 1999/2000",
        lambda: f"pip install package@{rng.randint(0, 9)}.{rng.randint(0, 9)}.{rng.randint(0, 9)} logo@2x.png",
        lambda: f"std::{values.text(_LOWER, 5)}::{values.text(_LOWER, 4)} in C++ at 12:{d(2)}:{d(2)}",
        lambda: f"part number {d(3)}-{d(2)}-{d(4)}",
        lambda: f"password = {pick(['None', 'os.environ', 'getpass()', 'your_password_here', '<secret>'])}",
        lambda: f"EAN {d(13)} SKU {d(8)}",
        lambda: f"DOI 10.{d(4)}/{values.text(_LOWER, 4)}.{d(7)}",
        lambda: f"serial no. {values.text(_UPPER, 2)}{d(9)}",
        lambda: f"rgb({d(3)}, {d(3)}, {d(3)}) 0x{values.text(hexadecimal, 8)}",
        lambda: f"RFC {d(4)}, pages {d(3)}-{d(3)}, table {d(1)}.{d(1)}",
        lambda: f"快递单号{d(12)}，版本V{d(1)}.{d(1)}.{d(1)}",
        lambda: f"see https://example.org/{d(8)}/{values.text(_LOWER, 8)}?id={d(10)}",
    ]


def generated(each: int, seed: int) -> list[Case]:
    """As many positives of every type, and as many negatives for every type, in order."""
    values = MadeUpValues(seed)
    cases: list[Case] = []
    for name, sentences in SENTENCES.items():
        make = getattr(values, name)
        for number in range(each):
            value, sentence = make(), sentences[number % len(sentences)]
            start = sentence.index("{}")
            cases.append((sentence.replace("{}", value), [(name, start, start + len(value))]))
    makers = negatives(values)
    cases += [(makers[number % len(makers)](), []) for number in range(each * len(SENTENCES))]
    return cases


def labelled(data: Path) -> list[Case]:
    """Texts of presidio_pii_v2 with the types that are looked for here."""
    cases = []
    for row in pq.read_table(data / "presidio_pii_v2").to_pylist():
        spans = [(LABELLED.get(one["entity_type"], ""), one["start"], one["end"]) for one in row["spans"]]
        cases.append((row["text"], [span for span in spans if span[0]]))
    return cases


def wilson(right: int, whole: int) -> str:
    """A share with its interval."""
    if not whole:
        return "–"
    z, share = 1.96, right / whole
    middle = (share + z * z / (2 * whole)) / (1 + z * z / whole)
    half = z * math.sqrt(share * (1 - share) / whole + z * z / (4 * whole * whole)) / (1 + z * z / whole)
    return f"{share:.3f} ({middle - half:.3f}–{middle + half:.3f})"


def table(cases: Sequence[Case], found: Sequence[Sequence[Sequence[Any]]], name: Callable[[str], str]) -> list[str]:
    """Lines of a table: type, positives, recall, precision."""
    counts: dict[str, Counter[str]] = {kind: Counter() for kind in ("true", "hit", "said", "wrong")}
    for (_, truth), spans in zip(cases, found, strict=True):
        said = [(name(kind), start, end) for kind, start, end in spans]
        for kind, start, end in truth:
            counts["true"][name(kind)] += 1
            counts["hit"][name(kind)] += any(one == name(kind) and a < end and b > start for one, a, b in said)
        for kind, start, end in said:
            counts["said"][kind] += 1
            counts["wrong"][kind] += not any(name(k) == kind and a < end and b > start for k, a, b in truth)
    return [
        f"| {kind} | {counts['true'][kind]} | {wilson(counts['hit'][kind], counts['true'][kind])} "
        f"| {wilson(counts['said'][kind] - counts['wrong'][kind], counts['said'][kind])} |"
        for kind in sorted(counts["true"])
    ]


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--each", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--presidio", metavar="PYTHON")
    options = parser.parse_args()

    both = (
        ("presidio_pii_v2", labelled(options.data), joined),
        (f"generated, {options.each} a type and as many hard negatives", generated(options.each, options.seed), str),
    )
    for title, cases, name in both:
        print(f"\n{title}: {len(cases):,} texts\n\n{HEAD}")
        print("\n".join(table(cases, [personal_data(text) for text, _ in cases], name)))
        if options.presidio:
            script = Path(__file__).parent / "peers" / "presidio_patterns.py"
            command, texts = [options.presidio, str(script)], json.dumps([text for text, _ in cases])
            told = subprocess.run(command, input=texts, capture_output=True, text=True, check=True)
            print(f"\npresidio-analyzer's pattern recognisers\n\n{HEAD}")
            print("\n".join(table(cases, json.loads(told.stdout), joined)))


def joined(kind: str) -> str:
    """The type as both tell it."""
    return "ip" if kind in ("ipv4", "ipv6") else kind


if __name__ == "__main__":
    sys.exit(main())
