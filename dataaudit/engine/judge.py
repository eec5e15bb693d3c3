"""From stored signals to verdicts: flags, kept and dropped rows with their witnesses, metrics, findings.

Nothing here reads a text. A run calls it once, over the signals it has just written; ``rethreshold`` calls it again
with other options over the rows of a finished run.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from dataaudit.cleaning.dedup_decisions import EMBEDDED, EXACT, KINDS, NEAR, SIMILAR, Decisions, GroupPairs, decide
from dataaudit.cleaning.row_facts import (
    RowFacts,
    hash_columns,
    numeric_hashes,
    row_facts,
)
from dataaudit.cleaning.row_relations import (
    RowClusters,
    cluster_table,
    conflicting,
    copies,
    group_pairs,
    head_clusters,
    nearly_conflicting,
    pair_table,
    row_clusters,
)
from dataaudit.config.run_options import CleanOptions
from dataaudit.engine.prompt_answers import answers_of_prompts
from dataaudit.errors import ConfigurationError
from dataaudit.findings.finding import SAMPLE, Finding, Flagged, Options, RowFinding
from dataaudit.findings.registry import find_finding
from dataaudit.sources.corpus import UNREAD
from dataaudit.stages.duplicates.content_hashes import FIELD_HASH
from dataaudit.stages.duplicates.result_schemas import CLUSTER_SCHEMA, PAIR_SCHEMA
from dataaudit.stages.media.file_marks import named_files
from dataaudit.stages.media.media_signals import FILE_COUNTS
from dataaudit.stages.spec import SignalReader
from dataaudit.stages.vectors.result_schemas import VECTOR_PAIRS

_AT_ONCE = 1 << 18
"""Rows that findings look at together."""
_BASE = ("row_id", "file", "split", "label", "chars", *FILE_COUNTS)
_CODES = {EXACT: "DUP001", NEAR: "DUP002", EMBEDDED: "DUP006"}
_KIND_OF_CODE = {code: KINDS[kind] for kind, code in _CODES.items()}
_COPIES = ("_exact_copy", "_near_copy", "_embedded_copy", "_similar_copy")
_DECIDED = (*_COPIES, "_unread_difference")
"""Columns that are known once it is decided which rows stay."""
_NEAR_RATE = ("exact", "minhash")
"""What the rate of near-duplicates is measured with, whatever is dropped."""

OUTCOME = ("kept", "dropped_by", "flags", "duplicate_of", "similarity", "near_cluster", "embedding_cluster")
"""Columns that judging adds to a row's signals."""


@dataclass(frozen=True, slots=True)
class Duplicates:
    """Verified pairs and the clusters they form, as the corpus stages write them.

    Attributes:
        near: ``row_a, row_b, similarity``: near-duplicates, one pair for two texts.
        near_clusters: ``row_id, cluster_id, min_similarity``.
        embedded: Pairs by vectors, with ``same_meaning``.
    """

    near: pa.Table = field(default_factory=PAIR_SCHEMA.empty_table)
    near_clusters: pa.Table = field(default_factory=CLUSTER_SCHEMA.empty_table)
    embedded: pa.Table = field(default_factory=VECTOR_PAIRS.empty_table)

    @classmethod
    def of(cls, tables: Mapping[str, pa.Table]) -> Duplicates:
        """From the tables of corpus stages, by name; what is missing is empty."""
        names = {
            "near": "minhash_pairs",
            "near_clusters": "minhash_clusters",
            "embedded": "embedding_pairs",
        }
        return cls(**{key: tables[name] for key, name in names.items() if name in tables})


