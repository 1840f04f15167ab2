"""Table of marks: what was changed of the tables that figures are counted from. It names nobody. Who writes it: `marks`."""

from typing import ClassVar

from django.db import models

from twofold.core.guarded import GuardedModel


class Mark(GuardedModel):
    """That something in one part changed: how often, and a random number for it. The database itself leaves it."""

    part = models.CharField(max_length=8, db_index=True)
    number = models.BigIntegerField()
    nonce = models.BigIntegerField()

    class Privacy:
        operational: ClassVar = {"id", "part", "number", "nonce"}
