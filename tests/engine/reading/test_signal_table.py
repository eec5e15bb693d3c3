from __future__ import annotations

from dataclasses import dataclass, field
from threading import Event

import pyarrow as pa
import pytest

from dataaudit.engine.compile_kernels import sample_batch
from dataaudit.engine.reading import signal_table as module
from dataaudit.engine.reading.signal_table import GivenUpError, signal_table


@dataclass
class Interrupted:
    """A row stage during whose first batch the run is interrupted."""

    given_up: Event
    seen: list[int] = field(default_factory=list)

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        self.seen.append(len(batch))
        self.given_up.set()
        return pa.RecordBatch.from_pydict({"number": pa.array([1] * len(batch))})


def test_a_part_of_an_interrupted_run_is_given_up_after_its_current_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BATCH", 2)
    stage, told = Interrupted(Event()), list[int]()
    with pytest.raises(GivenUpError):
        signal_table(sample_batch(), [stage], stage.given_up, told.append)
    assert (stage.seen, told) == ([2], [2])
    assert signal_table(sample_batch(), [stage], Event(), told.append)["number"].to_pylist() == [1] * 4
    assert told == [2, 2, 2]
