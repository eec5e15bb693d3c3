"""Masked replacement: a masked language model says what else could stand for some words."""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import regex

from dataaudit.augment.changes import Edit, Made
from dataaudit.augment.english_tags import kind_of
from dataaudit.augment.language_models import masked_model
from dataaudit.augment.operation import LANGUAGE, NO_PLACE, Nothing, Prepared
from dataaudit.augment.synonyms.english_synonyms import in_case_of
from dataaudit.augment.words import CHINESE, ENGLISH, JAPANESE, THAI, chinese_frequency, words_of
from dataaudit.stages.language.function_words import function_words

_TEXTS = 32
_FEWEST = 20
"""Minimum count of a Chinese word in jieba's corpus."""


@dataclass(frozen=True, slots=True)
class MaskedReplacement:
    """Operation ``masked_replacement``.

    All chosen words of a text are masked at once; in Chinese every character is, and what is put together must be a
    word. Words of grammar stay.

    Attributes:
        model: Folder or name of a masked language model.
        share: Words replaced, as a share of all.
        top: Guesses of the model from which one is taken by chance.
        device: auto, cpu, cuda or mps.
        name: ``masked_replacement``.

    Source: Kobayashi 2018, "Contextual augmentation"; Garg & Ramakrishnan 2020 (BAE).
    """

    model: str
    share: float = 0.1
    top: int = 10
    device: str = "auto"
    name: str = "masked_replacement"

    def check(self) -> None:
        """See ``Operation``."""
        masked_model(self.model, self.device)

    def __call__(self, texts: Sequence[Prepared], generators: Sequence[random.Random]) -> list[Made | Nothing]:
        """See ``Operation``."""
        chosen = [self._places(text, generator) for text, generator in zip(texts, generators, strict=True)]
        made: list[Made | Nothing] = [Nothing(NO_PLACE)] * len(texts)
        usable = [number for number, places in enumerate(chosen) if places]
        for first in range(0, len(usable), _TEXTS):
            some = usable[first : first + _TEXTS]
            guesses = self._guesses([texts[one] for one in some], [chosen[one] for one in some])
            for number, guessed in zip(some, guesses, strict=True):
                made[number] = self._filled(texts[number], chosen[number], guessed, generators[number])
        for number, text in enumerate(texts):
            if text.language in (JAPANESE, THAI):
                made[number] = Nothing(LANGUAGE)
        return made

    def _places(self, text: Prepared, generator: random.Random) -> list[int]:
        if text.language in (JAPANESE, THAI) or masked_model(self.model, self.device)[0].mask_token in text.text:
            return []
        grammar = function_words().get(text.language, ())
        pattern = r"\p{Han}{2}" if text.language == CHINESE else r"\p{L}{3,}"
        usable = [
            place
            for place in text.free
            if regex.fullmatch(pattern, text.words[place].text)
            and text.words[place].text.lower() not in grammar
            and (text.language != ENGLISH or kind_of(text.words[place].tag) is not None)
        ]
        return sorted(generator.sample(usable, min(len(usable), text.count(self.share))))

    def _guesses(self, texts: Sequence[Prepared], places: Sequence[Sequence[int]]) -> list[list[list[str]]]:
        """By text and mask: pieces of words, the likeliest first."""
        import torch

        tokenizer, model, device = masked_model(self.model, self.device)
        mask = tokenizer.mask_token
        masked = []
        for text, some in zip(texts, places, strict=True):
            edits = []
            for place in some:
                word = text.words[place]
                edits.append(Edit(word.start, word.end, mask * (len(word.text) if text.language == CHINESE else 1)))
            masked.append(text.made(edits).text)
        # Models like RoBERTa begin to count positions behind that of the padding.
        most = min(int(tokenizer.model_max_length), int(getattr(model.config, "max_position_embeddings", 514)) - 2)
        batch = tokenizer(masked, return_tensors="pt", padding=True, truncation=True, max_length=most).to(device)
        with torch.inference_mode():
            told = model(**batch).logits.float().topk(min(self.top * 4, model.config.vocab_size), dim=-1).indices.cpu()
        ids = batch["input_ids"].cpu()
        found = []
        for row in range(len(masked)):
            at = (ids[row] == tokenizer.mask_token_id).nonzero()[:, 0].tolist()
            found.append([self._pieces(tokenizer, told[row, one].tolist()) for one in at])
        return found

    def _pieces(self, tokenizer: Any, ids: list[int]) -> list[str]:
        """The guesses that are whole words or characters."""
        kept = []
        marked = _marks_words(tokenizer)
        for name in tokenizer.convert_ids_to_tokens(ids):
            if name.startswith("##") or (marked and not name.startswith(("Ġ", "▁"))):
                continue
            whole = tokenizer.convert_tokens_to_string([name]).strip()
            if regex.fullmatch(r"\p{L}+", whole):
                kept.append(whole)
        return kept[: self.top]

    def _filled(
        self, text: Prepared, places: Sequence[int], guesses: Sequence[Sequence[str]], generator: random.Random
    ) -> Made | Nothing:
        edits = []
        at = 0
        for place in places:
            word = text.words[place]
            size = len(word.text) if text.language == CHINESE else 1
            told = guesses[at : at + size]
            at += size
            if len(told) < size:
                break  # the text was cut before this mask
            fitting = [one for one in _joined(told) if self._fits(one, text, word.text)]
            if fitting:
                edits.append(Edit(word.start, word.end, in_case_of(generator.choice(fitting[: self.top]), word.text)))
        return text.made(edits) if edits else Nothing(NO_PLACE)

    def _fits(self, guess: str, text: Prepared, word: str) -> bool:
        if guess.lower() == word.lower() or len(guess) < 2:
            return False
        if text.language == CHINESE and chinese_frequency(guess) < _FEWEST:
            return False
        return not text.protection.spans(guess, words_of(guess, text.language), text.language)


def _marks_words(tokenizer: Any) -> bool:
    """Whether a vocabulary marks the beginnings of words, as byte-level and sentence pieces do."""
    return any(name.startswith(("Ġ", "▁")) for name in tokenizer.tokenize(" a word"))


def _joined(pieces: Sequence[Sequence[str]]) -> list[str]:
    return list(pieces[0]) if len(pieces) == 1 else ["".join(one) for one in itertools.product(*pieces)]
