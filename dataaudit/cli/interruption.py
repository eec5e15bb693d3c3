"""Ends a command soon after its process is asked to end, whatever it is in the middle of.

Python hands a signal to the main thread when that next runs Python code, and at its end the interpreter waits for
threads that are still at work: seconds, where a part is being written or compiled. Nothing needs them: a run can be
resumed from whatever is on the disk, because a part is complete or has no name.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from types import FrameType, TracebackType
from typing import Any

from dataaudit.errors import EXIT_INTERRUPTED, EXIT_TERMINATED

_ENDINGS = {
    signal.SIGINT: ("interrupted; rerun the same command to resume", EXIT_INTERRUPTED),
    signal.SIGTERM: ("terminated; rerun the same command to resume", EXIT_TERMINATED),
}
_PATIENCE = 0.3
"""Seconds that the main thread is given to end in its own way."""


class Interruption:
    """Requests to end while a command is carried out; each is a ``KeyboardInterrupt`` of the main thread.

    Attributes:
        number: Of the signal, once there was a request. Any error after that is its consequence: compiled code that is
            interrupted fails in other ways.
    """

    def __init__(self) -> None:
        self.number: int | None = None
        self._alone = False
        self._untold = threading.Lock()
        self._earlier: dict[int, Any] = {}

    def __enter__(self) -> Interruption:
        self._earlier = {number: signal.signal(number, self._ask) for number in _ENDINGS}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, handler in self._earlier.items():
            signal.signal(number, signal.SIG_IGN if self._alone else handler)  # what is done needs no other ending

    def _ask(self, number: int, frame: FrameType | None) -> None:
        if self.number is None:
            self.number = number
            raise KeyboardInterrupt

    def tell(self, number: int) -> int:
        """Tell the user once; returns the exit code."""
        sentence, code = _ENDINGS[signal.Signals(number)]
        if self._untold.acquire(blocking=False):
            os.write(2, f"dataaudit: {sentence}\n".encode())
        return code

    def watch(self) -> None:
        """End the process, which is the command's alone, where the main thread does not."""
        self._alone = True
        reader, writer = os.pipe()
        os.set_blocking(writer, False)
        signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
        threading.Thread(target=self._end, args=(reader,), name="interruption", daemon=True).start()

    def _end(self, reader: int) -> None:
        while (number := os.read(reader, 1)[0]) not in _ENDINGS:
            continue
        time.sleep(_PATIENCE)
        code = self.tell(number)
        sys.stdout.flush()
        os._exit(code)
