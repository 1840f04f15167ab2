"""Registers the app; nothing else."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "twofold.exchange"
    label = "exchange"
