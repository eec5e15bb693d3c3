"""What translates sentences: a model of transformers, or a program that reads lines and prints lines."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from dataaudit.augment.language_models import translation_model
from dataaudit.errors import ConfigurationError

_KEY = "augment.operations.back_translation"
_LINES = 2000
_CPU_BUDGET, _GPU_BUDGET = 4096, 32768
"""Sentences times longest sentence of a batch, in tokens."""


class Translator(Protocol):
    """Translates sentences."""

    def __call__(self, sentences: Sequence[str]) -> list[str]:
        """A translation of each."""
        ...

    def check(self) -> None:
        """Load what it needs.

        Raises:
            ConfigurationError: It is missing.
        """
        ...


@dataclass(frozen=True, slots=True)
class ModelTranslator:
    """A sequence-to-sequence model, as those of Marian are.

    Attributes:
        model: Folder or name.
        device: auto, cpu, cuda or mps.
        beams: Beams of the search; nothing is drawn by chance.
        tokens_per_batch: Sentences times longest sentence; 0 for what suits the device.
    """

    model: str
    device: str = "auto"
    beams: int = 4
    tokens_per_batch: int = 0

    def check(self) -> None:
        """See ``Translator``."""
        translation_model(self.model, self.device)

    def __call__(self, sentences: Sequence[str]) -> list[str]:
        """See ``Translator``."""
        tokenizer, _, device = translation_model(self.model, self.device)
        budget = self.tokens_per_batch or (_CPU_BUDGET if device == "cpu" else _GPU_BUDGET)
        sizes = [len(ids) for ids in tokenizer(list(sentences))["input_ids"]] if sentences else []
        most = self._room()
        # One that the model would cut comes back as it was.
        made = [text if size > most else "" for text, size in zip(sentences, sizes, strict=True)]
        fitting = (place for place in range(len(sentences)) if sizes[place] <= most)
        order = sorted(fitting, key=lambda place: (-sizes[place], place))
        while order:
            fit = max(1, budget // max(1, sizes[order[0]]))
            some, order = order[:fit], order[fit:]
            for place, text in zip(some, self._translated([sentences[one] for one in some]), strict=True):
                made[place] = text
        return made

    def _room(self) -> int:
        """Tokens that the model takes at once."""
        tokenizer, model, _ = translation_model(self.model, self.device)
        return min(int(tokenizer.model_max_length), int(getattr(model.config, "max_position_embeddings", 512)))

    def _translated(self, sentences: Sequence[str]) -> list[str]:
        """A batch; one that memory does not hold in halves."""
        import torch

        tokenizer, model, device = translation_model(self.model, self.device)
        most = self._room()
        try:
            batch = tokenizer(list(sentences), return_tensors="pt", padding=True).to(device)
            with torch.inference_mode():
                told = model.generate(
                    input_ids=batch["input_ids"], attention_mask=batch["attention_mask"], num_beams=self.beams,
                    do_sample=False, max_new_tokens=most, max_length=None,
                )  # fmt: skip
            return [str(one) for one in tokenizer.batch_decode(told, skip_special_tokens=True)]
        except torch.OutOfMemoryError:
            if len(sentences) == 1:
                raise
            half = len(sentences) // 2
            return self._translated(sentences[:half]) + self._translated(sentences[half:])


@dataclass(frozen=True, slots=True)
class CommandTranslator:
    """A program that reads a sentence a line and prints its translation a line, as ``apertium -u eng-spa``.

    Attributes:
        command: The program and its arguments; no shell is asked.
        timeout: Seconds that it may take for 2,000 lines.
    """

    command: tuple[str, ...]
    timeout: float = 600.0

    def check(self) -> None:
        """See ``Translator``."""
        if not self.command or shutil.which(self.command[0]) is None:
            message = (
                f"{_KEY}: program '{self.command[0] if self.command else ''}' not found; install it, or give its path"
            )
            raise ConfigurationError(message)
        self(["A test."])

    def __call__(self, sentences: Sequence[str]) -> list[str]:
        """See ``Translator``."""
        made: list[str] = []
        for first in range(0, len(sentences), _LINES):
            made += self._translated([" ".join(one.split()) for one in sentences[first : first + _LINES]])
        return made

    def _translated(self, lines: Sequence[str]) -> list[str]:
        shown = " ".join(self.command)
        pipe = subprocess.PIPE
        try:
            running = subprocess.Popen(  # noqa: S603  (the user names the program)
                self.command, stdin=pipe, stdout=pipe, stderr=pipe, start_new_session=True
            )
        except OSError as error:
            message = f"{_KEY}: '{shown}' could not be run ({error.strerror})"
            raise ConfigurationError(message) from None
        try:
            out, err = running.communicate("".join(f"{line}\n" for line in lines).encode(), self.timeout)
        except subprocess.TimeoutExpired:
            message = f"{_KEY}: '{shown}' took longer than {self.timeout:g} seconds for {len(lines)} lines"
            raise ConfigurationError(message) from None
        finally:
            _end(running)
        if running.returncode:
            problem = " ".join(err.decode(errors="replace").split())[:160]
            message = f"{_KEY}: '{shown}' ended with {running.returncode} ({problem})"
            raise ConfigurationError(message)
        printed = out.decode(errors="replace")
        told = printed.removesuffix("\n").split("\n") if printed else []
        if len(told) != len(lines):
            message = f"{_KEY}: '{shown}' printed {len(told)} lines for {len(lines)}; it must print one for each"
            raise ConfigurationError(message)
        return told


def _end(running: subprocess.Popen[bytes]) -> None:
    """End a program with all processes that it began."""
    if running.poll() is None:
        with suppress(ProcessLookupError):
            os.killpg(running.pid, signal.SIGKILL)
    running.wait()
    for pipe in (running.stdin, running.stdout, running.stderr):
        if pipe is not None:
            with suppress(BrokenPipeError):
                pipe.close()