@dataclass(slots=True)
class Judgement:
    """What was decided about all rows, in row order.

    Attributes:
        rows: Compact facts and one boolean column for every finding about rows, named by its code.
        facts: What was decided with.
        decisions: About duplicates.
        by_near_alone: Rows that MinHash alone drops, or would drop where duplicates are only flagged.
        pairs: Verified pairs between texts.
        dropped_by: Code, or None for kept rows.
        clusters: By kind of pair: near-duplicates, and pairs by vectors.
        flagged: Rows by code, with evidence.
    """

    rows: pl.DataFrame
    facts: RowFacts
    decisions: Decisions
    by_near_alone: NDArray[np.bool_]
    pairs: GroupPairs
    dropped_by: pl.Series
    clusters: dict[int, RowClusters]
    flagged: dict[str, Flagged] = field(default_factory=dict)

    @property
    def height(self) -> int:
        """Rows in all."""
        return len(self.facts.row_ids)

    def forget_marks(self) -> None:
        """Let the memory of the rows' facts and marks go: outcomes and metrics can no longer be asked for."""
        self.rows = self.rows.clear()

    @property
    def kept(self) -> NDArray[np.bool_]:
        """Whether a row stays."""
        return self.dropped_by.is_null().to_numpy()

    @property
    def kept_ids(self) -> NDArray[np.uint64]:
        """Row ids of the rows that stay."""
        return self.facts.row_ids[self.kept]

    def outcome(self, first: int, count: int) -> pl.DataFrame:
        """The columns ``OUTCOME`` of some consecutive rows."""
        window = slice(first, first + count)
        codes = list(self.flagged)
        marks = self.rows.slice(first, count)
        listed = [pl.when(pl.col(code)).then(pl.lit(code)) for code in codes]
        empty = pl.lit([], dtype=pl.List(pl.String))
        flags = marks.select(flags=pl.concat_list(listed).list.drop_nulls() if listed else pl.repeat(empty, count))[
            "flags"
        ]
        duplicate = self.decisions.reason[window] > 0
        keeper = self.facts.row_ids[self.decisions.keeper[window]]
        near, embedded = (self.clusters[kind].cluster[window] for kind in (NEAR, EMBEDDED))
        return pl.DataFrame(
            {
                "kept": self.kept[window],
                "dropped_by": self.dropped_by[window],
                "flags": flags,
                "duplicate_of": _where(duplicate, pl.Series(keeper)),
                "similarity": _where(duplicate, pl.Series(self.decisions.similarity[window])),
                "near_cluster": _where(near >= 0, pl.Series(np.maximum(near, 0).astype(np.uint64))),
                "embedding_cluster": _where(embedded >= 0, pl.Series(np.maximum(embedded, 0).astype(np.uint64))),
            }
        )

    def pair_table(self) -> pa.Table:
        """``pairs.parquet``."""
        return pair_table(self.facts, self.pairs, self.decisions)

    def cluster_table(self) -> pa.Table:
        """``clusters.parquet``."""
        return cluster_table(self.facts, self.decisions, self.clusters)


