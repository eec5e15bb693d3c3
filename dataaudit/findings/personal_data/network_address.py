"""PII004 network-address."""

from __future__ import annotations

from dataaudit.findings.personal_data.span_finding import SpanFinding


class NetworkAddress(SpanFinding):
    """IP addresses.

    What it finds:
        Rows with at least min_count IPv4 or IPv6 addresses.

    Why it matters:
        An address can lead to a household; the law of the European Union makes it personal data.

    How it decides:
        Four numbers up to 255 that are no version, section or object identifier by what stands around them; valid
        IPv6 addresses, compressed or not (signal pii). Private and documentation addresses count too.

    Example:
        "Blocked 36.160.14.148 after five tries."

    What to do:
        Look at a sample; drop the rows with clean.drop: [network-address].

    Known false alarms:
        Versions of four numbers without a word about it; addresses of name servers and examples in documentation.

    Source:
        RFC 791, RFC 4291; Court of Justice of the European Union, C-582/14
    """

    code = "PII004"
    name = "network-address"
    severity = "warning"
    types = ("ipv4", "ipv6")
    metric = "pii.network_address.share"
    message = "{count} of {rows} texts hold an IP address"
