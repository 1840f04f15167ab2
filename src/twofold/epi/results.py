"""What came out of a run, and of two compared."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from twofold.epi import states as s
from twofold.epi.counting import CODE, incidence, people, split
from twofold.epi.scenario import Scenario
from twofold.epi.tidy import Table, Values, bands, tabled
from twofold.epi.world import Counts


@dataclass(frozen=True)
class Run:
    """All seeds of one scenario. Figures are scaled to the true size of the place, where it was said."""

    scenario: Scenario
    seeds: tuple[int, ...]
    counts: Counts  # each with the seeds as its first axis
    unsure: bool = False

    @property
    def scale(self) -> float:
        """How many people one person of the model stands for."""
        counted = self.scenario.size and not self.scenario.cohort
        return self.scenario.size / self.scenario.people if counted else 1.0

    def infections(self, *by: str) -> Table:
        """New infections over the whole time, by any of year, sex, group, couple, partner, route, source."""
        return tabled(split(self.counts.infections * self.scale, by))

    def all_infections(self) -> Values:
        """New infections of each seed."""
        total: Values = self.counts.infections.sum(axis=tuple(range(1, 8))) * self.scale
        return total

    def incidence(self, *by: str) -> Table:
        """Infections, person-years without HIV and infections per 100 of them, by year, sex, and group or couple and partner."""
        return tabled(incidence(self.counts, by, self.scale, self._steps_a_year))

    def people(self, *by: str) -> Table:
        """Person-years, HIV, cascade and services, by any of year, sex, group."""
        return tabled(people(self.counts, by or ("sex", "group"), self.scale, self._steps_a_year))

    def person_years(self, has: int, hasnt: int = 0) -> Values:
        """[seed, year] person-years with all of these bits and none of those."""
        chosen = ((CODE & has) == has) & ((CODE & hasnt) == 0)
        years: Values = self.counts.person_steps[:, :, chosen].sum(axis=2) * self.scale / self._steps_a_year
        return years

    @property
    def _steps_a_year(self) -> float:
        return 12.0 * self.scenario.steps_per_month

    def prevalence(self, has: int, hasnt: int = 0) -> Values:
        """[seed, year] share with HIV among those with all of these bits and none of those."""
        everybody = self.person_years(has, hasnt)
        without = ((CODE & (has | s.STAGE)) == has) & ((CODE & hasnt) == 0)
        negative = self.counts.person_steps[:, :, without].sum(axis=2) * self.scale / self._steps_a_year
        share: Values = 1 - negative / np.maximum(everybody, 1e-12)
        return share

    def deaths(self, clock: int) -> Values:
        """[seed] deaths by AIDS (`PROGRESS`), overdose (`OVERDOSE`) or else (`DEATH`)."""
        if clock == s.PROGRESS:
            return self.counts.aids.sum(axis=(1, 2)) * self.scale
        drawn: Values = self.counts.events[:, :, clock].sum(axis=(1, 2)) * self.scale
        return drawn

    def costs(self) -> dict[str, Values]:
        """What each service cost over the whole time, by seed."""
        unit, levels = self.scenario.costs, self._levels()
        undiagnosed = self.person_years(s.EVER_INJECTED, s.DIAGNOSED)
        injecting = self.person_years(s.INJECTS)
        spent = {
            name: unit_cost * self.person_years(bit).sum(axis=1)
            for name, bit, unit_cost in (
                ("nsp", s.ON_NSP, unit.nsp), ("ost", s.ON_OST, unit.ost),
                ("prep", s.ON_PREP, unit.prep), ("art", s.ON_ART, unit.art),
            )
        }  # fmt: skip
        spent["testing"] = unit.testing * (undiagnosed * levels["testing"]).sum(axis=1)
        spent["naloxone"] = unit.naloxone * (injecting * levels["naloxone"]).sum(axis=1)
        women = self.person_years(s.INJECTS | s.FEMALE)
        spent["womens_services"] = unit.womens_services * (women * levels["womens_services"]).sum(axis=1)
        events = self.counts.couple_events.sum(axis=1) * self.scale
        for k, name in (
            (s.JOINT, "couple_sessions"),
            (s.SOLO, "individual_sessions"),
            (s.COUPLE_TEST, "couple_testing"),
        ):
            spent[name] = getattr(unit, name) * events[:, k]
        spent["safety"] = unit.safety * events[:, s.SAFETY]
        return spent

    def _levels(self) -> dict[str, Values]:
        months = [self.scenario.levels(float(month)) for month in range(self.scenario.months)]
        return {
            name: np.array([getattr(mix, name) for mix in months]).reshape(-1, 12).mean(axis=1)
            for name in ("testing", "naloxone", "womens_services")
        }

    def cost(self) -> Values:
        """All of it, by seed."""
        return np.sum(list(self.costs().values()), axis=0)

    def summary(self) -> Table:
        """The dozen figures a manager asks for first."""
        last = -1
        inject = self.person_years(s.INJECTS)
        negative = inject * (1 - self.prevalence(s.INJECTS))
        rows = [("new infections", "people", self.all_infections())]
        rows += [(f"new infections, {row_sex}", "people", part) for row_sex, part in self._by_sex()]
        rows += [
            ("people who inject, last year", "people", inject[:, last]),
            ("HIV among men who inject, last year", "share", self.prevalence(s.INJECTS, s.FEMALE)[:, last]),
            ("HIV among women who inject, last year", "share", self.prevalence(s.INJECTS | s.FEMALE)[:, last]),
            ("HIV among partners who never injected, last year", "share", self.prevalence(0, s.EVER_INJECTED)[:, last]),
            ("person-years without HIV, people who inject", "years", negative.sum(axis=1)),
            ("deaths by overdose", "people", self.deaths(s.OVERDOSE)),
            ("deaths by AIDS", "people", self.deaths(s.PROGRESS)),
            ("cost of services", self.scenario.currency, self.cost()),
        ]
        return tabled({"measure": name, "unit": unit, **bands(values)} for name, unit, values in rows)

    def _by_sex(self) -> Iterator[tuple[str, Values]]:
        by_sex = self.counts.infections.sum(axis=(1, 3, 4, 5, 6, 7)) * self.scale
        for place, sex in enumerate(("men", "women")):
            yield sex, by_sex[:, place]


@dataclass(frozen=True)
class Comparison:
    """Two scenarios, seed by seed: the same people, the same luck, and only the difference differs."""

    before: Run
    after: Run

    def averted(self, *by: str) -> Table:
        """Infections averted, by any of year, sex, group, couple, partner, route, source."""
        difference = self.before.counts.infections * self.before.scale - self.after.counts.infections * self.after.scale
        return tabled(split(difference, by))

    def all_averted(self) -> Values:
        """Infections averted, by seed."""
        return self.before.all_infections() - self.after.all_infections()

    def extra_cost(self) -> Values:
        """What the second costs more than the first, by seed."""
        return self.after.cost() - self.before.cost()

    def summary(self) -> Table:
        """Averted, extra cost, and what one infection averted costs (of the means: a ratio of bands means nothing)."""
        averted, cost = self.all_averted(), self.extra_cost()
        share = averted / np.maximum(self.before.all_infections(), 1e-9)
        rows = [("infections averted", "people", averted), ("share averted", "share", share)]
        rows.append(("extra cost", self.after.scenario.currency, cost))
        if averted.mean() > 0:
            per = np.full(1, cost.mean() / averted.mean())
            rows.append(("extra cost per infection averted", self.after.scenario.currency, per))
        return tabled({"measure": name, "unit": unit, **bands(values)} for name, unit, values in rows)