def judge(
    parts: SignalReader,
    findings: Sequence[Finding[Options]],
    clean: CleanOptions,
    duplicates: Duplicates,
) -> Judgement:
    """Decide about every row.

    Args:
        parts: The signals.
        findings: The active findings.
        clean: The ``clean`` section.
        duplicates: Verified pairs and their clusters.

    Raises:
        ConfigurationError: ``clean.drop`` names a finding that does not flag rows, or that does not run.
    """
    row_findings = [finding for finding in findings if isinstance(finding, RowFinding)]
    drop = drop_codes(clean, findings)
    local = [finding for finding in row_findings if not any(name.startswith("_") for name in finding.reads)]
    rows, flagged = _local_marks(parts, local)
    warned = _any(rows, [f.code for f in local if (f.options.severity or f.severity) != "info"])
    facts = row_facts(rows, warned, np.zeros(rows.height, np.bool_), clean)
    pairs = group_pairs(facts, duplicates.near, duplicates.embedded)
    rows = rows.with_columns(
        *_relations(rows, facts, row_clusters(facts, duplicates.near_clusters).cluster),
        pl.Series("_nearly_conflicting", nearly_conflicting(facts, pairs)),
    )
    related = [finding for finding in row_findings if finding not in local]
    early = [finding for finding in related if not set(_DECIDED) & set(finding.reads)]
    rows = rows.with_columns([finding.mask().alias(finding.code) for finding in early])
    facts = row_facts(rows, warned, _any(rows, drop), clean)
    decisions = decide(facts, pairs, across_labels=clean.across_labels, kinds=clean.duplicates)
    by_near_alone = decisions.by_near_alone
    if set(clean.duplicates) != set(_NEAR_RATE):  # the rate tells what deduplication would drop
        by_near_alone = decide(facts, pairs, across_labels=clean.across_labels, kinds=_NEAR_RATE).by_near_alone
    rows = rows.with_columns(pl.Series(name, getattr(decisions, name.removeprefix("_"))) for name in _COPIES)
    unread = _unread_differences(rows, decisions)
    differs = np.logical_or.reduce([np.zeros(rows.height, np.bool_), *unread.values()])
    rows = rows.with_columns(pl.Series("_unread_difference", differs))
    late = [finding for finding in related if finding not in early]
    rows = rows.with_columns([finding.mask().alias(finding.code) for finding in late])
    flagged |= {finding.code: _flagged(rows, finding.code) for finding in related}
    for finding in related:
        if "_unread_difference" in finding.reads and unread:
            names = ", ".join(f"'{name}' ({int(found.sum()):,} rows)" for name, found in unread.items())
            flagged[finding.code] = replace(flagged[finding.code], evidence={"columns": names})
    ordered = {finding.code: flagged[finding.code] for finding in row_findings}
    clusters = {
        NEAR: row_clusters(facts, duplicates.near_clusters),
        **{kind: head_clusters(facts, decisions.clusters[kind]) for kind in (EMBEDDED, SIMILAR)},
    }
    dropped = _dropped_by(rows, drop, decisions)
    return Judgement(rows, facts, decisions, by_near_alone, pairs, dropped, clusters, ordered)


def _unread_differences(rows: pl.DataFrame, decisions: Decisions) -> dict[str, NDArray[np.bool_]]:
    """By column that is not compared: rows that are dropped for one that holds something else there."""
    dropped, found = decisions.reason > 0, {}
    for column in rows.columns:
        if column.startswith(UNREAD):
            digests = rows[column].fill_null(0).to_numpy()
            differs = dropped & (digests != digests[decisions.keeper])
            if differs.any():
                found[column.removeprefix(UNREAD)] = differs
    return found


def _any(rows: pl.DataFrame, marks: Sequence[str]) -> NDArray[np.bool_]:
    """Whether any of some boolean columns is true, by row."""
    if not marks:
        return np.zeros(rows.height, np.bool_)
    return rows.select(found=pl.any_horizontal(marks))["found"].to_numpy()


def drop_codes(clean: CleanOptions, findings: Sequence[Finding[Options]]) -> list[str]:
    """The codes under ``clean.drop``, checked.

    Raises:
        ConfigurationError: See ``judge``.
    """
    active = {finding.code for finding in findings}
    codes = []
    for word in clean.drop:
        finding = find_finding(word)
        shown = f"{finding.code} {finding.name}"
        if finding.code in _KIND_OF_CODE:
            message = (
                f"clean.drop: {shown} is dropped through clean.duplicates; name '{_KIND_OF_CODE[finding.code]}' there"
            )
            raise ConfigurationError(message)
        if not issubclass(finding, RowFinding):
            message = f"clean.drop: {shown} judges the data set and flags no rows; name a finding about rows"
            raise ConfigurationError(message)
        if set(_DECIDED) & set(finding.reads):
            message = f"clean.drop: {shown} tells what duplicates differ in, and drops nothing; leave it out"
            raise ConfigurationError(message)
        if finding.code not in active:
            message = f"clean.drop: {shown} does not run here; turn its stage, preset or column on"
            raise ConfigurationError(message)
        codes.append(finding.code)
    return codes


