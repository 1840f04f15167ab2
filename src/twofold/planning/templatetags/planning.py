"""Two parts of the question that look up what belongs to a field: the ground of its value, the reach of its slider."""

from collections.abc import Collection, Mapping
from typing import Any

from django import template
from django.forms import BoundField

from twofold.planning.forms import slider
from twofold.planning.inputs import by_code

register = template.Library()
SLIDER_MOST = 100.0


@register.inclusion_tag("planning/parts/lever.html")
def lever(now: BoundField, plan: BoundField, grounds: Mapping[str, str], known: Collection[str]) -> dict[str, Any]:
    """One service as it is and as it is planned. A slider reaches as far as one moves by hand; a number may be more."""
    most = min(by_code()[now.name].high, 200.0 if by_code()[now.name].high > SLIDER_MOST else SLIDER_MOST)
    return {
        "now": now,
        "plan": plan,
        "both": (now, plan),
        "ground": grounds.get(now.name, ""),
        "is_known": now.name in known,
        "slide_id": slider(now.name),
        "most": f"{most:g}",
        "step": "1",
    }


@register.inclusion_tag("planning/parts/number.html")
def number_with_ground(field: BoundField, grounds: Mapping[str, str], known: Collection[str]) -> dict[str, Any]:
    """One number with where it comes from."""
    return {"field": field, "ground": grounds.get(field.name, ""), "is_known": field.name in known}
