"""The files of the extract: what of them is read again, what they tell, and what becomes of figures where they are not there."""

import dataclasses
import datetime as dt
import uuid
import zlib
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.conftest import Command
from tests.unit.indicators.changing import Desk
from tests.unit.indicators.test_extract import Office
from twofold.core import access
from twofold.indicators import engine, extract, feeding, kept, marks, periods
from twofold.indicators.definitions import DIMENSIONS, definitions
from twofold.indicators.facts import Scope
from twofold.indicators.held import Held
from twofold.indicators.models import Mark
from twofold.indicators.reference import Contact, Person, Spell
from twofold.programme.models import Site

pytestmark = pytest.mark.django_db
SEPTEMBER = periods.parse("2026-09")


@pytest.fixture
def desk(kept_sites: dict[str, Site]) -> Desk:
    """Somebody who was met on thirty days."""
    desk = Desk(kept_sites)
    marks.ensure()
    spell = Spell(dt.date(2026, 8, 1))
    told = ((spell,), (("injects", spell),), ((14, spell),))
    desk.registration(Person(str(uuid.uuid4()), "north", "trans_woman", 1985, spell.since, *told))
    for n in range(30):
        desk.entry(Contact(dt.date(2026, 9, 1) + dt.timedelta(n), "north", next(iter(desk.people)), needles_out=77_001))
    return desk


def report(desk: Desk) -> None:
    """Figures of a process that has just begun."""
    engine._held = Held()
    Office(desk, {"north"}, [SEPTEMBER], DIMENSIONS).report()


