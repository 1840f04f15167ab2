"""Asking memory early: a row that is needed soon is on its way while others are worked on. It changes no figure."""

from typing import Any

import numpy as np
from llvmlite import ir
from numba.core import cgutils, types
from numba.extending import intrinsic

from twofold.epi.machinery.compiling import Array, inner

AHEAD = 8  # how many places before it is needed
READ, KEEP_NEAR, DATA = 0, 3, 1  # what the machine's own word for it wants to know
_inside: Any = cgutils


def _asked(typing: Any, array: Any, row: Any) -> Any:
    """A call of the machine's own word for it, at both ends of a row: it may lie across two lines of memory."""

    def written(context: Any, builder: Any, signature: Any, told: Any) -> Any:
        held = context.make_array(array)(context, builder, told[0])
        small, byte = ir.IntType(32), ir.IntType(8).as_pointer()
        kind = ir.FunctionType(ir.VoidType(), [byte, small, small, small])
        word = builder.module.declare_intrinsic("llvm.prefetch", [byte], kind)
        last = builder.sub(builder.extract_value(held.shape, array.ndim - 1), context.get_constant(types.intp, 1))
        for column in [context.get_constant(types.intp, 0), last] if array.ndim == 2 else [None]:
            where = [told[1]] if column is None else [told[1], column]
            at = _inside.get_item_pointer(context, builder, array, held, where, wraparound=False)
            builder.call(word, [builder.bitcast(at, byte), small(READ), small(KEEP_NEAR), small(DATA)])
        return context.get_dummy_value()

    return types.void(array, row), written


_ask: Any = intrinsic(_asked)


@inner
def fetch(array: Array, row: int) -> None:
    """Have this row of an array brought near."""
    _ask(array, np.int64(row))
