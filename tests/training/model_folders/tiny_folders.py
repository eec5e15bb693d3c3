"""Folders of small models of every kind, and data for them."""

from __future__ import annotations

import io
import json
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

COLOURS = {"red": (200, 30, 30), "green": (30, 200, 30), "blue": (30, 30, 200)}
WORDS = ["the", "red", "blue", "green", "fox", "dog", "cat", "bird", "jumps", "runs", "walks", "over", "hill"]
TEXTS = [
    f"the {colour} {animal} {verb} over the hill"
    for colour in ("red", "blue", "green")
    for animal in ("fox", "dog", "cat", "bird")
    for verb in ("jumps", "runs", "walks")
]
_BERT = {
    "vocab_size": 20, "hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 32,
    "max_position_embeddings": 32, "pad_token_id": 0,
}  # fmt: skip
_MADE: dict[str, tuple[str, str, dict[str, Any]]] = {
    "t5": ("T5ForConditionalGeneration", "T5Config", {
        "vocab_size": 20, "d_model": 16, "d_kv": 8, "d_ff": 32, "num_layers": 1, "num_heads": 2,
        "decoder_start_token_id": 0, "pad_token_id": 0, "eos_token_id": 3,
    }),
    "bert_masked": ("BertForMaskedLM", "BertConfig", _BERT),
    "bert_tags": ("BertForTokenClassification", "BertConfig", {**_BERT, "num_labels": 3}),
    "bert_classes": ("BertForSequenceClassification", "BertConfig", {
        **_BERT, "id2label": {0: "sad", 1: "happy"}, "label2id": {"sad": 0, "happy": 1},
    }),
    "bert_body": ("BertModel", "BertConfig", _BERT),
    "gpt2": ("GPT2LMHeadModel", "GPT2Config", {
        "vocab_size": 20, "n_embd": 16, "n_layer": 1, "n_head": 2, "n_positions": 32, "bos_token_id": 2,
        "eos_token_id": 3,
    }),
    "mamba": ("MambaForCausalLM", "MambaConfig", {
        "vocab_size": 20, "hidden_size": 16, "state_size": 4, "num_hidden_layers": 1, "pad_token_id": 0,
        "bos_token_id": 2, "eos_token_id": 3,
    }),
    "vit": ("ViTForImageClassification", "ViTConfig", {
        "hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 32, "image_size": 16,
        "patch_size": 8, "num_labels": 3,
    }),
}  # fmt: skip


@cache
def model_folder(name: str, *, weights: bool = True) -> Path:
    """The folder of a model."""
    import torch
    import transformers

    model, config, given = _MADE[name]
    folder = Path(mkdtemp(prefix="tiny-model-"))
    torch.manual_seed(0)
    made = getattr(transformers, config)(**given)
    if weights:
        getattr(transformers, model)(made).save_pretrained(folder)
    else:
        made.architectures = [model]
        made.save_pretrained(folder)
    if name == "vit":
        told = {
            "image_processor_type": "ViTImageProcessor", "size": {"height": 16, "width": 16}, "do_resize": True,
            "do_rescale": True, "do_normalize": True, "image_mean": [0.5] * 3, "image_std": [0.5] * 3,
        }  # fmt: skip
        (folder / "preprocessor_config.json").write_text(json.dumps(told))
    else:
        _tokenizer(folder)
    return folder


def _tokenizer(folder: Path) -> None:
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    special = {"pad": "[PAD]", "unk": "[UNK]", "cls": "[CLS]", "eos": "[SEP]", "mask": "[MASK]"}
    backend = Tokenizer(models.WordLevel({word: at for at, word in enumerate([*special.values(), *WORDS])}, "[UNK]"))
    backend.pre_tokenizer = pre_tokenizers.Whitespace()
    named = {f"{name}_token": word for name, word in special.items()}
    PreTrainedTokenizerFast(tokenizer_object=backend, **named).save_pretrained(folder)


def rows(folder: Path, name: str) -> Path:
    """A file of rows: texts, pairs, tags or pictures that files or rows hold."""
    if name == "photos":
        for colour in COLOURS:
            (folder / name / colour).mkdir(parents=True)
            for number in range(8):
                (folder / name / colour / f"{number}.png").write_bytes(picture(colour, number))
        return folder / name
    made: list[dict[str, Any]] = {
        "texts": [{"text": text, "mood": "happy" if "red" in text else "sad"} for text in TEXTS],
        "pairs": [{"question": text, "answer": " ".join(reversed(text.split()))} for text in TEXTS],
        "tags": [{"tokens": text.split(), "ner_tags": ["O", "B-C", "B-A", "O", "O", "O", "O"]} for text in TEXTS],
        "named_photos": [
            {"image": f"photos/{colour}/{number}.png", "label": colour} for number in range(8) for colour in COLOURS
        ],
    }[name]
    file = folder / f"{name}.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in made))
    return file


def picture(colour: str, number: int) -> bytes:
    """A picture of one colour with a spot."""
    from PIL import Image

    made = Image.new("RGB", (20, 20), COLOURS[colour])
    for place in range(6):
        made.putpixel(((number * 3 + place * 5) % 20, (number * 7 + place * 3) % 20), (250, 250, 250))
    held = io.BytesIO()
    made.save(held, "PNG")
    return held.getvalue()
