"""Batches of what models learn from."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import torch
from training.model_folders.tiny_folders import COLOURS, TEXTS, model_folder, picture, rows

from dataaudit.errors import InputError
from dataaudit.training.model_folders.image_batches import image_batches, pictures_of
from dataaudit.training.model_folders.load_model import load_model, open_folder
from dataaudit.training.model_folders.pair_batches import pair_batches, pairs_of
from dataaudit.training.model_folders.rows_of_data import classes_of_rows, corpus_of
from dataaudit.training.model_folders.tag_batches import tag_batches, tagged_rows
from dataaudit.training.model_folders.text_batches import IGNORED, language_batches, masked_batches


def test_a_masked_model_learns_some_tokens_of_every_row_and_no_special_ones() -> None:
    loaded = load_model(open_folder(str(model_folder("bert_masked"))), "masked")
    batch = masked_batches(loaded, TEXTS, 16, 32)[0]
    plain = language_batches(loaded, TEXTS, 16, 32)[0]["input_ids"]
    learnt = batch["labels"] != IGNORED
    assert bool(learnt.any(1).all())
    assert torch.equal(batch["labels"][learnt], plain[learnt])
    assert torch.equal(batch["input_ids"][~learnt], plain[~learnt])
    assert float((batch["input_ids"][learnt] == loaded.processor.mask_token_id).float().mean()) > 0.5


def test_rows_of_unknown_words_have_nothing_to_mask() -> None:
    loaded = load_model(open_folder(str(model_folder("bert_masked"))), "masked")
    with pytest.raises(InputError, match="knows none of the words in the rows"):
        masked_batches(loaded, ["红色的狐狸 <script>", "跳过 山丘"], 2, 32)


def test_rows_with_one_class_at_first_are_said_to_be_sorted() -> None:
    with pytest.raises(InputError, match="column 'mood' has only the class 'sad' in the first rows"):
        classes_of_rows(["sad"] * 9, "column 'mood'")


def test_an_encoder_with_a_decoder_gets_prompts_and_answers(tmp_path: Path) -> None:
    pairs = pairs_of(corpus_of([str(rows(tmp_path, "pairs"))], label=""), 8)
    assert pairs[0] == (TEXTS[0], " ".join(reversed(TEXTS[0].split())))
    loaded = load_model(open_folder(str(model_folder("t5"))), "pairs")
    batch = pair_batches(loaded, [("the red fox", "fox"), ("the cat", "red dog")], 2, 32)[0]
    written = loaded.processor.convert_ids_to_tokens(batch["labels"][1].tolist())
    assert written == ["red", "dog"]
    assert batch["labels"][0].tolist()[1] == IGNORED


def test_rows_without_answers_ask_for_the_columns(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="name their columns with --text INPUT --target OUTPUT"):
        pairs_of(corpus_of([str(rows(tmp_path, "texts"))], label=""), 8)


def test_the_first_piece_of_a_token_has_its_tag(tmp_path: Path) -> None:
    held = tagged_rows(corpus_of([str(rows(tmp_path, "tags"))]), None, 8)
    loaded = load_model(open_folder(str(model_folder("bert_tags"))), "tags", ["B-A", "B-C", "O"])
    labels = tag_batches(loaded, [(["the", "red", "hill"], ["O", "B-C", "B-A"]), *held], 4, 32)[0]["labels"]
    assert labels[0].tolist() == [2, 1, 0, *[IGNORED] * 4]
    assert labels[1].tolist() == [2, 1, 0, 2, 2, 2, 2]


@pytest.mark.parametrize("form", ["folder", "paths", "bytes"])
def test_pictures_come_from_folders_from_paths_and_from_rows(form: str, tmp_path: Path) -> None:
    data = rows(tmp_path, "photos")
    if form == "paths":
        data = rows(tmp_path, "named_photos")
    if form == "bytes":
        held = [(colour, number) for colour in COLOURS for number in range(8)]
        images = [{"bytes": picture(colour, number), "path": None} for colour, number in held]
        data = tmp_path / "photos.parquet"
        pq.write_table(pa.table({"image": images, "label": [colour for colour, _ in held]}), data)
    found = pictures_of([str(data)], None, 12)
    assert {name for _, name in found[:3]} == set(COLOURS)
    loaded = load_model(open_folder(str(model_folder("vit"))), "images", sorted(COLOURS))
    batch = image_batches(loaded, found, 12)[0]
    assert batch["pixel_values"].shape == (12, 3, 16, 16)
    brightest = batch["pixel_values"].mean((2, 3)).argmax(1).tolist()
    assert [["red", "green", "blue"][channel] for channel in brightest] == [
        sorted(COLOURS)[code] for code in batch["labels"].tolist()
    ]


def test_rows_without_pictures_or_classes_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none of its columns \(text, mood\) holds pictures"):
        pictures_of([str(rows(tmp_path, "texts"))], None, 12)
    with pytest.raises(InputError, match="column 'kind' is not among image, label; name it with --label"):
        pictures_of([str(rows(tmp_path, "named_photos"))], "kind", 12)


def test_a_broken_picture_is_named(tmp_path: Path) -> None:
    data = rows(tmp_path, "photos")
    (data / "red" / "0.png").write_bytes(b"no picture")
    loaded = load_model(open_folder(str(model_folder("vit"))), "images", sorted(COLOURS))
    with pytest.raises(InputError, match=r"red/0\.png: not a picture that can be read"):
        image_batches(loaded, pictures_of([str(data)], None, 24), 12)
