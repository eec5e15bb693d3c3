"""PII005 secret."""

from __future__ import annotations

from dataaudit.findings.personal_data.span_finding import SpanFinding


class Secret(SpanFinding):
    """Passwords, keys and tokens.

    What it finds:
        Rows with at least min_count secrets, or URLs with a user name and a password.

    Why it matters:
        A leaked key works until it is revoked, and a model that memorised it reveals it to anyone.

    How it decides:
        Key formats of AWS, GitHub, GitLab, Slack, Google, Stripe, npm, Hugging Face, OpenAI and Anthropic, JSON web
        tokens, private-key blocks, URLs with credentials, and values assigned to a password, key or token that look
        random: letters and digits, at least 3 bits per character (signal pii). Placeholders are not counted.

    Example:
        "export TOKEN=ghp_" and 36 letters and digits

    What to do:
        Revoke the real ones, then mask them with clean.pii: mask, or drop the rows with clean.drop: [secret]. Keep
        published example keys if they belong to the data.

    Known false alarms:
        Keys in documentation and tests; hashes assigned to a name such as token.

    Source:
        Meli, McNiece and Reaves 2019, "How Bad Can It Git? Characterizing Secret Leakage in Public GitHub
        Repositories"
    """

    code = "PII005"
    name = "secret"
    severity = "error"
    types = ("secret", "url_credentials")
    metric = "pii.secret.share"
    message = "{count} of {rows} texts {count:contains|contain} a password, a key or a token"
