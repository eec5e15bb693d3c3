from __future__ import annotations

import pickle
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import save_file

from dataaudit.errors import ConfigurationError
from dataaudit.stages.vectors.embeddings import Embeddings, column_vectors, vector_column
from dataaudit.stages.vectors.encoders import (
    STATIC,
    Encoder,
    StaticEncoder,
    TableEncoder,
    encoder_identity,
    load_encoder,
    unit,
)
from dataaudit.stages.vectors.result_schemas import LEARNT, VECTOR
from dataaudit.stages.vectors.static_vectors import DIMENSIONS, static_identity, static_vectors

ODD = [None, "", " \n", "!!!", "\u200b", "🙂", "e\u0301", "ﷺ", "a" * 5000, "\U0010ffff", "١٢٣", "中", "x\u0000y"]


def encoded(encoder: Encoder, texts: list[str | None]) -> tuple[np.ndarray, np.ndarray]:
    return encoder.encode(pa.array(texts, pa.large_string()))


def static() -> StaticEncoder:
    """An encoder that has not seen a word yet."""
    return StaticEncoder(static_vectors())


def cosine(one: str, two: str) -> float:
    vectors, _ = encoded(static(), [one, two])
    return float(vectors[0] @ vectors[1])


@given(st.lists(st.none() | st.text() | st.sampled_from(ODD), max_size=6))
def test_vectors_have_length_one_or_none_where_there_are_no_tokens(texts: list[str | None]) -> None:
    vectors, learnt = encoded(static(), texts)
    assert vectors.shape == (len(texts), DIMENSIONS)
    assert vectors.dtype == learnt.dtype == np.float32
    assert np.isfinite(vectors).all()
    lengths = np.linalg.norm(vectors, axis=1)
    assert (np.isclose(lengths, 1, atol=1e-5) | (lengths == 0)).all()
    assert not lengths[np.isnan(learnt)].any()
    assert ((learnt >= 0) & (learnt <= 1) | np.isnan(learnt)).all()


def test_a_text_without_tokens_has_zeros() -> None:
    vectors, learnt = encoded(static(), [None, "", "!!!", " \n\t", "\u200b", "🙂"])
    assert not vectors.any()
    assert np.isnan(learnt).all()


@pytest.mark.parametrize(
    ("text", "near", "far"),
    [
        (
            "Generate a list of ten healthy breakfast ideas.",
            "List 10 ideas for a healthy breakfast.",
            "Name three rivers that flow through Germany.",
        ),
        (
            "The doctor advised the patient to exercise regularly.",
            "The physician told the patient to exercise often.",
            "The stock market fell sharply on Friday afternoon.",
        ),
    ],
)
def test_a_paraphrase_lies_nearer_than_another_text(text: str, near: str, far: str) -> None:
    assert cosine(text, near) > 0.8
    assert cosine(text, far) < 0.4


def test_chinese_texts_that_differ_in_one_character_lie_near() -> None:
    text = "今天天气很好，我们去公园散步。"
    assert cosine(text, "今天天气真好，我们去公园散步。") > 0.9
    assert cosine(text, "请帮我写一封给客户的道歉信") < 0.4


def test_the_learnt_share_is_that_of_words_in_latin_letters() -> None:
    _, learnt = encoded(static(), ["two words", "中文 and", "Москва", "42"])
    assert learnt.tolist() == pytest.approx([1, 1 / 3, 0, 1])


TEXTS: list[str | None] = [
    "The committee approved the budget.", None, "今天天气很好", "", "!!!", "Straße ﬁne １２",
    "the budget approved The committee", "слово и дело", "supercalifragilistic " * 3, "a" * 300, *ODD,
]  # fmt: skip


def test_a_text_has_the_same_vector_whatever_batch_it_stands_in() -> None:
    whole, shares = encoded(static(), TEXTS)
    used = static()
    for _ in range(2):
        for row, text in reversed(list(enumerate(TEXTS))):
            vectors, learnt = encoded(used, [text])
            assert np.array_equal(vectors[0], whole[row])
            assert np.array_equal(learnt, shares[row : row + 1], equal_nan=True)


def test_a_slice_of_an_array_has_the_vectors_of_its_texts() -> None:
    whole, _ = encoded(static(), TEXTS)
    vectors, _ = static().encode(pa.array(TEXTS, pa.large_string())[3:9])
    assert np.array_equal(vectors, whole[3:9])


