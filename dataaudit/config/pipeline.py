"""A declared run: what is read, which stages look at it, what is dropped, what is written.

Every class is a section of a pipeline file; the text under each key is its help, in the JSON schema too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, ConfigDict, Field

from dataaudit.config.augment import Augment
from dataaudit.config.sizes import Bytes

_SECTION = ConfigDict(extra="forbid", use_attribute_docstrings=True)

Share = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=0)]


def _text_encoding(name: str) -> str:
    """The name of an encoding of text that Python knows."""
    try:
        "".encode(name)
    except LookupError:
        message = f"no text encoding is called {name!r}, as utf-8, gb18030 or latin-1"
        raise ValueError(message) from None
    return name


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """What is read, and which columns mean what."""

    __pydantic_config__ = _SECTION

    paths: tuple[str, ...] = ()
    """Files, folders, globs, save_to_disk folders or hf://owner/name; `--input` replaces them."""
    format: Literal["auto", "parquet", "jsonl", "json", "csv", "text", "arrow"] = "auto"
    """Format of the files; auto goes by content and name."""
    text: str | None = None
    """The column that holds the text; found by name or by content when not given."""
    template: str | None = None
    """Several columns joined to one text, as "{instruction}\\n{input}\\n{output}"."""
    fields: Mapping[str, str] = field(default_factory=dict)
    """Further texts to seek exact duplicates on: a name and a template, as `prompt: "{instruction}"`."""
    turns: Mapping[Literal["system", "user", "input", "assistant", "conversation"], str] = field(default_factory=dict)
    """Columns of instruction data by role, as `user: question, assistant: answer`; known shapes are found."""
    label: str | None = None
    """The column that holds the class; found by name when not given, "" for none."""
    split: str | None = None
    """The column that names the split; taken from file and folder names when not given."""
    encoding: Annotated[str, AfterValidator(_text_encoding)] = "utf-8"
    """Encoding of text files."""
    sample_by: Literal["line", "paragraph", "document"] = "line"
    """What one row of a plain-text file is."""
    delimiter: Annotated[str, Field(min_length=1, max_length=1, pattern=r"^[\x00-\x7f]$")] | None = None
    """Delimiter of CSV files, one ASCII character; sniffed when not given."""
    on_bad_file: Literal["stop", "skip"] = "stop"
    """What a file that cannot be read at all does: stop the run, or be left out and named in the report."""
    hub_subset: str | None = None
    """Subset (configuration) of a hub dataset."""
    hub_revision: str | None = None
    """Revision of a hub dataset."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Where a run stops rather than go on with what it reads. They are not part of a run's fingerprint."""

    __pydantic_config__ = _SECTION

    max_quarantined: Count = 10
    """Rows that may go to quarantine; the larger of this and the share counts."""
    max_quarantined_share: Share = 0.001
    """Share of the rows that may go to quarantine."""
    max_line_bytes: Bytes = 256 << 20
    """Longest line or CSV record that is read."""
    max_depth: Annotated[int, Field(ge=1, le=1000)] = 512
    """Deepest nesting of a JSON value."""
    max_columns: Annotated[int, Field(ge=1)] = 10_000
    """Most columns of a table."""
    max_memory: Bytes | None = None
    """Memory that a run may hold before it stops, to go on later; a quarter of the machine's, and no stop, when not
    given."""
    max_decompressed_ratio: Annotated[int, Field(ge=2)] = 1000
    """Most bytes that one compressed byte may become."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """Length in tokens, characters, words and lines."""

    __pydantic_config__ = _SECTION

    tokenizer: str | Literal[False] = "deepseek"
    """deepseek (offline, ships as a package), a transformers tokenizer by name or local path, or false to count no
    tokens: characters, words and lines alone are far faster."""
    ask_tokenizer: bool = False
    """Whether the tokenizer is asked about every text. Otherwise the counts of pieces of text are remembered where the
    tokenizer's definition allows it; a sample of every run is compared with the tokenizer's own counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exact:
    """Exact duplicates at three levels: raw bytes, text, loose."""

    __pydantic_config__ = _SECTION


