"""PII001 contact-data."""

from __future__ import annotations

from dataaudit.findings.personal_data.span_finding import SpanFinding


class ContactData(SpanFinding):
    """Email addresses and phone numbers.

    What it finds:
        Rows with at least min_count email addresses or phone numbers.

    Why it matters:
        A model can memorise such data and reveal it to strangers; many laws treat it as personal data.

    How it decides:
        An email address is a local part and a domain with a top-level domain around an @, in any script. A phone number
        is an international number that its country assigns, a number in North American form, a Chinese mobile or
        landline number in Chinese text, or any grouping of 7 to 15 digits that the text calls a phone number (signal
        pii: type, start and end of each).

    Example:
        "Write to ann@example.org or call (212) 555-0143."

    What to do:
        Review a sample (dataaudit show RUN contact-data), then mask the data with clean.pii: mask, or drop the rows
        with clean.drop: [contact-data]. Keep addresses of companies and mailing lists if they belong to the data.

    Known false alarms:
        Addresses of companies and mailing lists, invented numbers in exercises, and service numbers.

    Source:
        RFC 5321 and 6531; ITU-T E.164; numbering plans of libphonenumber
    """

    code = "PII001"
    name = "contact-data"
    severity = "warning"
    types = ("email", "phone")
    metric = "pii.contact_data.share"
    message = "{count} of {rows} texts {count:contains|contain} an email address or a phone number"
