"""Registers the app; nothing else."""

from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "twofold.reporting"
    label = "reporting"
