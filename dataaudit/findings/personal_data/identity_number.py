"""PII002 identity-number."""

from __future__ import annotations

from dataaudit.findings.personal_data.span_finding import SpanFinding


class IdentityNumber(SpanFinding):
    """Numbers that identify a person or a company.

    What it finds:
        Rows with at least min_count US social security numbers, Chinese resident identity numbers and unified social
        credit codes, passport numbers, or numbers by which some thirty other countries know a person (CPF, Aadhaar,
        codice fiscale, DNI, NIR, PESEL, SNILS ...).

    Why it matters:
        They can be used to open accounts in someone's name, and no training text needs them.

    How it decides:
        Check characters, regions and dates must be valid where a number has them. US numbers must be in an assigned
        range. A passport number counts only if the text calls it one, and so do numbers whose form alone says too
        little (signal pii; the types begin with the country's code).

    Example:
        "My social security number is 219-09-9999."

    What to do:
        Mask the numbers with clean.pii: mask, or drop the rows with clean.drop: [identity-number]. Keep published
        sample numbers if they belong to the data.

    Known false alarms:
        Part numbers in the form of a social security number, and published sample numbers.

    Source:
        GB 11643-1999, GB 32100-2015, Social Security Administration
    """

    code = "PII002"
    name = "identity-number"
    severity = "warning"
    types = ("uscc", "passport")
    countries = True
    metric = "pii.identity_number.share"
    message = "{count} of {rows} texts {count:contains|contain} an identity number"
