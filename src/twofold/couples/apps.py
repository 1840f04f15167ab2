"""Registers the app; nothing else."""

from django.apps import AppConfig


class CouplesConfig(AppConfig):
    name = "twofold.couples"
    label = "couples"
