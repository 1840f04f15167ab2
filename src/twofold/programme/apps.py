"""Registers the app; nothing else."""

from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    name = "twofold.programme"
    label = "programme"
