"""PII004 network-address."""

from __future__ import annotations

from dataaudit.findings.personal_data.span_finding import SpanFinding


class NetworkAddress(SpanFinding):
    """IP addresses.

    What it finds:
        Rows with at least min_count IPv4 or IPv6 addresses.

    Why it matters:
        An address can identify a household; European Union law treats it as personal data.

    How it decides:
        Four numbers up to 255 that the context does not identify as a version, section or object identifier; valid IPv6
        addresses, compressed or not (signal pii). Private, shared, reserved and documentation addresses identify
        nobody and do not count.

    Example:
        "Blocked 36.160.14.148 after five tries."

    What to do:
        Review a sample (dataaudit show RUN network-address), then mask the addresses with clean.pii: mask, or drop the
        rows with clean.drop: [network-address]. Keep them in technical documentation.

    Known false alarms:
        Version numbers with four parts that the context does not identify; addresses of name servers.

    Source:
        RFC 791, RFC 4291; Court of Justice of the European Union, C-582/14
    """

    code = "PII004"
    name = "network-address"
    severity = "warning"
    types = ("ipv4", "ipv6")
    metric = "pii.network_address.share"
    message = "{count} of {rows} texts {count:contains|contain} an IP address"
