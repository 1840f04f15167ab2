"""Registers the app; nothing else."""

from django.apps import AppConfig


class FieldworkConfig(AppConfig):
    name = "twofold.fieldwork"
    label = "fieldwork"
