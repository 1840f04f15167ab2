"""Registers the app; nothing else."""

from django.apps import AppConfig


class PlanningConfig(AppConfig):
    name = "twofold.planning"
    label = "planning"
