"""PII005 secret."""

from __future__ import annotations

from dataaudit.findings.personal_data.span_finding import SpanFinding


class Secret(SpanFinding):
    """Passwords, keys and tokens.

    What it finds:
        Rows with at least min_count secrets or URLs with a name and a password.

    Why it matters:
        A leaked key works until it is revoked, and a model that has learnt it gives it to anybody.

    How it decides:
        Forms of AWS, GitHub, GitLab, Slack, Google, Stripe, npm, Hugging Face, OpenAI and Anthropic keys, JSON web
        tokens, private-key blocks, URLs with credentials, and what is assigned to a password, key or token and is
        random: letters and digits, at least 3 bits a character (signal pii). Placeholders are passed over.

    Example:
        "export TOKEN=ghp_" and 36 letters and digits

    What to do:
        Revoke what is real; drop the rows with clean.drop: [secret].

    Known false alarms:
        Keys in documentation and tests; hashes that are assigned to a name like token.

    Source:
        Meli, McNiece and Reaves 2019, "How Bad Can It Git? Characterizing Secret Leakage in Public GitHub
        Repositories"
    """

    code = "PII005"
    name = "secret"
    severity = "error"
    types = ("secret", "url_credentials")
    metric = "pii.secret.share"
    message = "{count} of {rows} texts hold a password, a key or a token"
