"""What columns can mean, in words for the page that asks."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FIELDS: dict[str, Promise] = {
    "id": _("The client's id"),
    "nickname": _("Nickname"),
    "sex": _("Sex or gender"),
    "birth": _("Date of birth, year or age"),
    "registered": _("Date of registration"),
    "site": _("Site or hotspot"),
    "rate": _("Injections a day"),
    "rate_week": _("Injections a week"),
    "partner_of": _("Partner's id (spouse of)"),
    "status": _("Status: active, moved, died"),
    "kind": _("Typology or category"),
    "day": _("Date of contact"),
    "month": _("Month, where each row tells one"),
    "mode": _("Where they were met"),
    "serial": _("Running number"),
}
MEASURES: dict[str, Promise] = {
    "contacts": _("Contacts (meetings)"),
    "needles_out": _("Needles and syringes given"),
    "needles_in": _("Needles and syringes back"),
    "condoms": _("Condoms"),
    "naloxone": _("Naloxone kits"),
    "lubricant": _("Lubricant"),
    "wipes": _("Wipes"),
}


def words(code: str) -> str:
    """The words for a field or a measure."""
    return str(FIELDS.get(code) or MEASURES.get(code) or code)
