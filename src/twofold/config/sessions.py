"""Sessions in the database, sealed. Notices and half-finished sign-ins stand in them: in the clear these would lie in
the write-ahead log of a stolen disk.
"""

from typing import Any

from django.contrib.sessions.backends import db

from twofold.core.crypto import cipher, keyring

_PLACE = "session"


class SessionStore(db.SessionStore):
    """As Django's, under the key of second factors instead of a signature: a session that was altered is empty."""

    def encode(self, session_dict: dict[str, Any]) -> str:
        key = keyring.ring().keys[keyring.SECOND_FACTOR]
        return cipher.encrypt(key, cipher.pack(session_dict), _PLACE).hex()

    def decode(self, session_data: str) -> dict[str, Any]:
        try:
            sealed = bytes.fromhex(session_data)
            found: dict[str, Any] = cipher.unpack(
                cipher.decrypt(keyring.ring().keys[keyring.SECOND_FACTOR], sealed, _PLACE)
            )
        except (cipher.Unreadable, ValueError):
            return {}
        return found
