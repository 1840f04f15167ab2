"""How the programme changes: `places` (organisations, places, sites), `staff` and their `accounts`, `caseloads`, `plans`
(targets and estimates), `supplies`, `facilities`. `checks` holds what they all ask of their input.
"""

from twofold.programme.actions.accounts import (
    change_language,
    change_password,
    give_password,
    reset_second_factor,
    set_account_open,
)
from twofold.programme.actions.caseloads import hand_over_caseload, open_caseload, rename_caseload
from twofold.programme.actions.facilities import (
    NewFacility,
    add_facilities,
    change_facility,
    set_facility_closed,
)
from twofold.programme.actions.places import (
    change_site,
    create_organisation,
    create_places,
    open_site,
    set_site_closed,
)
from twofold.programme.actions.plans import NewEstimate, NewTarget, record_estimates, set_targets
from twofold.programme.actions.staff import change_staff, create_staff
from twofold.programme.actions.supplies import offer_items

__all__ = [
    "NewEstimate",
    "NewFacility",
    "NewTarget",
    "add_facilities",
    "change_facility",
    "change_language",
    "change_password",
    "change_site",
    "change_staff",
    "create_organisation",
    "create_places",
    "create_staff",
    "give_password",
    "hand_over_caseload",
    "offer_items",
    "open_caseload",
    "open_site",
    "record_estimates",
    "rename_caseload",
    "reset_second_factor",
    "set_account_open",
    "set_facility_closed",
    "set_site_closed",
    "set_targets",
]
