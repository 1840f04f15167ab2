"""Registers the app; nothing else."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "twofold.core"
    label = "core"
