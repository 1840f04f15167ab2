"""The rail of pages: one key leads to one page."""

from twofold.config.context import RAIL


def test_no_key_leads_to_two_pages() -> None:
    keys = [key for *_rest, key in RAIL]
    assert len(keys) == len(set(keys))
