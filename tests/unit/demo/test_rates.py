"""The rates that figures show for the demonstration: built through the actions, counted by the engine of the reports."""

import datetime as dt

import pytest
from django.db.models import F

from twofold.core import audit, derived
from twofold.demo.build import build
from twofold.demo.calendar import Story
from twofold.demo.world import rates, world
from twofold.indicators import engine, periods
from twofold.indicators.definitions import definitions
from twofold.indicators.facts import Scope
from twofold.outreach.models import Contact
from twofold.people.models import Client, DuplicateCandidate, StaffBlock
from twofold.programme.models import SizeEstimate

END = dt.date(2026, 11, 19)


@pytest.mark.slow
@pytest.mark.usefixtures("keys")
def test_figures_show_the_published_rates() -> None:
    """Over 24 whole months, within the noise of 90 clients: 81% met, 16 needles and 5 condoms a participant-month."""
    build(clients=90, seed=2, end=END)
    whole = [periods.parse(f"{month.first:%Y-%m}") for month in Story(world(), END).months if month.whole]
    ids = ["registered", "reached", "reached_twice", "needles_out", "needles_returned", "condoms", "partners_reached"]
    known = definitions()
    tables = engine.count([known[one] for one in ids], whole, Scope())
    total = {one: sum(tables[one, period.code][engine.ALL].value for period in whole) for one in ids}
    by_kind = engine.count([known["registered"]], whole, Scope(), ["kind"])
    inject = sum(by_kind["registered", period.code][None, None, "injects"].value for period in whole)

    published = rates().published
    assert total["reached"] / total["registered"] == pytest.approx(published.contacted_in_month, abs=0.03)
    for base in (total["registered"], inject):
        assert total["needles_out"] / base == pytest.approx(published.needles_per_month, rel=0.12)
        assert total["condoms"] / base == pytest.approx(published.condoms_per_month, rel=0.12)
    assert 0.3 < total["reached_twice"] / total["registered"] < 0.7
    assert total["needles_returned"] / total["needles_out"] == pytest.approx(rates().invented.returned, abs=0.1)
    assert total["partners_reached"] > 0
    _whole_in_other_ways()


def _whole_in_other_ways() -> None:
    """State derived anew is equal, the log holds, and nothing of a real programme is missing."""
    assert not derived.rebuild().differing
    assert audit.verify(whole=True).holds
    contacts = Contact.objects.unscoped("tests")
    assert contacts.filter(void=True).exists() and contacts.exclude(corrects=None).filter(void=False).exists()
    assert contacts.filter(client=None).exists() and contacts.filter(beneficiary="carried").exists()
    statuses = set(Client.objects.unscoped("tests").values_list("state__status", flat=True))
    assert statuses > {"active"}
    estimate = SizeEstimate.objects.get(place="in-mn", gender="")
    women = SizeEstimate.objects.get(place="in-mn", gender="woman")
    assert (estimate.value, women.value / estimate.value) == (24_000, 0.07)
    assert SizeEstimate.objects.exclude(low=None).exists()
    assert DuplicateCandidate.objects.unscoped("tests").exclude(first=F("second")).exists()
    assert StaffBlock.objects.unscoped("tests").exists()
