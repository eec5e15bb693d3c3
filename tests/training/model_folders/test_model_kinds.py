"""What a folder's model is taken for."""

from __future__ import annotations

import pytest
from training.model_folders.tiny_folders import model_folder
from transformers import AutoConfig, BertConfig, WhisperConfig, XLMConfig

from dataaudit.errors import ConfigurationError
from dataaudit.training.model_folders.load_model import open_folder
from dataaudit.training.model_folders.model_kinds import kind_of


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("t5", "pairs"), ("bert_masked", "masked"), ("bert_tags", "tags"), ("bert_classes", "classes"),
        ("bert_body", "masked"), ("gpt2", "language-model"), ("mamba", "language-model"), ("vit", "images"),
    ],
)  # fmt: skip
def test_the_architecture_says_what_a_model_learns_from(name: str, kind: str) -> None:
    assert kind_of(AutoConfig.from_pretrained(model_folder(name)), name) == kind


def test_a_named_class_column_makes_a_classifier_of_a_body() -> None:
    assert kind_of(AutoConfig.from_pretrained(model_folder("bert_body")), "body", labelled=True) == "classes"


def test_an_encoder_is_no_language_model_unless_it_is_a_decoder() -> None:
    decoder = BertConfig(is_decoder=True, architectures=["BertLMHeadModel"])
    assert kind_of(decoder, "decoder") == "language-model"
    assert kind_of(XLMConfig(architectures=["XLMWithLMHeadModel"]), "xlm") == "masked"
    with pytest.raises(ConfigurationError, match=r"a masked language model \(bert\), which cannot be a language model"):
        open_folder(str(model_folder("bert_masked"))).kind("language-model", labelled=False)


def test_a_model_of_speech_is_refused_with_the_kinds_that_are_known() -> None:
    speech = WhisperConfig(architectures=["WhisperForConditionalGeneration"])
    with pytest.raises(ConfigurationError, match="cannot be probed with data; the kinds of models are language-model"):
        kind_of(speech, "whisper")
