"""How codes are looked up: keyed blind indexes within one organisation. What a code is made of: `uic`."""

import uuid

from twofold.core.crypto import keyring
from twofold.people import uic


def card_index(organisation: uuid.UUID, code: str) -> str:
    """The index of a card code; capitals, spaces and hyphens do not matter."""
    return keyring.index(f"code|{organisation}", uic.normal(code))


def outside_index(organisation: uuid.UUID, text: str) -> str:
    """The index of an id that another list gave; capitals, spaces, the signs between and the script of digits do not matter."""
    return keyring.index(f"outside|{organisation}", uic.normal_outside(text))


def word_index(organisation: uuid.UUID, code: str, word: str) -> str:
    """The index of a card code with the client's own word; what does not matter in either does not matter here."""
    return keyring.index(f"word|{organisation}", f"{uic.normal(code)}|{plain_word(word)}")


def plain_word(word: str) -> str:
    """A word as it is looked up: capitals, spaces, the signs between and the script of digits do not matter."""
    return uic.normal_outside(word).replace("/", "")


def recipe_index(organisation: uuid.UUID, scheme: str, given: uic.Ingredients) -> str:
    """The index of the code that a recipe makes of what was said; empty where it makes none."""
    made = uic.from_recipe(scheme, given)
    return keyring.index(f"uic|{scheme}|{organisation}", made) if made else ""
