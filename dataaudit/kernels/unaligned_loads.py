"""Loads of 32 and 64 bits from any position of a byte array.

Reads a contiguous uint8 array at a byte position that need not be aligned. numba can only index single bytes, and
assembling a word from them makes XXH64 of 300 bytes nine times slower; here LLVM is given one load with alignment 1. A
position too near the end reads past the array, and a big-endian machine would give other hashes; numba ships for
little-endian ones only.
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
            loaded.align = 1  # by default LLVM assumes natural alignment and may emit loads that fault without it
            return loaded

        return signature, generate

    return intrinsic(load)


load64 = _load(64)
"""The eight bytes at a position as a little-endian uint64; the array must hold them all."""
load32 = _load(32)
"""The four bytes at a position as a little-endian uint32; the array must hold them all."""
