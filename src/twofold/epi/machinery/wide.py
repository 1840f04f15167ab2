"""All clocks of one at once, in the machine's wide registers. It changes no figure: whole numbers in any order are the same.

Left to itself the compiler takes clock after clock: it cannot know that what is written is not what is read next.
"""

from typing import Any

from llvmlite import ir
from numba.core import cgutils, types
from numba.extending import intrinsic

_inside: Any = cgutils
WORD, SINGLE = ir.IntType(32), ir.FloatType()


def _row(context: Any, builder: Any, kind: Any, array: Any, row: Any, lanes: Any) -> Any:
    """Where a row of an array begins, as so many numbers side by side."""
    held = context.make_array(kind)(context, builder, array)
    where = [row, context.get_constant(types.intp, 0)]
    at = _inside.get_item_pointer(context, builder, kind, held, where, wraparound=False)
    return builder.bitcast(at, lanes.as_pointer())


def _spread(builder: Any, one: Any, lanes: Any) -> Any:
    """One number in every place."""
    told = builder.insert_element(ir.Constant(lanes, ir.Undefined), one, ir.Constant(WORD, 0))
    return builder.shuffle_vector(told, told, ir.Constant(ir.VectorType(WORD, lanes.count), [0] * lanes.count))


def burner(clocks: int) -> Any:
    """`burn(left, who, rate, code, steps)`: off all clocks of one, what so many steps are worth."""
    lanes = ir.VectorType(WORD, clocks)

    def written(context: Any, builder: Any, signature: Any, told: Any) -> Any:
        kinds = signature.args
        left = _row(context, builder, kinds[0], told[0], told[1], lanes)
        rate = builder.load(_row(context, builder, kinds[2], told[2], told[3], lanes), align=4)
        burnt = builder.mul(rate, _spread(builder, told[4], lanes))
        builder.store(builder.sub(builder.load(left, align=4), burnt), left, align=4)
        return context.get_dummy_value()

    def asked(typing: Any, left: Any, who: Any, rate: Any, code: Any, steps: Any) -> Any:
        return types.void(left, types.intp, rate, types.intp, types.int32), written

    return intrinsic(asked)


def sooner(clocks: int) -> Any:
    """`soonest(left, who, turned, code)`: in how many steps the first clock of one may run out."""
    lanes, singles = ir.VectorType(WORD, clocks), ir.VectorType(SINGLE, clocks)

    def written(context: Any, builder: Any, signature: Any, told: Any) -> Any:
        kinds = signature.args
        left = builder.load(_row(context, builder, kinds[0], told[0], told[1], lanes), align=4)
        turned = builder.load(_row(context, builder, kinds[2], told[2], told[3], singles), align=4)
        steps = builder.fptosi(builder.fmul(builder.sitofp(left, singles), turned), lanes)
        least = ir.FunctionType(WORD, [lanes])
        word = _inside.get_or_insert_function(builder.module, least, f"llvm.vector.reduce.smin.v{clocks}i32")
        return builder.call(word, [steps])

    def asked(typing: Any, left: Any, who: Any, turned: Any, code: Any) -> Any:
        return types.int32(left, types.intp, turned, types.intp), written

    return intrinsic(asked)
