"""How a referral goes, in tables: what was told (visit.step on a day), and what then stands and is due."""

import datetime as dt
import itertools
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twofold.outreach.pathways import Told, fold, next_steps, pathway, shown, spans, visit_of

FIRST = dt.date(2026, 11, 1)

# told                                                                    | stands         | due (days after 1 Nov)
TABLE = """
1.offered@0                                                               | 1.offered      | 7
1.offered@0 1.agreed@2                                                    | 1.agreed       | 5
1.offered@0 1.agreed@0 1.appointment@0>9                                  | 1.appointment  | 8
1.agreed@0 1.appointment@0>9 1.accompanied@9                              | 1.accompanied  | 10
1.offered@0 1.appointment@1>9 1.accompanied@9 1.arrived@9 1.seen@9        | 1.seen         | 16
1.offered@0 1.appointment@1>9 1.broken@9                                  | 1.broken       | 16
1.offered@0 1.appointment@1>9 1.broken@9 2.appointment@10>20              | 2.appointment  | 19
1.offered@0 1.appointment@1>9 1.seen@9 2.appointment@9>30 2.seen@30       | 2.seen         | 37
1.offered@0 1.appointment@1>9 1.seen@9 1.outcome@9                        | 1.outcome      | never
1.offered@0 1.stopped@3                                                   | 1.stopped      | never
1.seen@9 1.offered@0                                                      | 1.seen         | 16
""".strip().splitlines()


def parsed(text: str) -> list[Told]:
    found = []
    for place, word in enumerate(text.split()):
        what, _, day = word.partition("@")
        visit, _, step = what.partition(".")
        day, _, on = day.partition(">")
        pk = uuid.UUID(int=place + 1)
        given_on = FIRST + dt.timedelta(days=int(on)) if on else None
        found.append(Told(pk, None, False, pk, step, int(visit), FIRST + dt.timedelta(days=int(day)), given_on))
    return found


@pytest.mark.parametrize("line", TABLE)
def test_what_stands_and_what_is_due(line: str) -> None:
    told, stands, due = (cell.strip() for cell in line.split("|"))
    found = fold(parsed(told))
    assert found is not None
    assert f"{found.visit}.{found.step}" == stands
    wanted = None if due == "never" else FIRST + dt.timedelta(days=int(due))
    assert found.due_on == wanted


@given(st.permutations(parsed(TABLE[7].split("|")[0])))
def test_in_whatever_order_it_came(told: list[Told]) -> None:
    assert fold(told) == fold(parsed(TABLE[7].split("|")[0]))


def test_a_correction_takes_the_place_and_rivals_agree_everywhere() -> None:
    [first, *_] = parsed("1.appointment@0>9")
    later = FIRST + dt.timedelta(days=12)
    moved = [
        Told(uuid.uuid4(), first.id, False, first.root, "appointment", 1, FIRST, later + n * dt.timedelta(1))
        for n in (0, 1)
    ]
    assert fold([first, moved[0]]).on == later
    found = {fold(order).on for order in itertools.permutations([first, *moved])}
    assert len(found) == 1
    back = Told(uuid.uuid4(), first.id, True, first.root, "appointment", 1, FIRST)
    assert fold([first, back]) is None and shown([first, back]) == []


def test_the_next_steps_lead_to_an_end() -> None:
    known = set(pathway().by_code())
    for step in known:
        state = fold(parsed(f"1.{step}@0" + (">5" if step == "appointment" else "")))
        assert state is not None
        offered = next_steps(state)
        assert offered and set(offered) <= known
        assert state.due_on is not None or step in ("outcome", "stopped")
        assert visit_of("appointment", state) == (2 if step in ("seen", "broken", "outcome", "stopped") else 1)


def test_the_time_between_steps_is_the_median_of_first_visits() -> None:
    some = [
        "1.offered@0 1.agreed@0 1.appointment@2>9 1.arrived@9 1.seen@9 2.appointment@9>30",
        "1.offered@0 1.agreed@4",
    ]
    found = {(start, end): (n, days) for start, end, n, days in spans(map(parsed, some))}
    assert found["offered", "agreed"] == (2, 2)
    assert found["agreed", "appointment"] == (1, 2)
    assert found["appointment", "arrived"] == (1, 7)
    assert found["arrived", "seen"] == (1, 0)
