"""A Ray cluster, or one of this machine's own, that carries out the same plan; see ``engine.cluster.contract``."""

from __future__ import annotations

import os
import socket
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib.metadata import version
from pathlib import Path
from typing import Any
from uuid import uuid4

from dataaudit.engine.cluster.contract import ItemT, ResultT
from dataaudit.engine.memory import workers
from dataaudit.errors import AuditError, ConfigurationError, ResourceError
from dataaudit.extras import require_extra
from dataaudit.sources.corpus import Corpus
from dataaudit.store.atomic import write_bytes
from dataaudit.store.run_directory import WORK

_RETRIES = 20
"""How often a call is made again whose machine or process was lost."""
_AHEAD = 2
"""Calls that wait for each core of the cluster."""
_STORE = 128 << 20
"""Bytes of memory that machines of a cluster share; only plans and small results lie there."""
_PATIENCE = 10.0
"""Seconds in which an address has to answer."""
_SOME_FILES = 100
"""Inputs that every machine is asked for."""


class RayCluster:
    """See ``Cluster``; made by ``ray_cluster``."""

    def each(
        self, function: Callable[[Any, ItemT], ResultT], shared: Any, items: Sequence[ItemT]
    ) -> Iterator[tuple[int, ResultT]]:
        """See ``Cluster``."""
        import ray

        call = ray.remote(max_retries=_RETRIES, num_cpus=1)(_answer)
        sent = ray.put(shared)
        limit = _AHEAD * max(int(ray.cluster_resources().get("CPU", 1)), 1)
        places: dict[Any, int] = {}
        waiting = iter(range(len(items)))
        try:
            while True:
                while len(places) < limit and (place := next(waiting, None)) is not None:
                    places[call.remote(function, sent, items[place])] = place
                if not places:
                    return
                ready, _ = ray.wait(list(places), num_returns=1)
                yield places.pop(ready[0]), _result(ready[0])
        finally:
            for reference in places:
                with suppress(Exception):
                    ray.cancel(reference, force=True)

    def check(self, folder: Path, corpus: Corpus) -> None:
        """See ``Cluster``."""
        import ray
        from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

        if any(not file.path for file in corpus.files):
            message = "engine ray: data in memory are on this machine alone; write them to a file, or use engine local"
            raise ConfigurationError(message)
        token, text = folder.resolve() / WORK / "seen", uuid4().hex
        write_bytes(token, text.encode())
        every = max(len(corpus.files) // _SOME_FILES, 1)
        inputs = [(str(Path(file.path).resolve()), file.size) for file in corpus.files[::every]]
        for node in [node for node in ray.nodes() if node["Alive"] and node["Resources"].get("CPU")]:
            where = NodeAffinitySchedulingStrategy(node["NodeID"], soft=False)
            call = ray.remote(num_cpus=1, scheduling_strategy=where)(_seen)
            try:
                problem = ray.get(call.remote((str(token), text), inputs, version("dataaudit")))
            except ray.exceptions.RayError as error:
                reason = " ".join(str(getattr(error, "cause", None) or error).split())[-200:]
                problem = f"dataaudit cannot be run there ({reason}); install it on every machine of the cluster"
            if problem:
                message = f"engine ray, machine {node['NodeManagerAddress']}: {problem}"
                raise ConfigurationError(message)


def _answer(function: Callable[[Any, ItemT], ResultT], shared: Any, item: ItemT) -> ResultT | AuditError:
    """Call a function; an error that is meant for the user is an answer, as the same call would meet it again."""
    try:
        return function(shared, item)
    except AuditError as error:
        return error


def _result(reference: Any) -> Any:
    import ray

    try:
        answer = ray.get(reference)
    except ray.exceptions.RayTaskError as error:
        raise (error.cause if isinstance(error.cause, Exception) else error) from error
    except ray.exceptions.RayError as error:
        reason = " ".join(str(error).split())[:200]
        message = f"engine ray: work was lost {_RETRIES + 1} times ({reason}); rerun the same command to resume"
        raise ResourceError(message) from error
    if isinstance(answer, AuditError):
        raise answer
    return answer


def _seen(token: tuple[str, str], inputs: list[tuple[str, int | None]], wanted: str) -> str:
    """What a machine lacks, in words; empty where it lacks nothing."""
    here = version("dataaudit")
    if here != wanted:
        return f"has dataaudit {here}, this machine {wanted}; install the same version on every machine"
    path, text = Path(token[0]), token[1]
    try:
        same = path.read_text(encoding="ascii") == text
    except OSError:
        same = False
    if not same:
        return f"does not see {path.parent.parent}; name with --out a folder that all machines of the cluster see"
    for name, size in inputs:
        try:
            facts = Path(name).stat()
        except OSError:
            return f"does not see {name}; the input has to lie where all machines of the cluster see it"
        if size is not None and Path(name).is_file() and facts.st_size != size:
            return f"sees another {name} ({facts.st_size} bytes, not {size})"
    return ""


@contextmanager
def ray_cluster(address: str | None) -> Iterator[RayCluster]:
    """Connect to a cluster, or begin one on this machine; Ray that the caller has begun is used and stays.

    Args:
        address: ``host:port`` of the head; None for a cluster of this machine's own cores.

    Raises:
        UsageError: Ray is not installed.
        ConfigurationError: The address does not answer, or its Ray is of another version.
    """
    require_extra("ray")
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # nothing is sent anywhere
    os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")  # what it warns of does not concern CPUs
    import ray

    if address is not None:
        _check_answer(address)
    if ray.is_initialized():
        held = ray.get_runtime_context().gcs_address
        if address not in (None, held):
            message = f"--ray-address {address}: this process is connected to {held} already"
            raise ConfigurationError(message)
        yield RayCluster()
        return
    quiet: dict[str, Any] = {"log_to_driver": False, "logging_level": "ERROR"}
    if address is None:
        own = {"num_cpus": workers(), "include_dashboard": False, "object_store_memory": _STORE}
        quiet |= own | {"_node_ip_address": "127.0.0.1", "address": "local"}
    else:
        quiet["address"] = address
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ray.init(**quiet)
    except (RuntimeError, ValueError, OSError) as error:
        reason = " ".join(f"{error} {error.__cause__ or ''}".split())[:300]
        message = f"engine ray: {address or 'a cluster on this machine'} cannot be used ({reason})"
        raise ConfigurationError(message) from error
    try:
        yield RayCluster()
    finally:
        ray.shutdown()


def _check_answer(address: str) -> None:
    """Fail at once where nobody listens: Ray itself asks for a minute."""
    host, _, port = address.rpartition(":")
    if not host or not port.isdecimal() or "/" in host:
        message = f"--ray-address {address}: expected HOST:PORT of the cluster's head, as 10.0.0.1:6379"
        raise ConfigurationError(message)
    try:
        socket.create_connection((host.strip("[]"), int(port)), _PATIENCE).close()
    except (OSError, OverflowError) as error:
        message = f"--ray-address {address}: does not answer ({error}); is the cluster's head running there?"
        raise ConfigurationError(message) from error
