"""The vector of every text."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dataaudit.stages.signal_batch import missing_texts
from dataaudit.stages.vectors.encoders import load_encoder
from dataaudit.stages.vectors.result_schemas import LEARNT, VECTOR


@dataclass(frozen=True, slots=True)
class Embeddings:
    """Row stage ``embeddings``.

    Attributes:
        model: Name of the model, see ``load_encoder``.
        identity: Distinguishes the model from others of the same name.
        dimensions: Length of a vector.
        device: auto, cpu, cuda or mps.
        max_tokens: Tokens of a text that a transformer reads.
        tokens_per_batch: Number of texts times the longest of them, in a transformer's batch; 0 depends on the device.
        compiled: Whether a transformer is compiled first.
        sentences: Whether the model reads a text as a whole, and not word by word.
        name: ``embeddings``.

    Signals, for corpus stages only: ``_vector`` (the vector, of length 1, as float16 bytes; null for a text without
    tokens) and ``_learnt`` (the share of its tokens whose vectors are learned rather than hashed).
    """

    model: str
    identity: str
    dimensions: int
    device: str
    max_tokens: int
    tokens_per_batch: int
    compiled: bool
    sentences: bool = False
    name: str = "embeddings"

    @property
    def schema(self) -> pa.Schema:
        """See ``RowStage``."""
        return pa.schema([(VECTOR, pa.binary(2 * self.dimensions)), (LEARNT, pa.float32())])

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """See ``RowStage``."""
        encoder = load_encoder(self.model, self.device, self.max_tokens, self.tokens_per_batch, self.compiled)
        vectors, learnt = encoder.encode(batch.column("text"))
        hidden = missing_texts(batch) | ~vectors.any(axis=1)
        columns = [vector_column(vectors, hidden), pa.array(learnt, pa.float32(), mask=hidden | np.isnan(learnt))]
        return pa.RecordBatch.from_arrays(columns, schema=self.schema)


def vector_column(vectors: NDArray[np.float32], missing: NDArray[np.bool_]) -> pa.FixedSizeBinaryArray:
    """Vectors as a column of float16 bytes.

    Args:
        vectors: float32, shape (rows, dimensions).
        missing: Whether a row has no vector, bool.
    """
    width = 2 * vectors.shape[1]
    packed = pa.py_buffer(vectors.astype("<f2").tobytes())
    there = pa.array(~missing).buffers()[1]
    return pa.FixedSizeBinaryArray.from_buffers(pa.binary(width), len(vectors), [there, packed])


def column_vectors(column: pa.ChunkedArray | pa.Array) -> tuple[NDArray[np.float16], NDArray[np.bool_]]:
    """A column of vectors as an array.

    Args:
        column: A column from ``vector_column``.

    Returns:
        float16, shape (rows, dimensions), and whether a row has a vector, bool; values of rows without one are
        undefined.
    """
    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if isinstance(array, pa.ChunkedArray):
        array = pa.concat_arrays(array.chunks) if array.num_chunks else pa.array([], column.type)
    size = array.type.byte_width // 2
    packed = array.buffers()[1]
    if packed is None or not len(array):
        return np.zeros((len(array), size), np.float16), np.zeros(len(array), np.bool_)
    flat = np.frombuffer(packed, "<f2", len(array) * size, array.offset * 2 * size)
    return flat.reshape(len(array), size), array.is_valid().to_numpy(zero_copy_only=False)


def vector_table(part: pa.Table) -> pa.Table:
    """Row id and vector (float32) of every row of a part of the signals; null for a row without tokens.

    Args:
        part: ``row_id`` and ``VECTOR``.
    """
    vectors, there = column_vectors(part.column(VECTOR))
    flat = pa.array(np.where(there[:, None], vectors, np.float16(0)).astype(np.float32).ravel())
    column = pa.FixedSizeListArray.from_arrays(flat, vectors.shape[1], mask=pa.array(~there))
    return pa.table({"row_id": part.column("row_id"), "vector": column})
