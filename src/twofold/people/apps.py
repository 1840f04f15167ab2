"""Registers the app; nothing else."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "twofold.people"
    label = "people"
