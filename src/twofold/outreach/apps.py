"""Registers the app; nothing else."""

from django.apps import AppConfig


class OutreachConfig(AppConfig):
    name = "twofold.outreach"
    label = "outreach"
