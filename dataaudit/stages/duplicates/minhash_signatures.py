"""MinHash of single rows: shingles, signature, band hashes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from dataaudit.kernels.buffers import text_buffers
from dataaudit.kernels.hashing.bands import band_hashes, choose_bands
from dataaudit.kernels.hashing.minhash import permutations, signatures
from dataaudit.kernels.hashing.shingles import canonical, distinct_shingles, shingle_hashes
from dataaudit.kernels.text.characters import character_tables
from dataaudit.kernels.text.folding import canonical_tables, unsafe
from dataaudit.stages.signal_batch import missing_texts, signal_batch


@dataclass(frozen=True, slots=True)
class MinHashBands:
    """Row stage ``minhash``.

    Attributes:
        shingle: Tokens in a shingle.
        permutations: Length of a signature.
        seed: Seed of the permutations.
        threshold: Jaccard similarity from which two texts are near-duplicates.
        miss: Share of the pairs at the threshold that banding may miss.
        name: ``minhash``.

    Signals: ``_shingles`` (number of distinct shingles) and ``_band_<n>`` for every band; two rows that agree in a band
    are a candidate pair. A text without tokens has no shingles and null bands.
    """

    shingle: int
    permutations: int
    seed: int
    threshold: float
    miss: float
    name: str = "minhash"

    @property
    def bands(self) -> tuple[int, int]:
        """Number of bands, and of signature values in each."""
        return choose_bands(self.permutations, self.threshold, self.miss)

    @property
    def band_columns(self) -> list[str]:
        """Names of the band signals."""
        return [f"_band_{band:03d}" for band in range(self.bands[0])]

    @property
    def schema(self) -> pa.Schema:
        """See ``RowStage``."""
        return pa.schema([("_shingles", pa.uint32()), *((name, pa.uint64()) for name in self.band_columns)])

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """See ``RowStage``."""
        hashes, bounds = text_shingles(batch.column("text"), self.shingle)
        counts = distinct_shingles(hashes, bounds)
        signed = signatures(hashes, bounds, permutations(self.permutations, self.seed))
        banded = band_hashes(signed, *self.bands)
        empty = counts == 0
        columns: dict[str, NDArray[np.generic] | pa.Array] = {"_shingles": counts}
        for name, values in zip(self.band_columns, banded, strict=True):
            columns[name] = pa.array(values, pa.uint64(), mask=empty)
        return signal_batch(self.schema, columns, missing_texts(batch))


def text_shingles(texts: pa.LargeStringArray, size: int) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Shingle hashes of texts, repetitions included.

    Args:
        texts: Texts; null counts as empty.
        size: Tokens in a shingle.

    Returns:
        Hashes and bounds, as from ``shingle_hashes``.
    """
    texts, settled = canonical_texts(texts)
    return shingle_hashes(*text_buffers(texts), character_tables()[0], canonical_tables(), settled, size)


def canonical_texts(texts: pa.LargeStringArray) -> tuple[pa.LargeStringArray, NDArray[np.bool_]]:
    """Texts ready for the kernels that cut tokens: those that only Python can make canonical are made so here.

    Args:
        texts: Texts; null counts as empty.

    Returns:
        The texts, and whether each is canonical already, bool.
    """
    settled: NDArray[np.bool_] = unsafe(*text_buffers(texts), canonical_tables())
    if settled.any():
        forms = [canonical(text or "") for text in texts.filter(pa.array(settled)).to_pylist()]
        texts = pc.replace_with_mask(texts, pa.array(settled), pa.array(forms, pa.large_string()))
    return texts, settled


def minhash_signatures(texts: list[str], *, shingle: int = 5, num_perm: int = 128, seed: int = 1) -> NDArray[np.uint32]:
    """MinHash signatures of texts, equal to those of datasketch with ``hashfunc`` and the scheme ``affine32``.

    Args:
        texts: Texts; one without letters and numbers has 2^32 - 1 everywhere.
        shingle: Tokens in a shingle.
        num_perm: Length of a signature.
        seed: Seed of the permutations.

    Returns:
        uint32, shape (texts, num_perm).

    Examples:
        >>> from datasketch import MinHash
        >>> one, two = minhash_signatures(["the cat sat on the mat", "The cat sat on the mat!"])
        >>> MinHash(hashvalues=one, scheme="affine32").jaccard(MinHash(hashvalues=two, scheme="affine32"))
        1.0
    """
    hashes, bounds = text_shingles(pa.array(texts, pa.large_string()), shingle)
    result: NDArray[np.uint32] = signatures(hashes, bounds, permutations(num_perm, seed))
    return result
