"""Accounts: passwords, second factors, closing and opening, the language that is read."""

import uuid

from axes.models import AccessAttempt
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from twofold.core.access import Actor, Door
from twofold.core.actions import action, note, require
from twofold.core.errors import Denied, Invalid
from twofold.programme import logins, passphrases
from twofold.programme.actions.checks import row_of
from twofold.programme.actions.staff import keep_somebody
from twofold.programme.models import Staff


@action("staff.password_changed")
def change_password(*, by: Actor, password: str) -> Staff:
    """One's own new password."""
    worker: Staff = row_of(Staff, by, by.id)
    _set_password(worker, password)
    note("staff.password_changed", "staff", worker.id)
    return worker


@action("staff.password_given")
def give_password(*, by: Actor, staff: uuid.UUID, password: str) -> Staff:
    """A colleague's new password: every session of theirs ends, and a locked login opens."""
    worker = _colleague(by, staff)
    _set_password(worker, password)
    note("staff.password_given", "staff", worker.id)
    return worker


@action("staff.second_factor_reset")
def reset_second_factor(*, by: Actor, staff: uuid.UUID, password: str) -> Staff:
    """Take a colleague's second factor away, so that a new one can be set up. With it goes the password: else whoever
    knows the old one could set up a factor of their own.
    """
    worker = _colleague(by, staff)
    worker.authenticator_set.all().delete()
    _set_password(worker, password)
    note("staff.second_factor_reset", "staff", worker.id)
    return worker


@action("staff.account_closed")
def set_account_open(*, by: Actor, staff: uuid.UUID, is_open: bool) -> Staff:
    """Close a colleague's account, at once, or open it again with the roles it had."""
    worker = _colleague(by, staff)
    worker.is_active = is_open
    worker.save()
    note("staff.account_opened" if is_open else "staff.account_closed", "staff", worker.id)
    keep_somebody(worker.organisation_id)
    return worker


@action("staff.language_changed")
def change_language(*, by: Actor, language: str) -> Staff:
    """The language that this worker reads."""
    if language not in dict(settings.LANGUAGES):
        raise Invalid(_("Choose a language from the list."), field="language")
    worker: Staff = row_of(Staff, by, by.id)
    worker.language = language
    worker.save()
    note("staff.language_changed", "staff", worker.id, language=language)
    return worker


def _colleague(by: Actor, staff: uuid.UUID) -> Staff:
    require(by, Door.STAFF)
    worker: Staff = row_of(Staff, by, staff)
    if worker.id == by.id:
        raise Denied(_("Ask a colleague to change your own account."))
    return worker


def _set_password(worker: Staff, password: str) -> None:
    passphrases.check(password)
    worker.set_password(password)
    worker.save()
    AccessAttempt.objects.filter(username=logins.reference(worker.login)).delete()
