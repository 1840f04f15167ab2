"""Indicators: definitions as data, the facts they read, the engine that counts, disclosure control, reports."""
