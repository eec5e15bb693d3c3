"""Where a plan is carried out: in this process, or on a cluster."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from dataaudit.errors import ConfigurationError

if TYPE_CHECKING:
    from dataaudit.engine.cluster.contract import Cluster

LOCAL, RAY = "local", "ray"
ENGINES = (LOCAL, RAY)


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
    from dataaudit.engine.cluster.ray import ray_cluster

    with ray_cluster(ray_address) as cluster:
        yield cluster
