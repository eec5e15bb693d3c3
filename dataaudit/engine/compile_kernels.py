"""The kernels of row stages, compiled in processes side by side: numba compiles on one core a process."""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections import deque
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING, BinaryIO, cast

import numpy as np
import pyarrow as pa

from dataaudit.engine.memory import workers
from dataaudit.kernels import is_compiled
from dataaudit.stages.contract import RowStage

if TYPE_CHECKING:  # the processes that compile need not import it
    from dataaudit.engine.plan import PlannedRows

_SAMPLE = ("It is the first line.\n\n- It is the second, by J. Müller: 12 %…\n", "数据质量。 ไทย", "", None)


def uncompiled(rows: Sequence[PlannedRows]) -> list[RowStage]:
    """Stages whose kernels were not compiled before, the slowest first."""
    waiting = [
        (one.part.kernel[1], one.stage) for one in rows if one.part.kernel and not is_compiled(one.part.kernel[0])
    ]
    return [stage for _, stage in sorted(waiting, key=lambda pair: -pair[0])]


def compile_kernels(stages: Sequence[RowStage]) -> None:
    """Run every stage on a few texts in other processes, so that what numba compiles for it is found in its cache.

    What goes wrong there is told when the stage itself runs.

    Args:
        stages: Row stages; the slowest to compile first.
    """
    if sys.executable:
        waiting = deque(stages)
        with ThreadPoolExecutor(workers()) as pool:
            for one in [pool.submit(_compile, waiting) for _ in range(workers())]:
                one.result()


def _compile(waiting: deque[RowStage]) -> None:
    """Give the stages that wait to one process, the next when it is done with the last."""
    command = [sys.executable, "-P", "-m", "dataaudit.engine.compile_kernels"]
    with (
        suppress(IndexError, BrokenPipeError),
        subprocess.Popen(  # noqa: S603  (ourselves)
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        ) as process,
    ):
        to, back = cast("BinaryIO", process.stdin), cast("BinaryIO", process.stdout)
        while True:
            pickle.dump(waiting.popleft(), to)
            to.flush()
            if not back.readline():
                return


def sample_batch(columns: Sequence[str] = ()) -> pa.RecordBatch:
    """A batch as row stages see it, with texts that every branch of a kernel has types for.

    Args:
        columns: Names of further texts.
    """
    texts = pa.array(_SAMPLE, pa.large_string())
    count = len(texts)
    batch = {
        "row_id": pa.array(np.arange(count, dtype=np.uint64)),
        "file": pa.array(["sample"] * count),
        "position": pa.array(np.arange(count)),
        "split": pa.nulls(count, pa.large_string()),
        "label": pa.array(["a", "b", None, "a"], pa.large_string()),
        "row_digest": pa.array(np.zeros(count, np.uint64)),
        "text": texts,
    }
    return pa.RecordBatch.from_pydict(batch | dict.fromkeys(columns, texts))


if __name__ == "__main__":
    with suppress(EOFError):
        while True:
            one = pickle.load(sys.stdin.buffer)  # noqa: S301  (what our own parent process sent)
            one(sample_batch([f"field:{name}" for name in getattr(one, "fields", ())]))
            sys.stdout.write(f"{one.name}\n")
            sys.stdout.flush()
