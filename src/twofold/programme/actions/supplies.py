"""Which supplies of the catalogue an organisation offers. The catalogue itself is a data file."""

from django.utils.translation import gettext_lazy as _

from twofold.core.access import Actor, Door
from twofold.core.actions import action, note, nothing_to_do, require
from twofold.core.errors import Invalid
from twofold.programme import catalogue
from twofold.programme.models import CatalogueChoice


@action("catalogue.changed")
def offer_items(*, by: Actor, offered: dict[str, bool]) -> list[str]:
    """Which items this organisation offers from now on; the codes of those that changed. One not named stays as it is."""
    require(by, Door.SITES)
    if by.organisation is None or set(offered) - set(catalogue.supplies().by_code()):
        raise Invalid(_("Choose items of the catalogue."))
    rows = {row.item: row for row in CatalogueChoice.objects.filter(organisation=by.organisation)}
    changed = [item for item, value in offered.items() if value != (rows[item].offered if item in rows else True)]
    for item in changed:
        row = rows.get(item) or CatalogueChoice(organisation_id=by.organisation, item=item)
        row.offered = offered[item]
        row.save()
        note("catalogue.changed", "item", item, item=item, offered=offered[item])
    if not changed:
        nothing_to_do()
    return changed
