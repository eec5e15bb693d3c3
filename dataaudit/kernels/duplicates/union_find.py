"""Connected components of pairs.

Reads the two ends of every edge as int64 arrays of node numbers. One array of parents holds the forest and every search
shortens the paths that it walks, so searches stay short without ranks or sizes beside it. A number outside
``range(nodes)`` breaks it: compiled code does not check bounds.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray


@njit(nogil=True, cache=True)
def components(nodes: int, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.int64]:
    """The component of every node, named by its smallest member.

    Args:
        nodes: Number of nodes.
        left: Node numbers, int64.
        right: Node numbers, int64, of the same length: an edge joins ``left[i]`` and ``right[i]``.

    Returns:
        int64, shape (nodes,). A node without an edge is its own component.

    Source: Tarjan 1975, with path halving.
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
        # The smaller root wins, not the larger tree: the name must not depend on the order of edges.
        if one < two:
            parent[two] = one
        else:
            parent[one] = two
    for node in range(nodes):  # a parent is smaller than its child, so its own root is known by now
        parent[node] = parent[parent[node]]
    return parent
