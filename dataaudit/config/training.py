"""The ``training`` section of a pipeline: the model that is trained on the clean rows, and how.

Every class is a section of a pipeline file; the text under each key is its help, in the JSON schema too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from dataaudit.config.section import SECTION


@dataclass(frozen=True, slots=True, kw_only=True)
class RecipesOptions:
    """How a model is trained: what saves time or memory. `dataaudit recipes` measures each on your machine."""

    __pydantic_config__ = SECTION

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
class TrainingOptions:
    """A small model trained on the clean rows, for a bounded time, with every row's course watched."""

    __pydantic_config__ = SECTION

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
    recipes: RecipesOptions = RecipesOptions()
