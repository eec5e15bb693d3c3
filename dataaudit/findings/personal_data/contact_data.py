"""PII001 contact-data."""

from __future__ import annotations

from dataaudit.findings.personal_data.span_finding import SpanFinding


class ContactData(SpanFinding):
    """E-mail addresses and phone numbers.

    What it finds:
        Rows with at least min_count e-mail addresses or phone numbers.

    Why it matters:
        A model can learn addresses by heart and tell them to strangers; many laws make them personal data.

    How it decides:
        An e-mail address is a local part and a domain with a top-level domain around an @, in any script. A phone
        number is an international one that its country gives out, one in the form of North America, a Chinese mobile
        or line in Chinese text, or any grouping of 7 to 15 digits where the text calls it a phone number (signal pii:
        type, start and end of each).

    Example:
        "Write to ann@example.org or call (212) 555-0143."

    What to do:
        Look at a sample; drop the rows with clean.drop: [contact-data].

    Known false alarms:
        Addresses of companies and mailing lists, invented numbers in exercises, service numbers.

    Source:
        RFC 5321 and 6531; ITU-T E.164; numbering plans of libphonenumber
    """

    code = "PII001"
    name = "contact-data"
    severity = "warning"
    types = ("email", "phone")
    metric = "pii.contact_data.share"
    message = "{count} of {rows} texts hold an e-mail address or a phone number"
