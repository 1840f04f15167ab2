"""Who is shown what of the figures. Which pages open to whom is in `core.access`; this is about what stands on them."""

from twofold.core.access import DOORS, Actor, Compartment, Door, Relation, Role, reaches, reaches_reading
from twofold.indicators.beside import ALONE, EVERYTHING, PUBLISHED, Beside

# People of the programme may look at a month that is running; others see what could be published.
_INSIDE = DOORS[Door.REPORTS] - {Role.DONOR}


def published_only(actor: Actor) -> bool:
    """Only quarters and years that are over, of the organisation as a whole."""
    return not actor.roles & _INSIDE


def sees_organisation(actor: Actor) -> bool:
    """May see figures of the whole organisation, small counts hidden."""
    return actor.second_factor and bool(actor.roles & DOORS[Door.REPORTS])


def sees_own(actor: Actor) -> bool:
    """Has clients of their own (a caseload, a site) and sees the totals of these, and of nobody else."""
    near = reaches(actor)
    return bool(near) and Relation.ORGANISATION not in near


def may_see_small(actor: Actor) -> bool:
    """Could count small numbers in the files: those of everybody in the organisation are open to this worker."""
    return Role.OPERATOR in actor.roles or Relation.ORGANISATION in reaches_reading(actor, Compartment.SERVICE)


def beside(actor: Actor) -> Beside:
    """Which other reports must not tell this reader, together with one, what it hides."""
    if may_see_small(actor):
        return ALONE
    return PUBLISHED if published_only(actor) else EVERYTHING
