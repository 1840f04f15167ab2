"""Numbers of entries as ranges, both ends included. Pure."""

from collections.abc import Collection, Iterable


def of(numbers: Iterable[tuple[int, bool]]) -> list[list[int]]:
    """Numbers in order, each with whether it is safe, as ranges of safe ones. A number used twice is safe only if both are."""
    safe: dict[int, bool] = {}
    for number, held in numbers:
        safe[number] = safe.get(number, True) and held
    found: list[list[int]] = []
    for number, held in safe.items():
        if not held:
            continue
        if found and found[-1][1] == number - 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return found


def without(found: list[list[int]], taken: Collection[int]) -> list[list[int]]:
    """The ranges without these numbers: another entry came under one, and no copy holds that one yet."""
    left = [list(one) for one in found]
    for number in sorted(taken):
        for place, (first, last) in enumerate(left):
            if first <= number <= last:
                left[place : place + 1] = [
                    part for part in ([first, number - 1], [number + 1, last]) if part[0] <= part[1]
                ]
                break
    return left
