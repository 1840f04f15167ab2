"""How a client wants to be reached: where, when and never in their own words, by which channel and by whom. No table."""

from django.db import models
from django.utils.translation import gettext_lazy as _

WORDS = ("where", "when", "never")
KEYS = (*WORDS, "channel", "by")


class Channel(models.TextChoices):
    """What may be used to reach somebody."""

    IN_PERSON = "in_person", _("In person only")
    CALL = "call", _("A call")
    MESSAGE = "message", _("A message that says nothing")
    THROUGH = "through", _("Through somebody they trust")
    THEY_COME = "they_come", _("Nothing: they come to us")


class By(models.TextChoices):
    """Who may reach somebody."""

    ANYONE = "anyone", _("Anyone from here")
    SAME = "same", _("The same worker only")
    WOMAN = "woman", _("A woman only")
    MAN = "man", _("A man only")
    PEER = "peer", _("A peer only")


CHOICES: dict[str, type[models.TextChoices]] = {"channel": Channel, "by": By}
