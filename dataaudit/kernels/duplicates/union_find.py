"""Connected components of pairs."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray


@njit(nogil=True, cache=True)
def components(nodes: int, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.int64]:
    """The component of every node, named by its smallest member.

    Args:
        nodes: How many nodes there are.
        left: Node numbers, int64.
        right: Node numbers, int64, as many: an edge joins ``left[i]`` and ``right[i]``.

    Returns:
        int64, shape (nodes,). A node without an edge is its own component.

    Source: Tarjan 1975, with path halving; the smaller root wins, so the result does not depend on the order of edges.
    """
    parent = np.arange(nodes)
    for edge in range(left.shape[0]):
        one, two = left[edge], right[edge]
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        while parent[two] != two:
            parent[two] = parent[parent[two]]
            two = parent[two]
        if one < two:
            parent[two] = one
        else:
            parent[one] = two
    for node in range(nodes):
        parent[node] = parent[parent[node]]
    return parent
