"""From what a call gives, a path, several or a table, to a pipeline and its corpus."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from dataaudit.config.strict_yaml import KeyPath
from dataaudit.engine.pipeline import Loaded, load_pipeline
from dataaudit.errors import ConfigurationError, InputError
from dataaudit.sources.corpus import Corpus
from dataaudit.sources.files.compression import shown_name
from dataaudit.sources.files.remote import is_address
from dataaudit.sources.open_corpus import open_data, open_paths


def load_given(
    source: Any,
    pipeline: str | Path | Mapping[str, Any] | None,
    text: str | None,
    template: str | None,
    label: str | None,
    split: str | None,
    against: str | Path | Sequence[str | Path] | None,
    rules: Sequence[str] | None,
    baseline: str | Path | None,
    settings: Sequence[str],
) -> Loaded:
    """The pipeline, with the arguments of a call in place of its keys; arguments as in ``dataaudit.audit``."""
    given = {"text": text, "template": template, "label": label, "split": split}
    values: dict[KeyPath, Any] = {("input", key): value for key, value in given.items() if value is not None}
    if against is not None:
        named = given_paths(against) or []
        _check_names(named)
        values["stages", "leakage", "against"] = named
    if rules is not None:
        values["rules",] = [rules] if isinstance(rules, str) else list(rules)
    if baseline is not None:
        values["baseline",] = str(baseline)
    paths = given_paths(source)
    _check_names(paths or ())
    if paths is not None:
        values["input", "paths"] = paths
    mapping = pipeline if isinstance(pipeline, Mapping) else None
    name = str(pipeline) if isinstance(pipeline, str | Path) else None
    loaded = load_pipeline(name, [settings] if isinstance(settings, str) else settings, values, mapping)
    _check_addresses(loaded, given=paths is not None, against=against is not None)
    return loaded


def _check_addresses(loaded: Loaded, *, given: bool, against: bool) -> None:
    """Fail on addresses that a configuration names: only the user of a command or call sends a program somewhere."""
    chosen = loaded.pipeline
    leakage = chosen.stages.leakage
    for key, named, paths in (
        ("input.paths", given, chosen.input.paths),
        ("stages.leakage.against", against, getattr(leakage, "against", ()) if leakage else ()),
    ):
        address = next((one for one in paths if isinstance(one, str) and is_address(one)), None)
        if address is not None and not named:
            place = loaded.document.place(tuple(key.split(".")))
            message = f"{place}: '{key}': {address} is read only where the command line or a call names it"
            raise ConfigurationError(message)


def _check_names(paths: Sequence[str]) -> None:
    for path in paths:  # a configuration is text; files that are found in a folder or by a glob may have any name
        if path != shown_name(path):
            message = f"{shown_name(path)}: the name is not UTF-8; name its folder or a glob, or rename it"
            raise InputError(message)


def given_paths(source: Any) -> list[str] | None:
    """The paths that a source is, or None where it is a table."""
    if isinstance(source, str | Path):
        return [str(source)]
    if isinstance(source, list | tuple) and all(isinstance(item, str | Path) for item in source):
        return [str(item) for item in source]
    return None


def open_given(source: Any, loaded: Loaded, exclude: Path, tell: Callable[[str], None] | None = None) -> Corpus:
    """The corpus of a source, without files under ``exclude``; ``tell`` gets sentences about files at addresses."""
    pipeline = loaded.pipeline
    if source is None or given_paths(source) is not None:
        return open_paths(pipeline.input, pipeline.limits, exclude=exclude, tell=tell)
    return open_data(source, pipeline.input, pipeline.limits)
