"""What a run needs of several machines that see one folder; ``engine.cluster.ray`` is the one there is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol, TypeVar

from dataaudit.sources.corpus import Corpus

ItemT = TypeVar("ItemT")
ResultT = TypeVar("ResultT")


class Cluster(Protocol):
    """Calls functions somewhere else, again where the machine is lost that worked on one."""

    def each(
        self, function: Callable[[Any, ItemT], ResultT], shared: Any, items: Sequence[ItemT]
    ) -> Iterator[tuple[int, ResultT]]:
        """Call a function for every item, some at a time.

        Args:
            function: Of a module; what it writes is the same however often it is called.
            shared: Its first argument, sent to every machine once.
            items: Its second argument.

        Yields:
            The place of an item and its result, in the order in which they are done.

        Raises:
            AuditError: What the function raised first; calls that wait are given up.
        """
        ...

    def check(self, folder: Path, corpus: Corpus) -> None:
        """Fail where a machine of the cluster cannot do its work, before anything is read.

        Args:
            folder: Where the run is written.
            corpus: The rows.

        Raises:
            ConfigurationError: A machine has no dataaudit or another version, or sees other files.
        """
        ...
