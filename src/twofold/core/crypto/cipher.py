"""Primitives: AES-256-GCM with bound context, HMAC-SHA-256, key derivation. Knows no model and no key store."""

import hmac
import json
import os
from collections.abc import Callable
from typing import Any

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
NONCE_BYTES = 12
VERSION = 1
PAD_TO = 32  # the length of a nickname should not show


class Unreadable(Exception):
    """The ciphertext, the key or the context it is bound to does not fit. Holds no data."""


def new_key() -> bytes:
    """A random 256-bit key."""
    return os.urandom(KEY_BYTES)


def derive_from_phrase(phrase: str, salt: bytes, memory_kib: int, passes: int) -> bytes:
    """A key from a typed phrase by Argon2id. `memory_kib` and `passes` are stored beside the salt."""
    return hash_secret_raw(phrase.encode(), salt, passes, memory_kib, parallelism=4, hash_len=KEY_BYTES, type=Type.ID)


def derive_from_key(key: bytes, salt: bytes, purpose: str) -> bytes:
    """A key from a random key by HKDF-SHA-256."""
    return HKDF(hashes.SHA256(), KEY_BYTES, salt=salt, info=purpose.encode()).derive(key)


def encrypt(key: bytes, plain: bytes, context: str) -> bytes:
    """version byte | nonce | ciphertext and tag, bound to `context`: moved elsewhere it does not open."""
    return encryptor(key)(plain, context)


def encryptor(key: bytes) -> Callable[[bytes, str], bytes]:
    """`encrypt` with this key, for many values: the key is made ready once."""
    seal, version = AESGCM(key).encrypt, bytes([VERSION])

    def encrypted(plain: bytes, context: str) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        return version + nonce + seal(nonce, plain, context.encode())

    return encrypted


def decrypt(key: bytes, sealed: bytes, context: str) -> bytes:
    """The plain bytes. Raises Unreadable where key, bytes or context differ by one bit."""
    if len(sealed) < 1 + NONCE_BYTES + 16 or sealed[0] != VERSION:
        raise Unreadable("not a sealed value of this version")
    try:
        return AESGCM(key).decrypt(sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :], context.encode())
    except InvalidTag:
        raise Unreadable("a sealed value does not open with its key and place") from None


_json = json.JSONEncoder(ensure_ascii=True, separators=(",", ":")).encode


def pack(value: Any) -> bytes:
    """JSON, padded with spaces so that the length says little."""
    text = _json(value).encode()
    return text + b" " * (-len(text) % PAD_TO)


def unpack(plain: bytes) -> Any:
    """The value that `pack` packed."""
    return json.loads(plain)


def mac(key: bytes, *parts: str) -> str:
    """HMAC-SHA-256 in hex over length-prefixed parts, so that ('ab','c') and ('a','bc') differ."""
    message = b"".join([len(part).to_bytes(4) + part for part in map(str.encode, parts)])
    return hmac.digest(key, message, "sha256").hex()
