"""The rows of a run for datasketch: a sketch of every row, and an index to look up rows that are like a text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from dataaudit.engine.pipeline import load_pipeline
from dataaudit.errors import InputError, UsageError
from dataaudit.kernels.hashing.bands import choose_bands
from dataaudit.kernels.hashing.minhash import hashfunc
from dataaudit.results.result import AuditResult, load_result
from dataaudit.stages.duplicates.minhash_signatures import minhash_signatures

if TYPE_CHECKING:
    from datasketch import MinHash, MinHashLSH

SCHEME = "affine32"
"""The permutation scheme of datasketch 2 that our signatures follow."""
_BATCH = 8192


@dataclass(frozen=True, slots=True)
class DatasketchRows:
    """The rows of a run for datasketch.

    Attributes:
        sketches: ``datasketch.MinHash`` by row id; a row without any letter or number has none.
        index: ``datasketch.MinHashLSH`` whose keys are row ids.
        shingle: Tokens in a shingle.
        permutations: Length of a sketch.
        seed: Seed of the permutations.
    """

    sketches: dict[int, MinHash]
    index: MinHashLSH
    shingle: int
    permutations: int
    seed: int

    def sketch(self, text: str) -> MinHash:
        """The sketch of a further text, to compare with those of the rows or to query the index with."""
        values = minhash_signatures([text], shingle=self.shingle, num_perm=self.permutations, seed=self.seed)[0]
        some = next(iter(self.sketches.values()), None)
        return _minhash(values, self.seed, None if some is None else some.permutations)


def to_datasketch(
    run: AuditResult | str | Path, *, rows: Literal["all", "kept"] = "all", threshold: float | None = None
) -> DatasketchRows:
    """Sketches and an index of the rows of a run, to work on with datasketch 2 or newer.

    Sketches have the run's shingle length, permutations and seed, ``dataaudit.hashfunc`` as hash function, and
    ``scheme="affine32"``. Sketches made elsewhere must be given the same four to be compared with these: datasketch
    before 2.0 has another scheme. The index has as many bands as the run had for its threshold, so it misses at most
    ``stages.minhash.miss`` of the pairs there. Sketches and index are held in memory, about 8 KB a row.

    Args:
        run: A finished run or its folder.
        rows: ``all`` reads the texts from the input again. ``kept`` takes the rows of the clean data set, and also
            works where the input was a table in memory or is not there any more.
        threshold: Similarity from which the index finds rows; None for the run's own.

    Raises:
        InputError: ``all``, and the input is not there any more, has changed, or was a table in memory.
        RunDirectoryError: The folder holds no finished run.
        UsageError: The run looked for no near-duplicates, or an argument is out of range.

    Examples:
        >>> import tempfile
        >>> import dataaudit, pyarrow
        >>> table = pyarrow.table({"text": ["the cat sat on the mat", "a dog barked at the moon all night"]})
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     found = to_datasketch(dataaudit.audit(table, out=folder), rows="kept")
        >>> found.index.query(found.sketch("The cat sat on the mat!"))
        [0]
    """
    result = run if isinstance(run, AuditResult) else load_result(run)
    own = load_pipeline(mapping=result.manifest.configuration).pipeline.stages.minhash
    if not own:
        message = f"{result.path}: the run looked for no near-duplicates; run it again with stages.minhash on"
        raise UsageError(message)
    if rows not in ("all", "kept"):
        message = f"rows '{rows}': choose from all, kept"
        raise UsageError(message)
    if threshold is not None and not 0 < threshold <= 1:
        message = f"threshold {threshold}: give a similarity above 0, at most 1"
        raise UsageError(message)
    from datasketch import MinHashLSH

    bands, width = choose_bands(own.permutations, threshold or own.threshold, own.miss)
    if bands < 2:  # which datasketch refuses
        bands, width = 2, own.permutations // 2
    index = MinHashLSH(num_perm=own.permutations, params=(bands, width))
    sketches: dict[int, MinHash] = {}
    shared = None
    for ids, texts in _batches(result, rows):
        signed = minhash_signatures(texts, shingle=own.shingle, num_perm=own.permutations, seed=own.seed)
        for row in np.flatnonzero((signed != np.iinfo(np.uint32).max).any(axis=1)).tolist():
            made = _minhash(signed[row], own.seed, shared)
            shared = made.permutations
            sketches[ids[row]] = made
            index.insert(ids[row], made, check_duplication=False)
    return DatasketchRows(sketches, index, own.shingle, own.permutations, own.seed)


def _batches(result: AuditResult, rows: Literal["all", "kept"]) -> Iterator[tuple[list[int], list[str]]]:
    """Row ids and texts, some rows at a time; a text that is missing is empty."""
    if rows == "kept":
        texts = result.texts()
    else:
        ids = result.rows(["row_id"])["row_id"]
        texts = result.all_texts(ids.sort().to_numpy())
    try:
        while some := list(islice(texts, _BATCH)):
            yield [row_id for row_id, _ in some], [text or "" for _, text in some]
    except InputError as error:
        message = f"{error}; rows='kept' takes the rows of the clean data set"
        raise InputError(message) from error


def _minhash(values: NDArray[np.uint32], seed: int, permutations: Any) -> MinHash:
    """A sketch with these values that shares its permutations with the others."""
    from datasketch import MinHash

    return MinHash(seed=seed, hashfunc=hashfunc, hashvalues=values, permutations=permutations, scheme=SCHEME)
