"""Models that refuse to change outside an action, and managers that refuse to read without `visible_to`.

The convention 'writes live in actions' leaks where it is only a convention; here it is a wall.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, ClassVar

from django.db import connection, models
from django.db.models.base import ModelBase

from twofold.core import bulk, ids
from twofold.core.errors import ClosedReads, WriteOutsideAction

_writing: ContextVar[bool] = ContextVar("twofold_writing", default=False)


@contextmanager
def writing() -> Iterator[None]:
    """Opened by `actions.action` and by rebuilds of derived tables; by nothing else."""
    token = _writing.set(True)
    try:
        yield
    finally:
        _writing.reset(token)


def _refuse_unless_writing(what: str) -> None:
    if not _writing.get():
        raise WriteOutsideAction(f"{what} changes inside an action only")


class GuardedQuerySet(models.QuerySet):
    """A queryset whose writing verbs work inside actions only."""

    def create(self, **kwargs: Any) -> Any:
        _refuse_unless_writing(self.model.__name__)
        return super().create(**kwargs)

    def bulk_create(self, objs: Any, *args: Any, **kwargs: Any) -> Any:
        _refuse_unless_writing(self.model.__name__)
        rows = list(objs)
        if args or not bulk.add(self.model, self.db, rows, kwargs):
            return super().bulk_create(rows, *args, **kwargs)
        return rows

    def put(self, count: int, *, same: Mapping[str, Any], each: Mapping[str, list[Any]], **asked: Any) -> None:
        """As `bulk_create` with rows that nobody needs afterwards, told by column: see `bulk.put`."""
        _refuse_unless_writing(self.model.__name__)
        bulk.put(self, count, same=same, each=each, **asked)

    def one_more(self, column: str, keys: Sequence[Any]) -> None:
        """Raise this number by one in the rows of these keys, one after the other."""
        _refuse_unless_writing(self.model.__name__)
        bulk.one_more(self, column, keys)

    def bulk_update(self, *args: Any, **kwargs: Any) -> Any:
        _refuse_unless_writing(self.model.__name__)
        return super().bulk_update(*args, **kwargs)

    def update(self, **kwargs: Any) -> Any:
        _refuse_unless_writing(self.model.__name__)
        return super().update(**kwargs)

    def delete(self) -> Any:
        _refuse_unless_writing(self.model.__name__)
        return super().delete()


_BaseManager = models.Manager.from_queryset(GuardedQuerySet)  # made once: a class for each look-up is dear


class _Guarded(ModelBase):
    """Relations (`site.caseloads.add(...)`) write through Django's base manager: the wall stands there too."""

    @property
    def _base_manager(cls) -> Any:
        manager = _BaseManager()
        manager.model, manager.name, manager.auto_created = cls, "_base_manager", True
        return manager


class GuardedModel(models.Model, metaclass=_Guarded):
    """Base of every table of the domain that holds no person."""

    objects = GuardedQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        _refuse_unless_writing(type(self).__name__)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        _refuse_unless_writing(type(self).__name__)
        return super().delete(*args, **kwargs)


def lock(rows: Any, keys: Collection[Any] | None = None) -> None:
    """Lock these rows, or those of them with these keys, in the order of their ids, so that two writers never wait for each
    other. What one writer at a time may change needs no lock, and is not asked: each transaction that writes has SQLite to
    itself.
    """
    if connection.features.has_select_for_update:
        rows = rows if keys is None else rows.filter(pk__in=keys)
        list(rows.order_by("pk").select_for_update(no_key=True, of=("self",)).values_list("pk", flat=True))


class ClosedManager(models.Manager):
    """The manager of a table that holds persons: rows come by `visible_to(actor)`, or `unscoped(why)` below the doors."""

    def get_queryset(self) -> Any:
        raise ClosedReads(f"{self.model.__name__}: read by visible_to(actor)")

    def _rows(self) -> Any:
        rows = self._queryset_class(model=self.model, using=self._db, hints=self._hints)
        # `client.contacts.visible_to(actor)`: of this client only, as it reads.
        return self._apply_rel_filters(rows) if hasattr(self, "_apply_rel_filters") else rows

    def visible_to(self, actor: Any) -> Any:
        """The rows that `actor` may know of; the only read that a page may begin with."""
        return self._rows().visible_to(actor)

    def unscoped(self, why: str) -> Any:
        """All rows, for code below the doors (actions, rebuilds, counting). `why` is for the reader."""
        if not why:
            raise ClosedReads("say why")
        return self._rows()


class PersonModel(GuardedModel):
    """Base of every table that holds a person."""

    objects = ClosedManager.from_queryset(GuardedQuerySet)()

    class Meta:
        abstract = True


class FactFields(models.Model):
    """What every fact carries. Facts are appended; a later fact corrects an earlier one by naming it."""

    id = models.UUIDField(primary_key=True, default=ids.new_entry_id, editable=False)
    day = models.DateField()
    received_at = models.DateTimeField()
    author = models.UUIDField()
    device = models.UUIDField(null=True)

    FACT_FIELDS: ClassVar = {"id", "day", "received_at", "author", "device"}

    class Meta:
        abstract = True
