"""What translates sentences: a model of transformers, or a program that reads lines and prints lines."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
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
        order = sorted(range(len(sentences)), key=lambda place: (-sizes[place], place))
        made = [""] * len(sentences)
        while order:
            fit = max(1, budget // max(1, sizes[order[0]]))
            some, order = order[:fit], order[fit:]
            for place, text in zip(some, self._translated([sentences[one] for one in some]), strict=True):
                made[place] = text
        return made

    def _translated(self, sentences: Sequence[str]) -> list[str]:
        """A batch; one that memory does not hold in halves."""
        import torch

        tokenizer, model, device = translation_model(self.model, self.device)
        most = min(int(tokenizer.model_max_length), int(getattr(model.config, "max_position_embeddings", 512)))
        try:
            batch = tokenizer(
                list(sentences), return_tensors="pt", padding=True, truncation=True, max_length=most
            ).to(device)  # fmt: skip
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
            message = f"{_KEY}: there is no program '{self.command[0] if self.command else ''}'; install it or name it"
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
        try:
            done = subprocess.run(  # noqa: S603  (the user names the program)
                self.command, input="".join(f"{line}\n" for line in lines).encode(), capture_output=True,
                timeout=self.timeout, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            message = f"{_KEY}: '{shown}' took longer than {self.timeout:g} seconds for {len(lines)} lines"
            raise ConfigurationError(message) from None
        except OSError as error:
            message = f"{_KEY}: '{shown}' could not be run ({error.strerror})"
            raise ConfigurationError(message) from None
        if done.returncode:
            problem = " ".join(done.stderr.decode(errors="replace").split())[:160]
            message = f"{_KEY}: '{shown}' ended with {done.returncode} ({problem})"
            raise ConfigurationError(message)
        printed = done.stdout.decode(errors="replace")
        told = printed.removesuffix("\n").split("\n") if printed else []
        if len(told) != len(lines):
            message = f"{_KEY}: '{shown}' printed {len(told)} lines for {len(lines)}; it must print one for each"
            raise ConfigurationError(message)
        return told
