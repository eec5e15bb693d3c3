"""What a run needs of several machines that see one folder; ``engine.ray`` is the one there is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol, TypeVar

from dataaudit.errors import ConfigurationError
from dataaudit.sources.corpus import Corpus

LOCAL, RAY = "local", "ray"
ENGINES = (LOCAL, RAY)

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


def check_engine(engine: str, ray_address: str | None) -> None:
    """Fail where there is no such engine, or an address for none.

    Raises:
        ConfigurationError: Names both engines.
    """
    if engine not in ENGINES:
        message = f"engine '{engine}': expected {' or '.join(ENGINES)}"
        raise ConfigurationError(message)
    if ray_address is not None and engine != RAY:
        message = f"ray_address {ray_address}: is for engine ray; add --engine ray"
        raise ConfigurationError(message)


@contextmanager
def cluster_of(engine: str, ray_address: str | None) -> Iterator[Cluster | None]:
    """The cluster of an engine, or None for this process.

    Raises:
        UsageError: Ray is not installed, or its address does not answer.
    """
    if engine == LOCAL:
        yield None
        return
    from dataaudit.engine.ray import ray_cluster

    with ray_cluster(ray_address) as cluster:
        yield cluster
