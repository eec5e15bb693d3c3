"""A declared run, assembled from the sections of the configuration and the stages of the registry.

Every class is a section of a pipeline file; the text under each key is its help, in the JSON schema too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, make_dataclass, replace
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from dataaudit.config.augment import AugmentOptions
from dataaudit.config.run_options import CleanOptions, InputOptions, LimitsOptions, ReportOptions
from dataaudit.config.section import SECTION
from dataaudit.config.shipped import find_declared
from dataaudit.config.strict_yaml import Document, KeyPath, parse_yaml, read_yaml
from dataaudit.config.suggest import did_you_mean
from dataaudit.config.training import TrainingOptions
from dataaudit.config.validate import validate
from dataaudit.errors import ConfigurationError
from dataaudit.findings.resolve_findings import AUGMENTATION, TRAINING, Declaration
from dataaudit.sources.source_format import format_names
from dataaudit.stages.registry import all_stages


def _stages_options() -> type:
    """The section ``stages``: a key per stage, its options or false; a stage of another package is off by default."""
    keys = [
        (spec.name, spec.options | Literal[False], field(default=False if spec.source else spec.options()))
        for spec in all_stages()
    ]
    namespace = {
        "__doc__": "Which stages run; false leaves one out.",
        "__module__": __name__,
        "__pydantic_config__": {"extra": "forbid"},
    }
    return make_dataclass("StagesOptions", keys, namespace=namespace, frozen=True, kw_only=True)


if TYPE_CHECKING:
    StagesOptions = Any
else:
    StagesOptions = _stages_options()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pipeline:
    """A declared run."""

    __pydantic_config__ = SECTION

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")] = "default"
    """Name of the run, part of its folder's name."""
    input: InputOptions = field(default_factory=InputOptions)
    limits: LimitsOptions = field(default_factory=LimitsOptions)
    stages: StagesOptions = field(default_factory=StagesOptions)
    findings: Mapping[str, Mapping[str, Any] | Literal[False]] = field(default_factory=dict)
    """Options by finding, as `near-duplicate: {max_share: 0.05}`; false turns one off."""
    clean: CleanOptions = field(default_factory=CleanOptions)
    augment: AugmentOptions | Literal[False] = False
    """Make new rows from the clean training rows; false makes none."""
    training: TrainingOptions | Literal[False] = False
    """Train a small model on the clean rows; false trains none."""
    report: ReportOptions = field(default_factory=ReportOptions)
    rules: tuple[str, ...] = ()
    """Gates that judge the run: files of rules/gates by name, or paths to your own."""
    fail_on: Literal["error", "warning"] | None = None
    """The mildest severity of a failed rule, and of a finding, that fails the run; without it failed rules alone do."""
    allow: str | None = None
    """File of waivers; without it `allow.yml` beside the rules and in the working folder."""
    baseline: str | None = None
    """Folder of an earlier run, or a lock, that rules compare the run with."""


JUDGED_BY = ("rules", "fail_on", "allow", "baseline")
"""Keys that say what judges a run: they change its verdict, and nothing else of it."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A pipeline and the document behind it, for messages about what is validated later (findings' options)."""

    pipeline: Pipeline
    document: Document

    @property
    def declaration(self) -> Declaration:
        """What it says about findings."""
        quality = self.pipeline.stages.quality
        later = {TRAINING: self.pipeline.training, AUGMENTATION: self.pipeline.augment}
        return Declaration(
            findings=self.pipeline.findings,
            presets=quality.presets if quality else (),
            later=frozenset(family for family, options in later.items() if options),
            document=self.document,
        )


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
    pipeline = validate(Pipeline, document.value, document)
    _check_format(pipeline.input.format, document)
    return Loaded(pipeline, document)


def _check_format(name: str, document: Document) -> None:
    """Fail where ``input.format`` is not the name of a format that sources read."""
    known = ("auto", *format_names())
    if name not in known:
        place = document.place(("input", "format"))
        message = f"{place}: 'input.format': unknown format '{name}'{did_you_mean(name, known)}"
        raise ConfigurationError(message)


def parse_setting(setting: str) -> tuple[KeyPath, Any]:
    """The path and the value of ``key.key=value``.

    Raises:
        ConfigurationError: It has another form.
    """
    key, equals, text = setting.partition("=")
    if not equals or not key.strip():
        message = f"--set {setting}: expected key=value, for example stages.minhash.threshold=0.7"
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
