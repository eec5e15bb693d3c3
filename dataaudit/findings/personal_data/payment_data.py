"""PII003 payment-data."""

from __future__ import annotations

from dataaudit.findings.personal_data.span_finding import SpanFinding


class PaymentData(SpanFinding):
    """Payment cards and bank accounts.

    What it finds:
        Rows with at least min_count payment card numbers or IBANs.

    Why it matters:
        They can be misused as soon as a model repeats them.

    How it decides:
        A card number passes Luhn's check and begins and is as long as an issuer's, and the text does not call it an
        order, a serial or the like; an IBAN has the length of its country and the right check digits (signal pii).

    Example:
        "Charged to card 5555 5555 5555 4444."

    What to do:
        Drop the rows with clean.drop: [payment-data].

    Known false alarms:
        Test numbers of payment providers; one in ten numbers of the right length passes Luhn's check by chance.

    Source:
        ISO/IEC 7812, ISO 13616, ISO 7064
    """

    code = "PII003"
    name = "payment-data"
    severity = "warning"
    types = ("card", "iban")
    metric = "pii.payment_data.share"
    message = "{count} of {rows} texts hold a card number or an IBAN"
