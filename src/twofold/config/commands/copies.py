"""Keeping a copy that is known to open: taken while the office works, restored into a scratch place, and looked through.

Only then is it told to phones that they may drop their own copies. What the copy holds is a database and, where the key lies
in a file, that file: whoever has a folder with a key file can read it.
"""

import datetime as dt
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from twofold.config.commands import dumping
from twofold.core import clock
from twofold.core.access import Compartment
from twofold.core.crypto import keyring
from twofold.core.errors import Invalid
from twofold.indicators import kept

MANIFEST = "backup.json"
KEY_FILE = "weak.key"


@dataclass(frozen=True)
class Copy:
    """A copy that was verified: where it is, and what was found in it."""

    folder: Path
    found: dict[str, Any]


def take(into: Path) -> Copy:
    """Copy, verify by restoring, and name the folder only then. Raises Invalid where the copy does not hold."""
    into.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = f"twofold-{clock.now():%Y%m%d-%H%M%S}"
    target = into / name
    if target.exists():
        raise Invalid(f"There is a copy of this very second already: {name}. Try again.")
    with tempfile.TemporaryDirectory(prefix=".unfinished-", dir=into) as unfinished:
        folder = Path(unfinished) / name
        folder.mkdir(mode=0o700)
        file = dumping.dump(folder)
        if keyring.weak_key_path().exists():
            shutil.copy2(keyring.weak_key_path(), folder / KEY_FILE)
        manifest = {
            "made_at": clock.now().isoformat(),
            "vendor": connection.vendor,
            "file": file.name,
            "sha256": sha256(file),
        }
        found = verify(folder, manifest)
        manifest["found"] = {name: value for name, value in found.items() if name != "entries"}
        (folder / MANIFEST).write_text(json.dumps(manifest, indent=1))
        _sync(folder)
        folder.rename(target)
    return Copy(target, found)


def _sync(folder: Path) -> None:
    for path in [*folder.iterdir(), folder]:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def sha256(path: Path) -> str:
    """The fingerprint of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_manifest(folder: Path) -> dict[str, Any]:
    """What a copy says of itself. Raises Invalid for what is no copy, or one that was changed."""
    try:
        told: dict[str, Any] = json.loads((folder / MANIFEST).read_text())
        whole = sha256(folder / told["file"]) == told["sha256"]
    except (OSError, ValueError, KeyError, TypeError):
        raise Invalid("This folder holds no copy made by `twofold backup`.") from None
    if not whole:
        raise Invalid("This copy is not as it was made: its fingerprint differs. Take another one.")
    return told


def verify(folder: Path, manifest: dict[str, Any]) -> dict[str, Any]:
    """Restore into a scratch place and look through it there, in a process of its own. Raises Invalid."""
    with tempfile.TemporaryDirectory(prefix="twofold-check-") as scratch:
        home = Path(scratch)
        if (folder / KEY_FILE).exists():
            shutil.copy2(folder / KEY_FILE, home / KEY_FILE)
        with dumping.scratch(folder / manifest["file"], home) as environment:
            return _looked_through(home, environment)


def _looked_through(home: Path, environment: dict[str, str]) -> dict[str, Any]:
    env = os.environ | {"TWOFOLD_HOME": str(home), "TWOFOLD_SEAL": "0"} | environment
    command = [sys.executable, "-m", "twofold", "backup", "--look-through"]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)  # noqa: S603 - our own program
    if done.returncode:
        raise Invalid(
            "The copy was made and does not hold. It was thrown away; " + (done.stderr.strip() or "look at the disk")
        )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def look_through() -> dict[str, Any]:
    """Run inside the scratch place: is the file whole, does the log's chain hold, do the keys open what they should."""
    from twofold.core import audit
    from twofold.core.models import AuditEvent
    from twofold.fieldwork.models import Entry

    dumping.check_whole()
    keyring.ring()
    audit.seal_all()
    verdict = audit.verify(whole=True)
    if not verdict.holds:
        raise Invalid(f"the audit log does not hold at row {verdict.broken_at}")
    rows = Entry.objects.unscoped("looked through in a copy")
    return {
        "audit_rows": AuditEvent.objects.count(),
        "counts": dumping.counts(),
        "canaries": _open_canaries(),
        "entries": [pk.hex for pk in rows.filter(durable=False).values_list("pk", flat=True)],
    }


def _open_canaries() -> int:
    """Open sealed values of every sealed column, and say how many columns were tried. Raises Unreadable.

    What was emptied or erased is no sign of a bad copy, nor is a row whose speaker is gone.
    """
    from django.apps import apps

    from twofold.core.crypto import cipher
    from twofold.core.crypto.fields import SealedField
    from twofold.couples.stored import name_speakers
    from twofold.people.reads import opened

    tried = 0
    for model in apps.get_models():
        for field in (field for field in model._meta.concrete_fields if isinstance(field, SealedField)):
            rows = model.objects.unscoped("a canary") if hasattr(model.objects, "unscoped") else model.objects.all()
            last = list(rows.filter(**{f"{field.attname}__isnull": False}).order_by("-pk")[:20])
            if field.person == "speaker":
                name_speakers(last)
            last = [row for row in last if _has_key(getattr(row, field.person), field.compartment)]
            if last and all(opened(row, field.attname) is None for row in last):
                raise cipher.Unreadable(f"nothing opens in {model._meta.db_table}.{field.attname}")
            tried += bool(last)
    return tried


def _has_key(person: uuid.UUID | None, part: Compartment) -> bool:
    return person is not None and keyring.has_key(person, part)


def put_back(folder: Path, *, replace: bool) -> dict[str, Any]:
    """Put a copy in place of what is here, raise the epoch, and say what was done. Raises Invalid."""
    manifest = read_manifest(folder)
    if manifest["vendor"] != connection.vendor:
        raise Invalid(f"This copy is of a {manifest['vendor']} database, and here is {connection.vendor}.")
    dumping.check_may_replace(replace)
    verify(folder, manifest)
    before = dumping.epoch_here()
    dumping.load(folder / manifest["file"])
    key = keyring.weak_key_path()
    if (folder / KEY_FILE).exists() and not key.exists():
        shutil.copy2(folder / KEY_FILE, key)
    keyring.forget()
    kept.clear()
    return {"before": before, "made_at": manifest["made_at"], "folder": folder.name}


def usual_folder() -> Path:
    """Where copies go if nothing else is said: beside the data. A second place is wanted all the same."""
    return Path(settings.TWOFOLD_HOME) / "backups"


def seconds() -> int:
    """A number that only grows, for an epoch that no earlier restore has given."""
    return int(clock.now().timestamp() - dt.datetime(2026, 1, 1, tzinfo=dt.UTC).timestamp())
