"""Whole words from byte arrays at any place, which numba itself reads byte by byte.

Little-endian machines only, as all that numba compiles for.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types
from numba.extending import intrinsic
from numba.np.arrayobj import make_array


def _load(width: int) -> Any:
    def load(typing_context: Any, array: Any, position: Any) -> Any:
        signature = types.Integer.from_bitwidth(width, signed=False)(array, types.intp)

        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            structure: Any = make_array(signature.args[0])  # type: ignore[no-untyped-call]
            bytes_of = structure(context, builder, arguments[0])
            pointer = builder.gep(bytes_of.data, [arguments[1]])
            loaded = builder.load(builder.bitcast(pointer, ir.IntType(width).as_pointer()))
            loaded.align = 1
            return loaded

        return signature, generate

    return intrinsic(load)


load64 = _load(64)
"""The eight bytes from a position on as uint64; the array must hold them."""
load32 = _load(32)
"""The four bytes from a position on as uint32; the array must hold them."""
