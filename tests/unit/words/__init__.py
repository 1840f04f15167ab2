"""Tests of the words that readers see."""
