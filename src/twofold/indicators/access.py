"""Who is shown what of the figures. Which pages open to whom is in `core.access`; this is about what stands on them."""

from twofold.core.access import DOORS, Actor, Door, Relation, Role, reaches

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
