"""What templates may ask for: icons, figures, dates, small drawings, and a few questions about forms.

Nothing here reads the database or the request. Words and arithmetic are in `numbers` and `charts`.
"""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.contrib.messages import constants
from django.forms import BoundField, CheckboxInput
from django.forms.forms import BaseForm
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from twofold.shell import charts
from twofold.shell.icons import ICONS
from twofold.shell.notices import UNDO_TAG
from twofold.shell.numbers import UNKNOWN, to_decimal, written

register = template.Library()


@register.simple_tag
def icon(name: str, size: int = 20, label: str = "") -> SafeString:
    """A line drawing that grows with the text. It is silent beside words; with `label` it speaks for itself."""
    drawing = mark_safe(ICONS.get(name) or ICONS["list"])  # noqa: S308 - our own constants
    spoken = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="icon" width="{0}" height="{0}" viewBox="0 0 24 24" fill="none" stroke="currentColor" '
        'stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round" focusable="false" {1}>{2}</svg>',
        f"{size / 16:g}rem",
        spoken,
        drawing,
    )


@register.simple_tag
def sparkline(values: Iterable[Any] | None, label: str = "") -> SafeString:
    """A small line of the last figures, gaps left open, with the last one marked and the row in words."""
    numbers = charts.as_floats(values)
    words = charts.spark_words(numbers)
    if label:
        words = f"{label}: {words}"
    runs = charts.spark_points(numbers)
    if not runs:
        return format_html('<span class="quiet spark-none">{}</span>', words)
    lines = format_html_join(
        "",
        '<polyline class="spark-line" points="{}"/>',
        ((" ".join(f"{x},{y}" for x, y in run),) for run in runs if len(run) > 1),
    )
    lone = [run[0] for run in runs if len(run) == 1]
    dots = format_html_join("", '<circle class="spark-dot" cx="{}" cy="{}" r="2"/>', lone)
    last = format_html('<circle class="spark-dot" cx="{}" cy="{}" r="3"/>', *runs[-1][-1])
    return format_html(
        '<svg class="spark" role="img" aria-label="{}" width="{}rem" height="{}rem" viewBox="0 0 {} {}">{}{}{}</svg>',
        words,
        charts.SPARK_WIDTH / 16,
        charts.SPARK_HEIGHT / 16,
        charts.SPARK_WIDTH,
        charts.SPARK_HEIGHT,
        lines,
        dots,
        last,
    )


@register.simple_tag
def target_mark(value: Any, target: Any) -> SafeString | str:
    """A bar from zero with a tick where the target stands. The figures are told beside it in words."""
    places = charts.mark(value, target)
    if places is None:
        return ""
    return format_html(
        '<svg class="target-mark" height="12" aria-hidden="true" focusable="false">'
        '<rect class="mark-ground" y="3" width="100%" height="6" rx="3"/>'
        '<rect class="mark-fill" y="3" width="{}" height="6" rx="3"/>'
        '<svg x="{}" overflow="visible"><rect class="mark-tick" x="-2" width="2" height="12"/></svg></svg>',
        *places,
    )


@register.inclusion_tag("shell/bars.html")
def bars(
    rows: Iterable[Mapping[str, Any]],
    title: str = "",
    source: str = "",
    cascade: bool = False,
    other: bool = False,
) -> dict[str, Any]:
    """A table of horizontal bars from zero; with `cascade`, each line says its share of the one above."""
    lines = charts.bars([dict(row) for row in rows], cascade=cascade)
    return {"lines": lines, "title": title, "source": source, "other": other}


@register.inclusion_tag("shell/ranges.html")
def ranges(
    rows: Iterable[Mapping[str, Any]],
    title: str = "",
    source: str = "",
    key: str = "",
    *,
    base: float = 0.0,
    middle: bool = True,
) -> dict[str, Any]:
    """Bands on one axis: the wide one holds nine tenths, the narrow one half; a line stands at `base`."""
    found = charts.ranges([dict(row) for row in rows], base=base)
    return {"found": found, "title": title, "source": source, "key": key, "middle": middle}


@register.filter
def number(value: Any, places: int | None = None) -> str:
    """1,80,000 where people count in lakhs, 180,000 elsewhere; a dash for what is unknown."""
    return written(value, places)


@register.filter
def percent(share: Any, places: int = 0) -> str:
    """A share between 0 and 1 as a percentage."""
    part = to_decimal(share)
    return UNKNOWN if part is None else f"{written(part * 100, places)}%"


@register.filter
def day(value: datetime.date | datetime.datetime | None) -> str:
    """20 Nov 2026: no reader can take the day for the month."""
    if not value:
        return UNKNOWN
    if isinstance(value, datetime.datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return date_format(value, "j M Y")


# Signs that steer the text around them, or end it: shown as pictures of themselves.
_STEERING = {code: 0x2400 + code for code in range(0x20) if code not in (0x09, 0x0A, 0x0D)} | {0x7F: 0x2421}


@register.filter
def told(text: Any) -> SafeString:
    """A person's own words, inert: nothing in them acts, or spills over what stands around them."""
    return format_html('<bdi class="told">{}</bdi>', str(text or "").translate(_STEERING))


@register.filter
def moment(value: datetime.datetime | None) -> str:
    """20 Nov 2026, 14:05 in the local time."""
    if not value:
        return UNKNOWN
    if timezone.is_aware(value):
        value = timezone.localtime(value)
    return f"{date_format(value, 'j M Y')}, {date_format(value, 'H:i')}"


@register.filter
def has_key(mapping: Mapping[str, Any], key: str) -> bool:
    """Whether the mapping has the key, whatever stands there."""
    return key in mapping


@register.filter
def is_tick(field: BoundField) -> bool:
    """Whether the field is one box to tick, whose label stands beside it."""
    return isinstance(field.field.widget, CheckboxInput)


@register.filter
def focus_id(field: BoundField) -> str:
    """The id of the element that can take the focus: of several choices, the first."""
    return field.id_for_label or (f"{field.auto_id}_0" if field.use_fieldset else field.auto_id)


@register.filter
def error_count(form: BaseForm) -> int:
    """How many things are wrong, as a person counts them."""
    return sum(len(errors) for errors in form.errors.values())


@register.filter
def is_toast(message: Any) -> bool:
    """News of success leaves by itself; a warning or an error stays until it has been read."""
    return message.level < constants.WARNING


@register.filter
def has_notices(messages: Any) -> bool:
    """Whether some message must stay on the page."""
    return any(not is_toast(message) for message in messages or ())


@register.filter
def undo_url(message: Any) -> str:
    """Where to post to take the last step back, or nothing."""
    for tag in (message.extra_tags or "").split():
        if tag.startswith(UNDO_TAG):
            return tag.removeprefix(UNDO_TAG)
    return ""
