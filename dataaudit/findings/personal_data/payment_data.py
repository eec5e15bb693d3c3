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
        A card number passes the Luhn check, has an issuer's prefix and length, and is not called an order or serial
        number by the text. An IBAN has the length of its country and correct check digits (signal pii).

    Example:
        "Charged to card 5555 5555 5555 4444."

    What to do:
        Mask the numbers with clean.pii: mask, or drop the rows with clean.drop: [payment-data]. Keep the test numbers
        of payment providers if they belong to the data.

    Known false alarms:
        Test numbers of payment providers. One in ten numbers of the right length passes the Luhn check by chance.

    Source:
        ISO/IEC 7812, ISO 13616, ISO 7064
    """

    code = "PII003"
    name = "payment-data"
    severity = "warning"
    types = ("card", "iban")
    metric = "pii.payment_data.share"
    message = "{count} of {rows} texts {count:contains|contain} a card number or an IBAN"
