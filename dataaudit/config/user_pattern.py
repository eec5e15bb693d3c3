"""Regular expressions that a user writes: one way for all of them, and none can hang a run.

RE2 needs time linear in the text, but knows neither look-around nor back-references and takes the classes of words,
digits and white space for ASCII. Where that makes a difference the module ``regex`` does it, with a limit on its time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from dataaudit.errors import ConfigurationError

SECONDS = 2.0
"""Time for one text, beyond which an expression is refused."""
_CLASSES = re.compile(r"\\[wWdDsSbB]|\[\[:|\(\?[a-zA-Z]*[iuU]")
"""What means one thing for ASCII and another for other letters."""


class UserPattern:
    """A regular expression.

    Args:
        expression: As the module ``regex`` reads it.
        key: The key of the configuration that holds it, for messages.

    Raises:
        ValueError: It cannot be compiled.

    Examples:
        >>> UserPattern("[A-Z]+-[0-9]+", "augment.protect").spans("see AB-12 and C-3")
        [(4, 9), (14, 17)]
    """

    def __init__(self, expression: str, key: str) -> None:
        import regex

        self.expression = expression
        self.key = key
        try:
            self._slow: Any = regex.compile(expression)
        except (regex.error, RecursionError) as error:
            message = f"{expression!r} is not a valid regular expression ({error})"
            raise ValueError(message) from None

    @cached_property
    def _linear(self) -> Any:
        """The same expression in RE2, or None where RE2 does not know all of it."""
        import re2

        options = re2.Options()
        options.log_errors = False
        try:
            return re2.compile(self.expression, options)
        except re2.error:
            return None

    def spans(self, text: str) -> list[tuple[int, int]]:
        """First character and end of every match that is not empty.

        Raises:
            ConfigurationError: It takes too long.
        """
        if self._linear is not None and (text.isascii() or not _CLASSES.search(self.expression)):
            return [match.span() for match in self._linear.finditer(text) if match.end() > match.start()]
        try:
            return list(self._timed(text))
        except TimeoutError:
            message = (
                f"{self.key}: {self.expression!r} takes more than {SECONDS:g} s on a text of {len(text)} characters; "
                "write it without repetitions inside of repetitions"
            )
            raise ConfigurationError(message) from None

    def _timed(self, text: str) -> Iterator[tuple[int, int]]:
        for match in self._slow.finditer(text, timeout=SECONDS):
            if match.end() > match.start():
                yield match.span()
