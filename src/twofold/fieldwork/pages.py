"""What a phone's browser loads: the one page of the app, its service worker, its manifest, the files of its release.

They are the same for everybody and say nothing of anybody: no session is read here. What the phone sends and gets stands
elsewhere in this app.
"""

import json
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.csp import CSP
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from twofold.core.access import Door
from twofold.core.doors import door
from twofold.fieldwork import release

# security.md 3.7 and its amendments; the last line is what makes the one before it hold.
POLICY: dict[str, list[Any]] = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF, "'wasm-unsafe-eval'"],
    "worker-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "manifest-src": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
    "trusted-types": ["twofold"],
    "require-trusted-types-for": ["'script'"],
}
FOREVER = "public, max-age=31536000, immutable"
Page = Callable[..., HttpResponse]


def _page(view: Page) -> Page:
    return door(Door.OPEN)(require_safe(csp_override(POLICY)(view)))


@_page
def app(request: HttpRequest) -> HttpResponse:
    """The page: a title that says nothing, and the release that it starts."""
    return render(request, "fieldwork/app.html", {"release": release.current().hash})


@_page
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker: the release it keeps and the list of its files, made from the folder."""
    now = release.current()
    known = {"release": now.hash, "files": now.precache()}
    head = f"self.RELEASE = {json.dumps(known)};\n"
    return HttpResponse(head.encode() + now.files["worker.js"], content_type="text/javascript; charset=utf-8")


@_page
def manifest(request: HttpRequest) -> HttpResponse:
    """What the home screen shows: the neutral name and the folded sheet."""
    now = release.current()
    at = f"/field/{now.hash}"
    icons = [
        {"src": f"{at}/icon-{size}.png", "sizes": f"{size}x{size}", "type": "image/png", "purpose": "any maskable"}
        for size in (192, 512)
    ]
    said = {
        "name": "Twofold",
        "short_name": "Twofold",
        "id": "/field/",
        "start_url": "/field/",
        "scope": "/field/",
        "display": "standalone",
        "background_color": "#faf8f5",
        "theme_color": "#faf8f5",
        "icons": icons,
    }
    return HttpResponse(json.dumps(said), content_type="application/manifest+json; charset=utf-8")


@_page
def file(request: HttpRequest, hash: str, name: str) -> HttpResponse:
    """A file of the release in force. It never changes under this address, so it may be kept for good."""
    now = release.current()
    if hash != now.hash or name not in now.files:
        raise Http404
    return HttpResponse(now.files[name], content_type=release.content_type(name), headers={"Cache-Control": FOREVER})
