"""Registers the app; nothing else."""

from django.apps import AppConfig


class QualityConfig(AppConfig):
    name = "twofold.quality"
    label = "quality"
