"""Passwords: what is asked of one, and how one is made up for a colleague. How they are stored is Django's."""

import secrets

from django.utils.translation import gettext_lazy as _

from twofold.core.errors import Invalid

SHORTEST, LONGEST = 12, 1000
# Ten syllables of a consonant and a vowel: 61 bits, and nothing that sounds like anything else on a telephone.
_CONSONANTS, _VOWELS, _WORDS = "bdfgklmnprstvz", "aeiou", 5


def check(password: str) -> None:
    """Raise Invalid for a password that is too short to be one."""
    if len(password) < SHORTEST:
        words = _("Choose at least %(n)d characters; four plain words do well.") % {"n": SHORTEST}
        raise Invalid(words, field="password")
    if len(password) > LONGEST:
        raise Invalid(_("Keep this to %(n)d characters.") % {"n": LONGEST}, field="password")


def make_up() -> str:
    """A password to be said or written down once, and changed by whoever gets it."""
    return "-".join(_word() for _number in range(_WORDS))


def _word() -> str:
    return "".join(secrets.choice(_CONSONANTS) + secrets.choice(_VOWELS) for _number in range(2))
