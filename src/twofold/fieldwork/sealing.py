"""What phones seal to the office: the key pair they seal to, and how a sealed body is opened. And the token that only posts.

A phone seals finished work at once and cannot read it again. What sends sealed work stands on the phone outside the worker's
vault, so that it goes out while the phone is locked; it opens nothing and brings no card. Neither key nor token is stored here:
both are made from the installation's own keys, so they live and die with them.
"""

import base64
import binascii
import hmac
import json
import uuid
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from twofold.core.crypto import keyring

KEY = "1"
_POINT, _IV = 65, 12
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256
_POSTING = "post"


def _private() -> ec.EllipticCurvePrivateKey:
    number = int(keyring.index("what phones seal to", KEY), 16)
    return ec.derive_private_key(1 + number % (_ORDER - 1), ec.SECP256R1())


def _coordinate(number: int) -> str:
    return base64.urlsafe_b64encode(number.to_bytes(32)).rstrip(b"=").decode()


def public() -> dict[str, Any]:
    """What a phone is given at enrolment: the name of the key, and the key."""
    numbers = _private().public_key().public_numbers()
    jwk = {"kty": "EC", "crv": "P-256", "x": _coordinate(numbers.x), "y": _coordinate(numbers.y)}
    return {"key": KEY, "public_key": jwk}


def is_sealed(body: Any) -> bool:
    """Whether a body is sealed: it then holds nothing else."""
    return isinstance(body, dict) and body.keys() == {"sealed", "key"}


def opened(body: dict[str, Any], about: str) -> dict[str, Any]:
    """The body inside, bound to the entry that it came with. Raises ValueError."""
    if body["key"] != KEY or not isinstance(body["sealed"], str):
        raise ValueError("sealed to another key")
    try:
        whole = base64.b64decode(body["sealed"], validate=True)
        point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), whole[:_POINT])
        shared = _private().exchange(ec.ECDH(), point)
        key = HKDF(hashes.SHA256(), 32, salt=whole[:_POINT], info=b"twofold entry").derive(shared)
        plain = AESGCM(key).decrypt(whole[_POINT : _POINT + _IV], whole[_POINT + _IV :], about.encode())
        found = json.loads(plain)
    except (binascii.Error, InvalidTag, RecursionError) as problem:
        raise ValueError("cannot be opened") from problem
    if not isinstance(found, dict):
        raise ValueError("no body")
    return found


def posting_token(device: uuid.UUID) -> str:
    """A token with which this phone can send and nothing else."""
    return f"{_POSTING}.{device.hex}.{keyring.index('posting token', device.hex)}"


def posting_device(token: str) -> uuid.UUID | None:
    """The phone whose posting token this is, or None."""
    kind, _, rest = token.partition(".")
    device, _, _mac = rest.partition(".")
    if kind != _POSTING or len(device) != 32:
        return None
    try:
        found = uuid.UUID(hex=device)
    except ValueError:
        return None
    return found if hmac.compare_digest(posting_token(found).encode(), token.encode()) else None