def test_the_table_of_words_grows_without_changing_a_vector(monkeypatch: pytest.MonkeyPatch) -> None:
    texts: list[str | None] = [f"word{number} speaks of number {number}" for number in range(200)]
    expected, _ = encoded(static(), texts)
    monkeypatch.setattr("dataaudit.stages.vectors.encoders._FIRST_SLOTS", 2)
    grown = static()
    vectors = np.concatenate([encoded(grown, texts[first : first + 7])[0] for first in range(0, 200, 7)])
    assert np.array_equal(vectors, expected)
    assert np.array_equal(encoded(grown, texts)[0], expected)


def test_several_threads_may_use_one_encoder() -> None:
    texts: list[list[str | None]] = [[f"w{(7 * n + m) % 50} of {m}" for m in range(40)] for n in range(32)]
    expected = [encoded(static(), some)[0] for some in texts]
    shared = static()
    with ThreadPoolExecutor(8) as pool:
        for _ in range(3):
            for vectors, right in zip(pool.map(lambda some: encoded(shared, some)[0], texts), expected, strict=True):
                assert np.array_equal(vectors, right)


def test_static_is_loaded_once_and_has_its_own_identity() -> None:
    assert load_encoder(STATIC, "cpu", 256, 0, False) is load_encoder(STATIC, "cpu", 256, 0, False)
    assert load_encoder(STATIC, "cpu", 256, 0, False).dimensions == DIMENSIONS
    assert encoder_identity(STATIC) == static_identity()


