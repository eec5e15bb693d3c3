from __future__ import annotations

import dataclasses
import re
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
import yaml
from every import every

from dataaudit.config.augment import AugmentOptions
from dataaudit.config.shipped import shipped_names
from dataaudit.config.training import TrainingOptions
from dataaudit.engine.pipeline import Pipeline, load_pipeline
from dataaudit.errors import ConfigurationError
from dataaudit.stages.duplicates.minhash_stage import MinHashOptions


@pytest.mark.parametrize("name", shipped_names("pipelines"))
def test_every_shipped_pipeline_loads(name: str) -> None:
    assert load_pipeline(name).pipeline.name == name


def test_the_default_pipeline_is_the_defaults() -> None:
    assert load_pipeline("default").pipeline == Pipeline()


def test_the_written_template_shows_every_key_with_its_default() -> None:
    template = Path(__file__).parents[2] / "dataaudit/cli/templates/pipeline.yml"
    loaded = load_pipeline(str(template)).pipeline
    assert dataclasses.replace(loaded, name="default") == Pipeline()
    text = template.read_text(encoding="utf-8")
    values = yaml.safe_load(text)
    for name, end, defaults in (
        ("training", "\nreport:", TrainingOptions()),
        ("augment", "\ntraining:", AugmentOptions()),
    ):
        block = text[text.index(f"# {name}:\n") : text.index(end)]
        values[name] = yaml.safe_load(re.sub(r"^# ", "", block, flags=re.MULTILINE))[name]
        assert getattr(load_pipeline(mapping={name: values[name]}).pipeline, name) == defaults
    assert _missing(Pipeline, values) == []


def _missing(kind: Any, values: dict[str, Any], path: str = "") -> list[str]:
    missing = []
    for name, hint in get_type_hints(kind).items():
        if name not in values:
            missing.append(path + name)
            continue
        inner = next((one for one in (hint, *get_args(hint)) if dataclasses.is_dataclass(one)), None)
        if inner is not None and values[name] is not False:
            missing += _missing(inner, values[name], f"{path}{name}.")
    return missing


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("stages:\n  minhash: {treshold: 0.7}", ":2:13: unknown key 'treshold' in 'stages.minhash'; did you mean"),
        ("stagez: {}", ":1:1: unknown key 'stagez'; did you mean 'stages'?"),
        ("stages: {minhash: {threshold: 1.5}}", "threshold': should be less than or equal to 1, got 1.5"),
        ("stages: {minhash: {threshold: high}}", "'stages.minhash.threshold': should be a valid number, got 'high'"),
        ("stages: {minhash: true}", "'stages.minhash'"),
        ("clean: {prefer: [longest]}", "'clean.prefer.0': should be 'unflagged', 'source' or 'longer', got 'longest'"),
        ("input: {text: 5}", "'input.text': should be a valid string, got 5"),
        ("limits: {max_line_bytes: 3 parsecs}", "a size such as 256MiB"),
        ("name: ../../etc", "'name'"),
        ("rules: default", "'rules': should be a list, got 'default'"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_place_and_the_nearest_right_word(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "p.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError) as caught:
        load_pipeline(str(path))
    assert str(caught.value).startswith(str(path))
    assert says in str(caught.value)


def _leaves(kind: Any, path: str = "") -> list[str]:
    found = []
    for name, hint in get_type_hints(kind).items():
        inner = next((one for one in (hint, *get_args(hint)) if dataclasses.is_dataclass(one)), None)
        found += _leaves(inner, f"{path}{name}.") if inner else [path + name]
    return found


@every("key", _leaves(Pipeline))
def test_every_key_refuses_a_value_of_a_wrong_type(key: str) -> None:
    wrong = "[1]" if key in ("findings", "input.fields") else "{nested: [1]}"
    with pytest.raises(ConfigurationError) as caught:
        load_pipeline("default", [f"{key}={wrong}"])
    assert "--set" in str(caught.value) or key in str(caught.value)


@every("key", [key for key in _leaves(Pipeline) if not key.startswith("findings")])
def test_every_misspelt_key_is_refused(key: str) -> None:
    parent, _, name = key.rpartition(".")
    wrong = f"{parent}.{name}x" if parent else f"{name}x"
    with pytest.raises(ConfigurationError, match="unknown key"):
        load_pipeline("default", [f"{wrong}=1"])


def test_settings_override_a_file_and_named_options_override_settings() -> None:
    loaded = load_pipeline(
        "default", ["stages.minhash.threshold=0.7", "stages.quality=false"], {("input", "text"): "body"}
    )
    assert loaded.pipeline.stages.minhash == MinHashOptions(threshold=0.7)
    assert loaded.pipeline.stages.quality is False
    assert loaded.pipeline.input.text == "body"


def test_a_setting_without_a_value_or_key_is_refused() -> None:
    for setting in ("threshold", "=5"):
        with pytest.raises(ConfigurationError, match="key=value"):
            load_pipeline("default", [setting])


def test_an_unknown_pipeline_names_the_nearest_one() -> None:
    with pytest.raises(ConfigurationError, match=r"no pipeline 'defualt'; did you mean 'default'\?"):
        load_pipeline("defualt")
    with pytest.raises(ConfigurationError, match="no such file"):
        load_pipeline("none/here.yml")


def test_a_format_is_one_of_those_that_sources_read() -> None:
    with pytest.raises(ConfigurationError, match="unknown format 'jsonlx'; did you mean 'jsonl'"):
        load_pipeline("default", ["input.format=jsonlx"])