@dataclass(frozen=True, slots=True, kw_only=True)
class MinHash:
    """Near-duplicates: shingles, MinHash signatures, banding, exact Jaccard verification."""

    __pydantic_config__ = _SECTION

    threshold: Annotated[float, Field(gt=0, le=1)] = 0.8
    """Jaccard similarity of shingle sets from which two texts are near-duplicates."""
    shingle: Annotated[int, Field(ge=1, le=100)] = 5
    """Tokens in a shingle."""
    permutations: Annotated[int, Field(ge=2, le=4096)] = 128
    """Length of a signature."""
    seed: Annotated[int, Field(ge=0, lt=2**32)] = 1
    """Seed of the permutations, as datasketch takes it."""
    miss: Annotated[float, Field(gt=0, lt=1)] = 0.001
    """Share of the pairs at the threshold that banding may miss."""
    crowded: Annotated[int, Field(ge=2)] = 1000
    """Texts in a bucket above which they are compared with its kept texts only."""
    anchors: Annotated[int, Field(ge=1)] = 64
    """Kept texts of a crowded bucket that the others are compared with, a round."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Embeddings:
    """A vector of every text, and the texts whose vectors lie near each other."""

    __pydantic_config__ = _SECTION

    model: str = "static"
    """static (sums of learnt word pieces and of hashed characters; fast, needs no network, sees hardly any paraphrase),
    minilm (a sentence encoder for English that ships as a package; for small data or a GPU), or the folder or hub name
    of a static model or of a transformers encoder, loaded without code of its own."""
    threshold: Annotated[float, Field(gt=0, le=1)] = 0.9
    """Cosine from which two texts say nearly the same."""
    hashed_threshold: Annotated[float, Field(gt=0, le=1)] = 0.9
    """Likewise where the vector of one is made mostly of hashed characters: in scripts that the static model
    has not learnt."""
    recall: Annotated[float, Field(gt=0, le=1)] = 0.99
    """Share of the similar pairs that the search is to find."""
    max_tokens: Annotated[int, Field(ge=8)] = 256
    """Tokens of a text that a transformers encoder looks at."""
    tokens_per_batch: Annotated[int, Field(ge=0)] = 0
    """Texts times longest text of an encoder's batch; 0 takes what suits the device."""
    device: Literal["auto", "cpu", "cuda", "mps"] = "auto"
    """Where an encoder lies; auto takes a GPU where there is one."""
    compile: bool = False
    """Whether an encoder is compiled with torch.compile first."""
    write_vectors: bool = False
    """Whether the vectors are part of the result, as vectors/part-*.parquet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """Text quality signals, and the presets of thresholds that judge them."""

    __pydantic_config__ = _SECTION

    presets: tuple[str, ...] = ("dataaudit",)
    """Files of rules/presets, by name, or paths to your own; a later one wins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """The language of every text, by script and an offline model."""

    __pydantic_config__ = _SECTION

    min_confidence: Share = 0.5
    """Confidence below which a language is unknown (und)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalData:
    """Personal data and secrets: where they stand in every text."""

    __pydantic_config__ = _SECTION


@dataclass(frozen=True, slots=True, kw_only=True)
class Passages:
    """Lines, paragraphs and sequences of words that stand in many texts."""

    __pydantic_config__ = _SECTION

    min_rows: Annotated[int, Field(ge=2)] = 5
    """Rows that must hold a passage; the larger of this and the share counts."""
    min_share: Share = 0.0005
    """Share of the rows that must hold a passage."""
    most: Annotated[int, Field(ge=1)] = 1000
    """Passages of every kind that are kept, the most frequent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Perplexity:
    """How surprising every text is to a causal language model of yours."""

    __pydantic_config__ = _SECTION

    model: str | Literal[False] = False
    """Folder or name of a causal model for transformers, loaded without code of its own; false computes none."""
    max_tokens: Annotated[int, Field(ge=2)] = 512
    """Tokens of a text that are looked at."""
    tokens_per_batch: Annotated[int, Field(ge=2)] = 8192
    """Texts times longest text of a batch."""
    device: Literal["auto", "cpu", "cuda", "mps"] = "auto"
    """Where the model lies; auto takes a GPU where there is one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Instructions:
    """Instruction and chat data: prompts, answers and their roles, where the rows have them."""

    __pydantic_config__ = _SECTION


@dataclass(frozen=True, slots=True, kw_only=True)
class Leakage:
    """Evaluation items among the rows: of other data, and of the evaluation splits of the same."""

    __pydantic_config__ = _SECTION

    against: tuple[str, ...] = ()
    """Files, folders or globs whose rows are evaluation items; `--against` replaces them."""
    own_splits: bool = True
    """Whether rows of validation and test splits are items for the rows of other splits."""
    coverage: Annotated[float, Field(gt=0, le=1)] = 0.8
    """Share of an item's word sequences, weighted by how rare they are, that must stand in one place of a row; short
    items must stand there whole."""
    similarity: Annotated[float, Field(gt=0, le=1)] = 0.95
    """Cosine from which a row rephrases an item."""
    hashed_similarity: Annotated[float, Field(gt=0, le=1)] = 0.9
    """Likewise where the row's vector is made mostly of hashed characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """Labels that are probably wrong, judged by a model that saw neither the row nor a copy of it."""

    __pydantic_config__ = _SECTION

    max_rows: Annotated[int, Field(ge=100)] = 50_000
    """Rows that the model is fitted on at most; the others are judged by it all the same."""
    probabilities: str | None = None
    """A column of lists of probabilities of your own model, out of sample, in place of ours."""
    classes: tuple[str, ...] = ()
    """The classes of these lists in order; sorted by name when not given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Classes:
    """Class distribution over all rows and by split."""

    __pydantic_config__ = _SECTION


@dataclass(frozen=True, slots=True, kw_only=True)
class Stages:
    """Which stages run; false leaves one out."""

    __pydantic_config__ = _SECTION

    tokens: Tokens | Literal[False] = Tokens()
    exact: Exact | Literal[False] = Exact()
    minhash: MinHash | Literal[False] = MinHash()
    embeddings: Embeddings | Literal[False] = Embeddings()
    quality: Quality | Literal[False] = Quality()
    language: Language | Literal[False] = Language()
    pii: PersonalData | Literal[False] = PersonalData()
    perplexity: Perplexity | Literal[False] = Perplexity()
    passages: Passages | Literal[False] = Passages()
    instructions: Instructions | Literal[False] = Instructions()
    leakage: Leakage | Literal[False] = Leakage()
    labels: Labels | Literal[False] = Labels()
    classes: Classes | Literal[False] = Classes()


@dataclass(frozen=True, slots=True, kw_only=True)
class Clean:
    """What is dropped, and which of several duplicates stays."""

    __pydantic_config__ = _SECTION

    duplicates: tuple[Literal["exact", "minhash", "embedding"], ...] = ("exact", "minhash")
    """Kinds of duplicates that are dropped; what is not named here is only flagged."""
    drop: tuple[str, ...] = ()
    """Further findings, by code or name, whose rows are dropped."""
    pii: Literal["flag", "mask", "pseudonymise"] = "flag"
    """What becomes of personal data in the text columns of kept rows: nothing, the type in its place, or the type and a
    keyed hash that is the same for the same value in every run with that key."""
    passages: Literal["flag", "remove"] = "flag"
    """What becomes of common lines in the text columns of kept rows: nothing, or they are removed."""
    pii_key: Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")] = "DATAAUDIT_PII_KEY"
    """The environment variable that holds the key of pseudonyms."""
    across_labels: bool = False
    """Whether a row may be dropped for a row with another label."""
    prefer: tuple[Literal["unflagged", "source", "longer"], ...] = ("unflagged", "source", "longer")
    """Which of two duplicates stays, in this order; then the smaller raw hash, then the smaller row id."""
    sources: tuple[str, ...] = ()
    """Globs over file names in order of preference, for `prefer: [source]`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipes:
    """How a model is trained: what saves time or memory. `dataaudit recipes` measures each on your machine."""

    __pydantic_config__ = _SECTION

    accumulation: Annotated[int, Field(ge=1)] = 1
    """Micro-batches of a step; gradients are those of the whole batch, whatever their lengths."""
    precision: Literal["fp32", "bf16", "fp16"] = "fp32"
    """Type that operations compute in; fp16 gets a gradient scaler, weights stay in `weights`."""
    weights: Literal["fp32", "bf16", "fp16"] = "fp32"
    """Type that weights, gradients and optimizer states are kept in; below fp32 small updates are lost."""
    checkpointing: bool = False
    """Whether activations within a block are computed again in the backward pass rather than kept."""
    compile: bool = False
    """Whether the model is compiled; the first steps wait for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Training:
    """A small model trained on the clean rows, for a bounded time, with every row's course watched."""

    __pydantic_config__ = _SECTION

    model: str = "small"
    """small (a few layers, made for the task, its vocabulary learnt from your rows), or the folder of a transformers
    model."""
    task: Literal["auto", "classes", "language"] = "auto"
    """What is learnt: the labels, or the next token; auto takes the labels where there are any."""
    tokens: Annotated[int, Field(ge=10_000)] = 1_000_000
    """Tokens seen in all epochs together; rows are taken by chance until it is spent. A small classifier, which is far
    quicker, gets ten times as many."""
    epochs: Annotated[int, Field(ge=3, le=100)] = 6
    """How often every row is seen: courses need three times at least."""
    max_tokens: Annotated[int, Field(ge=8)] = 128
    """Tokens of a row that are looked at."""
    batch_size: Annotated[int, Field(ge=2)] = 32
    """Rows of a step."""
    learning_rate: Literal["find"] | Annotated[float, Field(gt=0)] = "find"
    """Learning rate of AdamW; find tries rates on the rows first, and gives the small classifier 0.001."""
    probes: bool = True
    """Whether model and batches are probed before the training."""
    seed: Annotated[int, Field(ge=0)] = 1
    """Of weights, order and choice of rows."""
    recipes: Recipes = Recipes()


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The HTML report."""

    __pydantic_config__ = _SECTION

    language: Literal["en", "zh"] = "en"
    """Language of the report and of the findings' texts."""
    title: str | None = None
    """Title of the report; the pipeline's name when not given."""
    clusters: Annotated[int, Field(ge=0, le=500)] = 20
    """Duplicate clusters shown."""
    samples: Annotated[int, Field(ge=0, le=100)] = 5
    """Sample rows shown with a finding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pipeline:
    """A declared run."""

    __pydantic_config__ = _SECTION

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")] = "default"
    """Name of the run, part of its folder's name."""
    input: Input = Input()
    limits: Limits = Limits()
    stages: Stages = Stages()
    findings: Mapping[str, Mapping[str, Any] | Literal[False]] = field(default_factory=dict)
    """Options by finding, as `near-duplicate: {max_share: 0.05}`; false turns one off."""
    clean: Clean = Clean()
    augment: Augment | Literal[False] = False
    """New rows made of the clean training rows; false makes none."""
    training: Training | Literal[False] = False
    """What a model says that is trained on the clean rows; false trains none."""
    report: Report = Report()
    rules: tuple[str, ...] = ()
    """Gates to judge the run by: files of rules/gates, by name, or paths to your own."""
    fail_on: Literal["error", "warning"] = "error"
    """The mildest severity of a failed rule that fails the gate."""