def _local_marks(parts: SignalReader, findings: Sequence[RowFinding[Any]]) -> tuple[pl.DataFrame, dict[str, Flagged]]:
    """Compact facts of all rows with the marks of findings that look at one row's signals alone."""
    marked: list[pl.DataFrame] = []
    flagged = {finding.code: Flagged() for finding in findings}
    needed = set(_BASE).union(*(finding.columns() for finding in findings))
    read = [name for name in parts.names() if name in needed or name.startswith(("hash_", UNREAD))]
    wanted = [name for name in read if name in _BASE or name.startswith(UNREAD)]
    for part in _gathered(parts(read)):
        # Columns, not a selection: the mask of a finding without a threshold is one value for all rows.
        marks = part.with_columns([finding.mask().alias(finding.code) for finding in findings]).select(list(flagged))
        frames = (part.select(wanted), numeric_hashes(part), marks)  # one without columns has no height either
        marked.append(pl.DataFrame([column for frame in frames for column in frame.iter_columns()]))
        for finding in findings:
            found = part.filter(marks[finding.code])
            if found.height:
                flagged[finding.code] = _add(flagged[finding.code], found, finding)
    return pl.concat(marked).rechunk(), flagged


def _gathered(parts: Iterator[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """Parts joined to larger ones: a hundred small selections take longer than one large one."""
    held: list[pl.DataFrame] = []
    for part in parts:
        held.append(part)
        if sum(one.height for one in held) >= _AT_ONCE:
            yield pl.concat(held)
            held = []
    if held:
        yield pl.concat(held)


def _add(before: Flagged, found: pl.DataFrame, finding: RowFinding[Any]) -> Flagged:
    evidence = dict(before.evidence)
    for name, column, operation in finding.evidence:
        value = found[column].min() if operation == "min" else found[column].max()
        known = evidence.get(name)
        if value is not None:
            better = min if operation == "min" else max
            evidence[name] = value if known is None else better(known, value)
    ids = (*before.row_ids, *found["row_id"].head(SAMPLE).to_list())[:SAMPLE]
    return Flagged(before.count + found.height, ids, evidence)


def _flagged(rows: pl.DataFrame, code: str) -> Flagged:
    found = rows.filter(pl.col(code))["row_id"]
    return Flagged(len(found), tuple(found.head(SAMPLE).to_list()))


def _relations(rows: pl.DataFrame, facts: RowFacts, near: NDArray[np.int64]) -> list[pl.Series]:
    """Columns about equal hashes and labels, which need no decision; ``near`` is the near-duplicate cluster or -1."""
    nobody = np.zeros(rows.height, np.bool_)
    hashes = hash_columns(rows.columns)
    # A row of the same text that differs in something else differs in more than case and punctuation.
    loose = (
        copies(rows, "hash_loose", facts.rank) & ~copies(rows, "hash_text", facts.rank)
        if "hash_loose" in hashes
        else nobody
    )
    field_copy = nobody
    order = np.arange(rows.height)
    for name in hashes:
        if name.startswith(FIELD_HASH):
            field_copy = field_copy | copies(rows, name, order)
    return [
        pl.Series("_loose_copy", loose),
        pl.Series("_field_copy", field_copy),
        pl.Series("_conflicting", conflicting(facts)),
        *named_files(rows),
        *answers_of_prompts(rows, hashes, near),
    ]


def _dropped_by(rows: pl.DataFrame, drop: Sequence[str], decisions: Decisions) -> pl.Series:
    reason = pl.lit(pl.Series(decisions.reason))
    terms = [pl.when(pl.col(code)).then(pl.lit(code)) for code in drop]
    terms += [pl.when(reason == kind).then(pl.lit(code)) for kind, code in _CODES.items()]
    nothing = pl.repeat(None, rows.height, dtype=pl.String)
    return rows.select(dropped_by=pl.coalesce([*terms, nothing]))["dropped_by"]


def _where(mask: NDArray[np.bool_], values: pl.Series) -> pl.Series:
    """Values where a mask holds, null elsewhere."""
    return pl.select(pl.when(pl.lit(pl.Series(mask))).then(pl.lit(values)))[:, 0]
