"""A release of the phone's app: the files below `static/field`, and the one hash they are known by.

The folder as it stands is what a phone runs: no build, no list kept by hand. What serves it is `pages`.
"""

import functools
import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "static" / "field"
# Beside the folder's own files, the release carries the office's tokens: one file says what colours there are.
TOKENS = Path(__file__).parents[1] / "shell" / "static" / "shell" / "tokens.css"
TYPES = {".js": "text/javascript", ".webmanifest": "application/manifest+json", ".txt": "text/plain"}
# Read by people who audit the release, not by a phone.
_NOT_CARRIED = {".md"}


@dataclass(frozen=True)
class Release:
    """All files by their name in the release, and the hash over names and contents."""

    hash: str
    files: dict[str, bytes]

    def precache(self) -> list[str]:
        """What a phone keeps to work without signal: everything, by its address below the release."""
        return sorted(self.files)


def read(folder: Path = FOLDER) -> Release:
    """The release as it lies in the folder."""
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix not in _NOT_CARRIED]
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths} | {
        "style/tokens.css": TOKENS.read_bytes()
    }
    whole = hashlib.sha256()
    for name, content in sorted(files.items()):
        whole.update(f"{name}\n{len(content)}\n".encode())
        whole.update(content)
    return Release(whole.hexdigest()[:16], files)


@functools.cache
def current() -> Release:
    """The release that this process serves."""
    return read()


def content_type(name: str) -> str:
    """What a browser is told that the file is; with `nosniff` it takes no other guess."""
    suffix = Path(name).suffix
    found = TYPES.get(suffix) or mimetypes.types_map.get(suffix, "application/octet-stream")
    return f"{found}; charset=utf-8" if found.startswith("text/") or suffix in {".json", ".webmanifest"} else found
