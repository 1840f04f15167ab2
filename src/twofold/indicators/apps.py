"""Registers the app; nothing else."""

from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "twofold.indicators"
    label = "indicators"
