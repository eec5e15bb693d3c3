"""How surprising every text is to a causal language model of the user's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.stages.contract import RowStage
from dataaudit.stages.spec import RowPart, StageContext, StageSpec


@dataclass(frozen=True, slots=True, kw_only=True)
class PerplexityOptions:
    """How surprising every text is to a causal language model of yours."""

    __pydantic_config__ = SECTION

    model: str | Literal[False] = False
    """Folder or name of a causal model for transformers, loaded without running its code; false computes none."""
    max_tokens: Annotated[int, Field(ge=2)] = 512
    """Tokens of a text that are read."""
    tokens_per_batch: Annotated[int, Field(ge=2)] = 8192
    """Texts times longest text in a batch."""
    device: Literal["auto", "cpu", "cuda", "mps"] = "auto"
    """Device of the model; auto uses a GPU if there is one."""


def _perplexity(options: PerplexityOptions, context: StageContext) -> RowStage | None:
    from dataaudit.stages.model_folder import model_identity
    from dataaudit.stages.quality.perplexity import Perplexity

    if not options.model:
        return None
    identity = model_identity(options.model)
    return Perplexity(options.model, identity, options.max_tokens, options.tokens_per_batch, options.device)


def _prepare(stage: Any) -> None:
    from dataaudit.stages.quality.perplexity import causal_model

    causal_model(stage.model, stage.device)


SPEC = StageSpec(
    name="perplexity",
    options=PerplexityOptions,
    row_parts=(RowPart(rank=80, make=_perplexity, prepare=_prepare),),
    calibrates=True,
)
