"""How many sound architectures of transformers `dataaudit probe` says nothing bad of.

    python benchmarks/probe_architectures.py [--kinds masked pairs] [--steps 100]

Every architecture that transformers can load as a kind is made small by one rule, with random weights, and probed on
made-up rows. Left out are those that cannot be made so, or have more than three million parameters. "no step" are those
that this rule does not suit: they need boxes, a language or a start token, and the failing step is told.
"""

from __future__ import annotations

import argparse
import io
import json
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import torch
import transformers
from PIL import Image
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers.models.auto import modeling_auto
from transformers.models.auto.configuration_auto import CONFIG_MAPPING

from dataaudit.training.model_folders.load_model import quiet_transformers
from dataaudit.training.model_folders.model_kinds import KINDS, names_of
from dataaudit.training.probes.model_and_data import probe_model

COLOURS = {"red": (200, 30, 30), "green": (30, 200, 30), "blue": (30, 30, 200)}
ANIMALS, VERBS = ("fox", "dog", "cat", "bird"), ("jumps", "runs", "walks", "flies", "sleeps")
TEXTS = [f"the {colour} {animal} {verb} over the hill" for colour in COLOURS for animal in ANIMALS for verb in VERBS]
SMALL = {
    32: "hidden_size d_model n_embd dim n_embed embed_dim embedding_size moe_intermediate_size image_size "
        "word_embed_proj_dim",
    2: "num_hidden_layers num_layers n_layer n_layers num_decoder_layers encoder_layers decoder_layers type_vocab_size "
       "num_experts_per_tok bos_token_id decoder_start_token_id encoder_start_token_id",
    4: "num_attention_heads n_head n_heads num_heads encoder_attention_heads decoder_attention_heads num_experts "
       "num_key_value_heads num_local_experts n_routed_experts rotary_dim",
    64: "intermediate_size hidden_dim d_ff ffn_dim encoder_ffn_dim decoder_ffn_dim n_inner max_position_embeddings "
        "n_positions n_ctx",
    8: "d_kv head_dim patch_size state_size",
    40: "vocab_size",
    0: "pad_token_id",
    3: "eos_token_id forced_eos_token_id",
}  # fmt: skip
LARGEST = 3_000_000
SLOW = {"longformer", "led", "reformer", "bigbird_pegasus", "axk1", "axk2", "cpmant"}


def data_of(folder: Path) -> dict[str, str]:
    """Rows for every kind."""
    rows: dict[str, list[dict[str, Any]]] = {
        "texts": [{"text": text, "label": text.split()[1]} for text in TEXTS],
        "pairs": [{"question": text, "answer": " ".join(reversed(text.split()))} for text in TEXTS],
        "tags": [{"tokens": text.split(), "ner_tags": ["O", "B-C", "B-A", "O", "O", "O", "O"]} for text in TEXTS],
    }
    for name, some in rows.items():
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in some))
    for colour, values in COLOURS.items():
        (folder / "pictures" / colour).mkdir(parents=True)
        for number in range(24):
            made, held = Image.new("RGB", (40, 40), values), io.BytesIO()
            for place in range(40):
                made.putpixel(((number * 7 + place * 11) % 40, (number * 3 + place * 5) % 40), (place * 6,) * 3)
            made.save(held, "PNG")
            (folder / "pictures" / colour / f"{number}.png").write_bytes(held.getvalue())
    own = {"pairs": "pairs.jsonl", "tags": "tags.jsonl", "images": "pictures"}
    return {kind: str(folder / own.get(kind, "texts.jsonl")) for kind in KINDS}


def prepare(folder: Path) -> None:
    """Write a tokenizer and an image processor."""
    special = {"pad": "[PAD]", "unk": "[UNK]", "bos": "[CLS]", "eos": "[SEP]", "mask": "[MASK]"}
    words = dict.fromkeys([*special.values(), *" ".join(TEXTS).split()])
    backend = Tokenizer(models.WordLevel({word: place for place, word in enumerate(words)}, "[UNK]"))
    backend.pre_tokenizer = pre_tokenizers.Whitespace()
    named = {f"{name}_token": word for name, word in special.items()}
    transformers.PreTrainedTokenizerFast(tokenizer_object=backend, **named).save_pretrained(folder)
    size = {"height": 32, "width": 32}
    told = {"image_processor_type": "ViTImageProcessor", "size": size, "do_resize": True, "do_rescale": True}
    (folder / "preprocessor_config.json").write_text(json.dumps(told))


def small_config(kind: str, folder: Path) -> bool:
    """Write the small configuration of a type of model; False where there is none."""
    given = {name: value for value, names in SMALL.items() for name in names.split()}
    architecture = getattr(modeling_auto, names_of(kind))[folder.name]
    architecture = architecture[0] if isinstance(architecture, list | tuple) else architecture
    try:
        own = CONFIG_MAPPING[folder.name]()
        whole = {name: value for name, value in given.items() if type(getattr(own, name, "")) in (int, type(None))}
        if kind == "language-model" and hasattr(own, "is_decoder"):
            whole["is_decoder"] = True
        config = CONFIG_MAPPING[folder.name](**whole)
        with torch.device("meta"):
            model = getattr(transformers, architecture)(config)
    except Exception:  # each has rules of its own for what may be small
        return False
    config.architectures = [architecture]
    config.save_pretrained(folder)
    return sum(one.numel() for one in model.parameters()) <= LARGEST


def main() -> None:
    """Print what is said, and a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=KINDS)
    parser.add_argument("--steps", type=int, default=100)
    options = parser.parse_args()
    torch.set_num_threads(1)
    counts: dict[str, Counter[str]] = {}
    with tempfile.TemporaryDirectory() as temporary, quiet_transformers():
        data = data_of(Path(temporary))
        for kind in options.kinds:
            counts[kind] = Counter()
            for name in sorted(set(getattr(modeling_auto, names_of(kind))) - SLOW):
                folder = Path(temporary) / name
                folder.mkdir()
                if small_config(kind, folder):
                    prepare(folder)
                    verdict, said = verdict_of(folder, data[kind], kind, options.steps)
                    counts[kind][verdict] += 1
                    print(f"{kind} {name}: {verdict} {said}", flush=True)
                shutil.rmtree(folder)
    print("\n| kind | silent | warning or error | no step | refused |\n| --- | --- | --- | --- | --- |")
    for kind, told in counts.items():
        print(f"| {kind} | {told['silent']} | {told['told']} | {told['no step']} | {told['refused']} |")


def verdict_of(folder: Path, data: str, kind: str, steps: int) -> tuple[str, str]:
    """What a probe comes to, and the names of what it found."""
    try:
        result, _ = probe_model(str(folder), [data], task=kind, steps=steps)  # type: ignore[arg-type]
    except Exception as error:
        return "refused", " ".join(str(error).split())[:160]
    loud = [one for one in result.findings if one.status == "found" and one.severity in ("error", "warning")]
    names = ", ".join(f"{one.name} ({one.message[:100]})" for one in loud)
    if any(one.name == "failing-step" for one in loud):
        return "no step", names
    return ("told" if loud else "silent"), names


if __name__ == "__main__":
    sys.exit(main())
