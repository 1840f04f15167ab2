"""Secrets, tokens and signatures of phones. Pure: what is stored of them is a matter of `actions`."""

import base64
import binascii
import hashlib
import secrets
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from django.utils.translation import gettext as _

from twofold.core.errors import Invalid

_SIDE = 32  # bytes of a coordinate, and of each half of a signature, on P-256


def new_secret() -> str:
    """256 random bits, in signs that a QR code and an address take."""
    return secrets.token_urlsafe(32)


def fingerprint(secret: str) -> str:
    """How a secret is stored. It is long and random already: stretching it buys nothing."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def _bytes(text: Any) -> bytes:
    if not isinstance(text, str):
        raise ValueError
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def public_key(jwk: Any) -> dict[str, str] | None:
    """The P-256 public key in `jwk`, as it is stored; None where none was given. Raises Invalid."""
    if jwk is None:
        return None
    wrong = Invalid(_("This is no public key for P-256. Make a new pair on the phone."), field="public_key")
    if not isinstance(jwk, dict) or jwk.get("kty") != "EC" or jwk.get("crv") != "P-256" or "d" in jwk:
        raise wrong
    kept = {"kty": "EC", "crv": "P-256", "x": jwk.get("x"), "y": jwk.get("y")}
    try:
        _opened(kept)
    except (ValueError, binascii.Error):
        raise wrong from None
    return kept


def _opened(jwk: dict[str, Any]) -> ec.EllipticCurvePublicKey:
    x, y = _bytes(jwk["x"]), _bytes(jwk["y"])
    if len(x) != _SIDE or len(y) != _SIDE:
        raise ValueError("a coordinate has 32 bytes")
    return ec.EllipticCurvePublicNumbers(int.from_bytes(x), int.from_bytes(y), ec.SECP256R1()).public_key()


def signed(jwk: dict[str, Any], signature: str, body: bytes) -> bool:
    """Whether `signature` (base64; two numbers as browsers make them, or DER) is this key's over `body`."""
    try:
        raw = base64.b64decode(signature, validate=True)
        if len(raw) == 2 * _SIDE:
            raw = encode_dss_signature(int.from_bytes(raw[:_SIDE]), int.from_bytes(raw[_SIDE:]))
        _opened(jwk).verify(raw, body, ec.ECDSA(hashes.SHA256()))
    except (ValueError, binascii.Error, InvalidSignature):
        return False
    return True