def test_only_what_changed_is_read_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    report(desk)
    asked: list[dict[str, list[int]]] = []
    right = feeding._read_days
    monkeypatch.setattr(feeding, "_read_days", lambda some, numbers: asked.append(dict(some)) or right(some, numbers))
    report(desk)
    assert not asked
    desk.entry(Contact(dt.date(2026, 9, 9), "north", None, needles_out=5))
    report(desk)
    day = (dt.date(2026, 9, 9) - dt.date(1970, 1, 1)).days
    assert asked == [{kept.week(day // kept.DAYS): [day]}]


def test_what_a_process_counted_it_counts_once_and_asks_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    office = Office(desk, {"north"}, [SEPTEMBER], DIMENSIONS)
    office.report()
    monkeypatch.setattr(extract, "read", None)
    with CaptureQueriesContext(connection) as queries:
        office.report()
    assert ["indicators_mark" in query["sql"] for query in queries] == [True]


def test_an_earlier_contact_of_the_year_that_comes_late_takes_the_place_of_the_first(desk: Desk) -> None:
    """Though the month that is asked for did not change."""
    [measure] = [one.measure for one in definitions().values() if one.measure.filters.first_of_year]
    office = Office(desk, {"north"}, [SEPTEMBER], ())
    for first in (1, 0):
        office.report()
        [table] = engine.count_measures(
            [measure], [SEPTEMBER], Scope(sites=frozenset({desk.sites["north"].pk}))
        ).values()
        assert table[engine.ALL].value == first
        desk.entry(Contact(dt.date(2026, 8, 20), "north", next(iter(desk.people)), needles_out=5))


@pytest.mark.parametrize("fault", [False, True], ids=["", "with a planted fault"])
def test_after_everything_was_made_anew_no_number_means_whom_it_meant(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, fault: bool
) -> None:
    """Who was met first comes first then: somebody else."""
    right = kept.listed
    if fault:
        monkeypatch.setattr(kept, "listed", lambda: dataclasses.replace(right(), numbering="any"))
    first = Person(str(uuid.uuid4()), "north", "man", 1960, dt.date(2026, 8, 1), (Spell(dt.date(2026, 8, 1)),))
    desk.registration(first)
    office = Office(desk, {"north"}, [SEPTEMBER], DIMENSIONS)
    office.report()
    kept.clear()
    desk.entry(Contact(dt.date(2026, 8, 30), "north", first.id, needles_out=3))
    with pytest.raises(AssertionError) if fault else nullcontext():
        office.report()


def test_only_who_changed_is_counted_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.registration(
        Person(str(uuid.uuid4()), "north", "man", 1990, dt.date(2026, 8, 1), (Spell(dt.date(2026, 8, 1)),))
    )
    office, counted = Office(desk, {"north"}, [SEPTEMBER], DIMENSIONS), []
    office.report()
    right = engine.Engine.__init__
    monkeypatch.setattr(
        engine.Engine,
        "__init__",
        lambda self, read, *how: counted.append(len(read.people.ids)) or right(self, read, *how),
    )
    desk.entry(Contact(dt.date(2026, 9, 9), "north", None, needles_out=5))
    office.report()
    assert counted == [0, 0, 1, 1, 2], "who was met on that day, then and now; and who stands for all of it"


def test_files_hold_nothing_that_can_be_read(desk: Desk) -> None:
    report(desk)
    planted = [b"trans_woman", b"injects", b"north", b"person", b"needles", b"layout", (77_001).to_bytes(4, "little")]
    planted += [uuid.UUID(one).bytes for one in desk.people] + [uuid.UUID(one).hex.encode() for one in desk.people]
    planted += [site.pk.hex.encode() for site in desk.sites.values()]
    files = [path for path in kept.folder().iterdir() if path.name != "lock"]
    assert len(files) >= 7
    for path in files:
        sealed = path.read_bytes()
        assert not [word for word in planted if word in sealed or word in path.name.encode()]
        assert path.stat().st_mode & 0o077 == 0
        assert len(zlib.compress(sealed)) >= len(sealed), "it is noise to whoever has no key"


def test_another_key_opens_nothing_and_figures_are_right(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    report(desk)
    monkeypatch.setattr(kept, "_key", lambda: bytes(32))
    assert kept.listed() == kept.Listed()
    report(desk)


def test_a_folder_that_may_not_be_written_is_done_without(desk: Desk, settings: Any, tmp_path: Path) -> None:
    (tmp_path / "a file").touch()
    settings.TWOFOLD_HOME = tmp_path / "a file"
    report(desk)


def test_while_another_process_writes_figures_are_right_and_nothing_is_kept(desk: Desk) -> None:
    with kept.alone() as alone:
        assert alone
        report(desk)
        assert not extract.refresh(0)
    assert kept.listed() == kept.Listed()
    assert extract.refresh(0)
    assert kept.listed().weeks


@pytest.mark.parametrize("what", ["layout", "kinds"])
def test_what_was_kept_for_another_version_is_as_good_as_none(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    report(desk)
    assert kept.listed().weeks
    if what == "layout":
        monkeypatch.setattr(kept, "LAYOUT", 99)
    else:
        monkeypatch.setattr(kept, "_kinds", lambda: ["others"])
    assert not kept.listed().weeks


def test_without_a_trigger_the_tables_are_asked(desk: Desk) -> None:
    """A table that was remade has lost its triggers: nothing is known, until an installation is opened again."""
    report(desk)
    table, name = "people_clientstate", "mark_v2_people_clientstate_update_new"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}" + (f" ON {table}" if connection.vendor == "postgresql" else ""))
    assert marks.states() is None
    who = next(iter(desk.people))
    desk.profile(who, dataclasses.replace(desk.people[who], birth_band=2005))
    report(desk)
    assert marks.ensure()
    assert not marks.ensure()
    report(desk)


def test_rows_of_marks_are_put_together_and_mean_the_same(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    before = marks.states()
    assert before
    monkeypatch.setattr(marks, "_MANY_ROWS", -2 * len(before.told))
    marks._seen.clear()
    there = [states for states in (marks.states(), marks.states()) if states]
    assert [states.told for states in there] == [before.told] * 2
    assert connection.vendor == "sqlite" or Mark.objects.count() == len(before.told)


def test_what_one_worker_may_see_is_asked_of_the_tables(desk: Desk) -> None:
    assert extract.look(Scope(seen_by=access.operator()), SEPTEMBER.start, SEPTEMBER.end) is None


def test_who_asked_not_to_be_seen_is_left_out(desk: Desk) -> None:
    measure, everybody = definitions()["reached"].measure, list(desk.people)
    for without, who in ((frozenset(), everybody), (frozenset(map(uuid.UUID, everybody)), [])):
        found = engine.engine(Scope(without=without), [SEPTEMBER], [measure])
        assert found.table(measure, SEPTEMBER)[engine.ALL].value == len(who)
        assert list(map(str, found.who(measure, SEPTEMBER, engine.ALL))) == who


def test_everything_is_made_anew_by_one_word(desk: Desk, twofold: Command) -> None:
    report(desk)
    before = kept.listed().files
    told = twofold("extract", "rebuild", "--json")
    assert told == {"weeks": len(kept.listed().weeks), "bytes": kept.size()}
    assert not before & kept.listed().files
    assert {path.name for path in kept.folder().iterdir()} == {"list", "lock", *kept.listed().files}
    report(desk)
    with kept.alone():
        assert "another process" in twofold("extract", "rebuild", code=1)
    assert twofold("extract", "clear", "--json")["weeks"] == 0
    assert {path.name for path in kept.folder().iterdir()} == {"lock"}
    report(desk)
