"""A pipeline from its file and from what the command line adds to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from dataaudit.config.pipeline import Pipeline
from dataaudit.config.shipped import find_declared
from dataaudit.config.strict_yaml import Document, KeyPath, parse_yaml, read_yaml
from dataaudit.config.validate import validate
from dataaudit.errors import ConfigurationError


@dataclass(frozen=True, slots=True)
class Loaded:
    """A pipeline and the document behind it, for messages about what is validated later (findings' options)."""

    pipeline: Pipeline
    document: Document


def load_pipeline(
    name: str | None = None,
    settings: Sequence[str] = (),
    values: Mapping[KeyPath, Any] | None = None,
    mapping: Mapping[str, Any] | None = None,
) -> Loaded:
    """Read, complete and validate a pipeline.

    Args:
        name: A shipped pipeline's name or a file's path; None for ``mapping`` or the defaults.
        settings: ``key.key=value`` as the command line's ``--set`` takes them; the value is YAML.
        values: Values by path that win over everything, from named options.
        mapping: The pipeline as values, in place of a file.

    Raises:
        ConfigurationError: One sentence with file, line and column.

    Examples:
        >>> load_pipeline("default", ["stages.minhash.threshold=0.7"]).pipeline.stages.minhash.threshold
        0.7
    """
    if mapping is not None:
        document = Document(dict(mapping), "pipeline")
    else:
        document = read_yaml(find_declared("pipelines", name or "default"))
    for setting in settings:
        path, value = parse_setting(setting)
        document = _with_value(document, path, value, f"--set {setting}")
    for path, value in (values or {}).items():
        document = _with_value(document, path, value, None)
    return Loaded(validate(Pipeline, document.value, document), document)


def parse_setting(setting: str) -> tuple[KeyPath, Any]:
    """The path and the value of ``key.key=value``.

    Raises:
        ConfigurationError: It is none.
    """
    key, equals, text = setting.partition("=")
    if not equals or not key.strip():
        message = f"--set {setting}: key=value is expected, as stages.minhash.threshold=0.7"
        raise ConfigurationError(message)
    value = parse_yaml(f"value: {text}" if text else "value:", f"--set {key}").value["value"]
    return tuple(key.strip().split(".")), value


def _with_value(document: Document, path: KeyPath, value: Any, origin: str | None) -> Document:
    def put(parent: Any, rest: KeyPath) -> Any:
        if not rest:
            return value
        inner = parent if isinstance(parent, dict) else {}
        return {**inner, rest[0]: put(inner.get(rest[0]), rest[1:])}

    marks = {key: mark for key, mark in document.marks.items() if key[: len(path)] != path}
    if origin:
        marks[path] = (0, 0)
    return replace(document, value=put(document.value, path), marks=marks)
