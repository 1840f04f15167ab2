"""Encryption at rest: `cipher` (primitives), `keyring` (keys under a typed phrase), `fields` (sealed columns)."""
