"""Spans that presidio-analyzer's pattern recognisers find: texts as JSON on stdin, spans as JSON on stdout."""

import json
import sys

from presidio_analyzer import predefined_recognizers as known

NAMES = {"EMAIL_ADDRESS": "email", "PHONE_NUMBER": "phone", "CREDIT_CARD": "card", "IBAN_CODE": "iban"}
NAMES |= {"US_SSN": "us_ssn", "IP_ADDRESS": "ip", "US_PASSPORT": "passport"}
RECOGNISERS = [
    known.EmailRecognizer(), known.PhoneRecognizer(), known.CreditCardRecognizer(), known.IbanRecognizer(),
    known.UsSsnRecognizer(), known.IpRecognizer(),
]  # fmt: skip
FEWEST = 0.3


def spans(text: str) -> list[tuple[str, int, int]]:
    """Types, starts and ends of all that is at least a little sure."""
    found = [one for recogniser in RECOGNISERS for one in recogniser.analyze(text, recogniser.supported_entities, None)]
    return [(NAMES[one.entity_type], one.start, one.end) for one in found if one.score >= FEWEST]


print(json.dumps([spans(text) for text in json.load(sys.stdin)]))
