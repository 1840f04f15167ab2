"""Registers the shell with Django. It has no models, no views and no settings of its own."""

from django.apps import AppConfig


class ShellConfig(AppConfig):
    name = "twofold.shell"
    label = "shell"
    verbose_name = "Shell"
