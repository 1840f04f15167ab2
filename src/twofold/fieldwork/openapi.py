"""The published description of the contract: OpenAPI 3.1, with one JSON Schema for each kind and version of entry.

Made from the models that check what comes in, so that it cannot say something else.
"""

import functools
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from twofold.fieldwork.answers import REASONS
from twofold.fieldwork.entries import ENTRIES
from twofold.fieldwork.entry import Frame, Kind
from twofold.fieldwork.policy import policy

_REF = "#/components/schemas/{model}"


def name_of(kind: Kind) -> str:
    """The name of a kind's schema: contact.made.v1."""
    return f"{kind.name}.v{kind.v}"


@functools.cache
def schemas() -> dict[str, dict[str, Any]]:
    """Every kind and version as JSON Schema, and what they share."""
    bodies = {kind.body for kind in ENTRIES}
    asked: list[tuple[type[BaseModel], JsonSchemaMode]] = [
        (model, "validation") for model in sorted({Frame, *bodies}, key=lambda model: model.__name__)
    ]
    _, told = models_json_schema(asked, ref_template=_REF)
    found: dict[str, dict[str, Any]] = dict(told["$defs"])
    frame = found.pop("Frame")
    for kind in ENTRIES:
        properties = frame["properties"] | {
            "kind": {"const": kind.name},
            "v": {"const": kind.v},
            "body": {"oneOf": [{"$ref": _REF.format(model=name)} for name in (kind.body.__name__, "Sealed")]},
        }
        found[name_of(kind)] = {
            **frame,
            "title": name_of(kind),
            "description": (kind.body.__doc__ or ""),
            "properties": properties,
        }
    found["Sealed"] = _SEALED
    found["Entry"] = {"oneOf": [{"$ref": f"#/components/schemas/{name_of(kind)}"} for kind in ENTRIES]}
    return found


def _object(required: list[str], **properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": required, "properties": properties}


_ID = {"type": "string", "format": "uuid"}
_TEXT = {"type": "string"}
_NUMBER = {"type": "integer"}
_MOMENT = {"type": "string", "format": "date-time"}
_SEALED = _object(["sealed", "key"], sealed=_TEXT, key=_TEXT) | {
    "additionalProperties": False,
    "description": "A body sealed to the office's key: base64 of the point, the IV, and what AES-256-GCM made of the body. The"
    " manual (phone-api.md) says from what the key is derived.",
}
_REASON = _object(
    ["code", "message", "field"],
    code={"type": "string", "enum": sorted(REASONS)},
    message=_TEXT,
    field={"type": ["string", "null"]},
)
_RESULT = _object(
    ["id", "outcome", "reason"],
    id={},
    outcome={"type": "string", "enum": ["accepted", "duplicate", "held"]},
    reason={"oneOf": [{"type": "null"}, _REASON]},
)
_PUSHED = _object(
    ["results", "next_seq", "server_time"],
    results={"type": "array", "items": _RESULT},
    next_seq=_NUMBER,
    server_time=_MOMENT,
)
_CARD = _object(["kind", "id", "version"], kind={"const": "client"}, id=_TEXT, version=_NUMBER)
_PULLED = _object(
    ["cursor", "cards", "reference", "gone", "more", "fresh", "epoch", "durable", "server_time"],
    cursor={"type": "string", "maxLength": 64},
    cards={"type": "array", "items": _CARD},
    reference={
        "type": "object",
        "description": "What every phone needs besides cards, piece by piece: those that changed.",
    },
    gone={"type": "array", "items": _ID},
    more={"type": "boolean"},
    fresh={"type": "boolean", "description": "The phone is given everything: what is not in it is no longer held."},
    epoch={"type": "integer", "description": "Raised by every restore: the phone offers again what it keeps."},
    durable={
        "type": "array",
        "description": "Ranges of seq, both ends included, that a verified backup holds.",
        "items": {"type": "array", "items": _NUMBER, "minItems": 2, "maxItems": 2},
    },
    server_time=_MOMENT,
)
_SIGNATURE = "Of a phone with a key: base64 of ECDSA, P-256 and SHA-256, over the body as sent; r and s of 32 bytes each, or DER."
_REFUSED = _object(
    ["error", "wipe"],
    error=_object(["code", "message", "field"], code=_TEXT, message=_TEXT, field={"type": ["string", "null"]}),
    wipe={"type": "boolean", "description": "The phone is to wipe itself."},
)
_ENROLMENT = _object(
    ["secret"], secret=_TEXT, name={"type": "string", "maxLength": 60}, public_key={"type": ["object", "null"]}
)
_ENROLLED = _object(
    ["device", "token"],
    device=_ID,
    token=_TEXT,
    push_token=_TEXT | {"description": "For a phone with a key: sends, and nothing else."},
    seal=_object(["key", "public_key"], key=_TEXT, public_key={"type": "object"})
    | {
        "description": "For a phone with a key: what finished work may be sealed to, as `{sealed, key}` in the place of a body."
    },
)


def _answer(words: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": words, "content": {"application/json": {"schema": schema}}}


def _refusals(*statuses: int) -> dict[str, Any]:
    words = {
        400: "The envelope cannot be read.",
        401: "The phone is not known, not signed for, suspended or revoked (then: wipe).",
        413: "Too large.",
        429: "Come again after Retry-After seconds.",
    }
    return {str(status): _answer(words[status], _REFUSED) for status in statuses}


def _push_body() -> dict[str, Any]:
    entries = {"type": "array", "maxItems": policy().push.most_entries, "items": {"$ref": "#/components/schemas/Entry"}}
    return _object(["device", "entries"], device=_ID, entries=entries, sent_at=_MOMENT, unsent=_NUMBER, cursor=_TEXT)


def _paths() -> dict[str, Any]:
    within = {"minimum": 1, "maximum": policy().pull.most_cards, "default": policy().pull.usual_cards}
    query = [
        {"name": name, "in": "query", "schema": kind}
        for name, kind in (("cursor", _TEXT), ("limit", _NUMBER | within), ("unsent", _NUMBER))
    ]
    signature = {"name": "X-Signature", "in": "header", "schema": _TEXT, "description": _SIGNATURE}
    wiped = {"name": "X-Wiped", "in": "header", "schema": {"const": "yes"}}
    return {
        "/api/v1/devices": {
            "post": {
                "operationId": "enrol",
                "security": [],
                "requestBody": {"required": True, **_content(_ENROLMENT)},
                "responses": {"201": _answer("The token, once.", _ENROLLED)} | _refusals(400, 401, 413),
            }
        },
        "/api/v1/sync/push": {
            "post": {
                "operationId": "push",
                "parameters": [signature, wiped],
                "requestBody": {"required": True, **_content(_push_body())},
                "responses": {"200": _answer("One answer for each entry, in order.", _PUSHED)}
                | _refusals(400, 401, 413, 429),
            }
        },
        "/api/v1/sync/pull": {
            "get": {
                "operationId": "pull",
                "parameters": query,
                "responses": {"200": _answer("What changed.", _PULLED)} | _refusals(401, 429),
            }
        },
    }


def _content(schema: dict[str, Any]) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema}}}


@functools.cache
def description() -> dict[str, Any]:
    """The whole of it."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Twofold: phones", "version": policy().version},
        "paths": _paths(),
        "security": [{"device": []}],
        "components": {
            "securitySchemes": {"device": {"type": "http", "scheme": "bearer"}},
            "schemas": schemas(),
        },
    }
