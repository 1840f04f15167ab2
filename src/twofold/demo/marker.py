"""The file `demonstration` in the home: says that what stands there is invented, and from what it was made.

It is written before the build and completed after it. A build is one transaction: if organisations stand there, it was
committed; if none do, nothing is there. So nothing is ever deleted to begin anew.
"""

import datetime as dt
import json
from pathlib import Path

from django.conf import settings
from pydantic import BaseModel, ConfigDict, ValidationError

from twofold.core.errors import Invalid
from twofold.demo.world import world
from twofold.programme.models import Organisation


class Marker(BaseModel):
    """What the demonstration was made from."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    clients: int
    seed: int
    ends: dt.date


def path() -> Path:
    """Where the file is."""
    return Path(settings.TWOFOLD_HOME) / "demonstration"


def write(marker: Marker) -> None:
    """Leave the mark."""
    path().write_text(json.dumps(marker.model_dump(mode="json")) + "\n", encoding="utf-8")


def remove() -> None:
    """Take the mark away: nothing was built."""
    path().unlink(missing_ok=True)


def read() -> Marker | None:
    """The mark, or None where there is none that can be read."""
    try:
        return Marker.model_validate_json(path().read_text(encoding="utf-8"))
    except (FileNotFoundError, ValidationError, UnicodeDecodeError):
        return None


def is_demonstration() -> bool:
    """Whether everything in this installation is invented: it bears the mark, and holds these organisations alone."""
    codes = set(Organisation.objects.values_list("code", flat=True))
    return read() is not None and codes == {row.code for row in world().organisation}


def standing() -> Marker | None:
    """The demonstration that stands here, or None where nothing stands here. Raises Invalid where it is anything else."""
    if not Organisation.objects.exists():
        return None
    marker = read()
    if marker is None or not is_demonstration():
        raise Invalid(
            "This folder holds a programme, and no demonstration is built beside it. Name an empty folder for it: "
            "TWOFOLD_HOME=~/twofold-demo twofold demo"
        )
    return marker
