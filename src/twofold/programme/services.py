"""The catalogue of services elsewhere, as data: what clients, partners and families are referred to. No table stands here."""

import datetime as dt
import functools
import tomllib
from pathlib import Path
from typing import Literal

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict

# The groups in which services are listed, with their words.
GROUPS = {
    "health": _("Health"),
    "women": _("Women’s health"),
    "rights": _("Rights, papers and a roof"),
    "family": _("Family and care at home"),
}
_FILE = Path(__file__).parent / "data" / "services.toml"


class Service(BaseModel):
    """One service: its words, its group, what can be said about it at once.

    `spoken_only`: where it is stands on no slip. `naloxone`: whoever asks is offered a kit.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    code: str
    group: Literal["health", "women", "rights", "family"]
    en: str
    hi: str
    about_en: tuple[str, ...] = ()
    about_hi: tuple[str, ...] = ()
    source: str = ""
    spoken_only: bool = False
    naloxone: bool = False

    def label(self, language: str) -> str:
        return self.hi if language.startswith("hi") else self.en

    def about(self, language: str) -> tuple[str, ...]:
        return self.about_hi if language.startswith("hi") else self.about_en


class Services(BaseModel):
    """All services, with version, effective date and source."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    version: str
    effective: dt.date
    source: str
    status: Literal["verified", "unverified"]
    service: tuple[Service, ...]

    def by_code(self) -> dict[str, Service]:
        return {service.code: service for service in self.service}


@functools.cache
def services() -> Services:
    """The catalogue in force."""
    return Services.model_validate(tomllib.loads(_FILE.read_text(encoding="utf-8")))


def grouped(language: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Services to choose from, group by group, in the reader's language."""
    return [
        (str(words), [(one.code, one.label(language)) for one in services().service if one.group == group])
        for group, words in GROUPS.items()
    ]