def table_model(folder: Path, **changes: np.ndarray) -> Path:
    """A static model of three words, as model2vec writes it."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

    backend = Tokenizer(models.WordLevel({"[UNK]": 0, "cat": 1, "dog": 2, "stone": 3}, unk_token="[UNK]"))
    backend.normalizer = normalizers.Lowercase()
    backend.pre_tokenizer = pre_tokenizers.Whitespace()
    backend.enable_truncation(2)
    backend.enable_padding(length=2)
    folder.mkdir(parents=True, exist_ok=True)
    backend.save(str(folder / "tokenizer.json"))
    tensors = {"embeddings": np.array([[0, 0], [3, 4], [4, 3], [-1, 0]], np.float32), **changes}
    save_file({name: value for name, value in tensors.items() if value.size}, folder / "model.safetensors")
    return folder


def loaded(folder: Path | str) -> Encoder:
    return load_encoder(str(folder), "cpu", 256, 0, False)


def test_a_table_of_vectors_sums_those_of_the_tokens(tmp_path: Path) -> None:
    encoder = loaded(table_model(tmp_path / "model"))
    assert isinstance(encoder, TableEncoder)
    assert encoder.dimensions == 2
    vectors, learnt = encoded(encoder, ["Cat", "cat dog", "stone stone stone cat", None, "", "unheard"])
    root = np.sqrt(0.5)
    assert vectors == pytest.approx(np.array([[0.6, 0.8], [root, root], [0, 1], [0, 0], [0, 0], [0, 0]]), abs=1e-6)
    assert learnt[:3].tolist() == [1, 1, 1]
    assert np.isnan(learnt[3:5]).all()
    assert encoded(encoder, [])[0].shape == (0, 2)


def test_other_forms_of_such_a_model_are_understood(tmp_path: Path) -> None:
    half = np.array([[0, 0], [3, 4], [4, 3], [-1, 0]], np.float16)
    none = np.zeros(0, np.float32)
    named = loaded(table_model(tmp_path / "named", embeddings=none, **{"embedding.weight": half}))
    assert encoded(named, ["cat"])[0] == pytest.approx(np.array([[0.6, 0.8]]), abs=1e-6)
    mapped = table_model(
        tmp_path / "mapped",
        embeddings=np.array([[0, 0], [0, 2]], np.float32),
        mapping=np.array([0, 1, 1, 0]),
        weights=np.array([1, 1, -3, 1], np.float32),
    )
    assert encoded(loaded(mapped), ["cat", "cat dog", "stone"])[0].tolist() == [[0, 1], [0, -1], [0, 0]]


def test_what_is_not_finite_becomes_no_vector(tmp_path: Path) -> None:
    vectors = np.array([[0, 0], [np.nan, 1], [np.inf, 1], [-1, 0]], np.float32)
    encoder = loaded(table_model(tmp_path / "model", embeddings=vectors))
    assert encoded(encoder, ["cat", "dog stone", "stone"])[0].tolist() == [[0, 0], [0, 0], [-1, 0]]
    assert unit(np.array([[3, 4], [np.nan, 0], [1e-9, 0]], np.float32)).tolist() == [
        pytest.approx([0.6, 0.8]), [0, 0], [0, 0],
    ]  # fmt: skip


@pytest.mark.parametrize(
    "changes",
    [
        {"embeddings": np.ones((3, 2), np.float32)},
        {"embeddings": np.ones(4, np.float32)},
        {"mapping": np.array([0, 1])},
        {"mapping": np.array([0, 1, 2, 99])},
        {"weights": np.ones(2, np.float32)},
    ],
    ids=["too few vectors", "no table", "too short a mapping", "a mapping beyond the vectors", "too few weights"],
)
def test_a_table_that_does_not_fit_its_tokenizer_is_refused(tmp_path: Path, changes: dict[str, np.ndarray]) -> None:
    with pytest.raises(ConfigurationError, match=r"^stages.embeddings.model: "):
        loaded(table_model(tmp_path / "model", **changes))


def test_a_vocabulary_with_gaps_needs_a_vector_for_its_last_token(tmp_path: Path) -> None:
    from tokenizers import Tokenizer, models, pre_tokenizers

    folder = table_model(tmp_path / "model")
    backend = Tokenizer(models.WordLevel({"[UNK]": 0, "cat": 9}, unk_token="[UNK]"))
    backend.pre_tokenizer = pre_tokenizers.Whitespace()
    backend.save(str(folder / "tokenizer.json"))
    with pytest.raises(ConfigurationError, match=r"^stages.embeddings.model: "):
        loaded(folder)


def test_a_folder_without_a_table_is_refused_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(ConfigurationError, match=r"holds no weights; model\.safetensors is missing"):
        loaded(tmp_path / "empty")
    (tmp_path / "empty" / "pytorch_model.bin").write_bytes(b"x")
    with pytest.raises(ConfigurationError, match="only as a pickle"):
        loaded(tmp_path / "empty")
    with pytest.raises(ConfigurationError, match="is not a folder"):
        loaded(tmp_path / "absent")


@pytest.mark.parametrize("damaged", ["model.safetensors", "tokenizer.json"])
@pytest.mark.parametrize("content", [b"", b"no model", None])
def test_a_damaged_model_is_refused_with_a_sentence(tmp_path: Path, damaged: str, content: bytes | None) -> None:
    file = table_model(tmp_path / "model") / damaged
    if content is None and damaged == "tokenizer.json":
        file.unlink()
    else:
        file.write_bytes(file.read_bytes()[:-7] if content is None else content)
    with pytest.raises(
        ConfigurationError, match=r"^stages.embeddings.model: '.*' (cannot be loaded|holds no tokenizer)"
    ):
        loaded(tmp_path / "model")


def stage(**changes: str) -> Embeddings:
    return Embeddings(STATIC, static_identity(), DIMENSIONS, "cpu", 256, 0, False, **changes)


def batch(texts: list[str | None]) -> pa.RecordBatch:
    return pa.RecordBatch.from_pydict({"text": pa.array(texts, pa.large_string())})


def test_the_stage_adds_a_vector_to_every_row_that_has_tokens() -> None:
    made = stage()(batch(TEXTS))
    assert made.schema == stage().schema
    expected, learnt = encoded(static(), TEXTS)
    vectors, there = column_vectors(made.column(VECTOR))
    assert there.tolist() == expected.any(axis=1).tolist()
    assert np.array_equal(vectors[there], expected[there].astype(np.float16))
    assert made.column(LEARNT).is_valid().to_pylist() == there.tolist()
    assert made.column(LEARNT).drop_null().to_numpy().tolist() == learnt[there].tolist()
    single = [stage()(batch([text])).to_pylist()[0] for text in TEXTS]
    assert made.to_pylist() == single
    assert len(stage()(batch([]))) == 0
    assert pickle.loads(pickle.dumps(stage())) == stage()  # noqa: S301  (our own object, made on this line)


@given(st.lists(st.booleans(), max_size=20), st.integers(0, 20), st.integers(0, 20))
def test_a_column_of_vectors_gives_them_back_however_it_is_cut(missing: list[bool], one: int, two: int) -> None:
    vectors = np.arange(3 * len(missing), dtype=np.float32).reshape(len(missing), 3)
    column = vector_column(vectors, np.array(missing, np.bool_))
    assert column.null_count == sum(missing)
    begin, end = sorted((one % (len(missing) + 1), two % (len(missing) + 1)))
    chunked = pa.chunked_array([column[:begin], column[begin:end], column[end:]], column.type)
    for cut, part in ((slice(begin, end), column[begin:end]), (slice(None), chunked)):
        values, there = column_vectors(part)
        present = ~np.array(missing, np.bool_)[cut]
        assert there.tolist() == present.tolist()
        assert np.array_equal(values[present], vectors[cut][present].astype(np.float16))


def test_a_column_without_chunks_has_no_vectors() -> None:
    values, there = column_vectors(pa.chunked_array([], pa.binary(6)))
    assert values.shape == (0, 3)
    assert there.shape == (0,)
