"""Privacy classes of fields. Sync, export, logs, scrubbed copies and suppression read this one declaration.

Each model holds an inner class `Privacy` with sets of field names, one per class. What each role may then
see of a person is a matter of compartments: see `access`.
"""

from enum import StrEnum
from typing import Any


class PrivacyClass(StrEnum):
    """How much harm a field can do, least first."""

    PUBLIC = "public"
    OPERATIONAL = "operational"
    IDENTIFYING = "identifying"
    CLINICAL = "clinical"
    SEALED = "sealed"


def declared(model: Any) -> dict[str, PrivacyClass]:
    """Field name -> privacy class, as the model declares it. Raises ValueError where a field stands in two sets."""
    found: dict[str, PrivacyClass] = {}
    for privacy_class in PrivacyClass:
        for name in getattr(getattr(model, "Privacy", None), privacy_class.value, ()):
            if name in found:
                raise ValueError(f"{model.__name__}.{name} is declared twice")
            found[name] = privacy_class
    return found


def undeclared(model: Any) -> set[str]:
    """Fields of `model` that stand in no set, and names in a set that are no field."""
    names = {field.name for field in model._meta.concrete_fields}
    names |= {field.name for field in model._meta.local_many_to_many}
    return names ^ set(declared(model))
