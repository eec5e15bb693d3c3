"""Evaluation items among the rows: of other data, and of the evaluation splits of the same."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, Any

import polars as pl
from pydantic import Field

from dataaudit.config.run_options import InputOptions, LimitsOptions
from dataaudit.config.section import SECTION
from dataaudit.errors import ConfigurationError, InputError
from dataaudit.sources.corpus import Corpus
from dataaudit.stages.contract import CorpusStage
from dataaudit.stages.leakage.pairs import TIERS
from dataaudit.stages.leakage.result_schemas import INFLATION, LEAKS, SPLIT_LEAKS
from dataaudit.stages.spec import CorpusPart, Metrics, ResultTable, SectionSpec, StageContext, StageSpec


@dataclass(frozen=True, slots=True, kw_only=True)
class LeakageOptions:
    """Evaluation items among the rows: of other data, and of the evaluation splits of the same."""

    __pydantic_config__ = SECTION

    against: tuple[str, ...] = ()
    """Files, folders or globs whose rows are evaluation items; `--against` replaces them."""
    against_template: str | tuple[str, ...] | None = None
    """The text of an evaluation item from several columns, as in "{question} {passage}"; a list has one for every entry
    of against, in order, with "" where it is found; found for all when not given."""
    own_splits: bool = True
    """Whether rows of other splits are also checked against those of validation and test splits."""
    coverage: Annotated[float, Field(gt=0, le=1)] = 0.8
    """Share of an item's word sequences, weighted by rarity, that must occur in one place of a row; short items
    must occur whole."""
    similarity: Annotated[float, Field(gt=0, le=1)] = 0.95
    """Cosine from which a row counts as a paraphrase of an item."""
    hashed_similarity: Annotated[float, Field(gt=0, le=1)] = 0.9
    """The same for rows whose vector is mostly hashed characters."""


def _search(options: LeakageOptions, context: StageContext) -> CorpusStage | None:
    """The search, where there may be any items."""
    from dataaudit.stages.duplicates.minhash_signatures import MinHashBands
    from dataaudit.stages.leakage.leakage_search import LeakageSearch, fingerprint
    from dataaudit.stages.vectors.embeddings import Embeddings

    if not (options.against or (options.own_splits and context.several_splits)):
        return None
    templates = _templates(options)
    against = tuple(
        _evaluation_corpus(path, template, context.limits)
        for path, template in zip(options.against, templates, strict=True)
    )
    return LeakageSearch(
        fingerprint=fingerprint(against, templates),
        coverage=options.coverage,
        similarity=(options.similarity, options.hashed_similarity),
        own_splits=options.own_splits,
        turns="instructions" in context.row_stages,
        exact="exact" in context.row_stages,
        bands=context.row_stage(MinHashBands),
        embeddings=context.row_stage(Embeddings),
        against=against,
    )


def _templates(options: LeakageOptions) -> list[str | None]:
    """The template of every entry of evaluation data."""
    given = options.against_template
    if not isinstance(given, tuple):
        return [given] * len(options.against)
    if len(given) not in (1, len(options.against)):
        message = (
            f"stages.leakage.against_template has {len(given)} templates for {len(options.against)} entries of "
            'against; give one for each, "" where the text is to be found'
        )
        raise ConfigurationError(message)
    return [template or None for template in (given * len(options.against) if len(given) == 1 else given)]


def _evaluation_corpus(path: str, template: str | None, limits: LimitsOptions) -> Corpus:
    """Evaluation data; its columns are found independently of those of the corpus."""
    from dataaudit.sources.open_corpus import open_paths

    settings = replace(InputOptions(), paths=(path,), template=template, label="", on_bad_file="stop")
    try:
        return open_paths(settings, limits)
    except InputError as error:
        message = f"stages.leakage.against: {error}"
        raise InputError(message) from error


def _prepare(stage: Any) -> None:
    stage.check()


def _inflation(options: LeakageOptions, context: StageContext) -> CorpusStage | None:
    from dataaudit.stages.leakage.inflation import ScoreInflation
    from dataaudit.stages.vectors.embeddings import Embeddings

    measured = context.labelled or "instructions" in context.row_stages
    if "leakage" not in context.corpus_stages or context.row_stage(Embeddings) is None or not measured:
        return None
    return ScoreInflation("label" if context.labelled else "hash_answer")


def leak_metrics(table: pl.DataFrame) -> Metrics:
    """Items found among rows of other splits, by the strongest tier of each item, and the rows that contain them."""
    strength = {tier: number for number, tier in enumerate(TIERS)}
    ranked = table.select(
        "item", "item_split", "item_row", rank=pl.col("tier").replace_strict(strength, return_dtype=pl.Int64)
    )
    best = ranked.group_by("item", "item_split", "item_row").agg(pl.col("rank").min())["rank"].to_list()
    metrics: Metrics = {"leakage.items": len(best), "leakage.rows": table["row_id"].n_unique()}
    return metrics | {f"leakage.{tier}.items": best.count(number) for tier, number in strength.items()}


def split_metrics(table: pl.DataFrame) -> Metrics:
    """The largest share of the items of an evaluation set that the rows of a split contain, in any tier."""
    shares = table.group_by("split", "item_split").agg(found=pl.col("items").sum(), total=pl.col("items_total").max())
    share = shares.select((pl.col("found") / pl.col("total")).max()).item()
    return {"leakage.items.share": share}


SPEC = StageSpec(
    name="leakage",
    options=LeakageOptions,
    corpus_parts=(
        CorpusPart(
            rank=80,
            progress="Comparing rows with evaluation items",
            make=_search,
            prepare=_prepare,
            tables=(
                ResultTable(
                    name="leaks",
                    raw=("matched", "shared"),
                    schema=LEAKS,
                    text="which row contains which evaluation item, on what evidence and where",
                    metrics=leak_metrics,
                ),
                ResultTable(
                    name="split_leaks",
                    schema=SPLIT_LEAKS,
                    text="every pair of splits by tier",
                    metrics=split_metrics,
                ),
            ),
        ),
        CorpusPart(
            rank=90,
            progress="Measuring what leaks do to a score",
            make=_inflation,
            reads=("leaks",),
            tables=(ResultTable(name="score_inflation", schema=INFLATION, text="what leaks do to a score"),),
        ),
    ),
    sections=(SectionSpec(key="leakage", rank=60, title="Leakage", family="leakage"),),
)
