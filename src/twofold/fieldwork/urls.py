"""URLs of this app."""

from django.urls import path, re_path

from twofold.fieldwork import pages

urlpatterns = [
    path("field/", pages.app, name="field"),
    path("field/sw.js", pages.worker, name="field_worker"),
    path("field/app.webmanifest", pages.manifest, name="field_manifest"),
    re_path(r"^field/(?P<hash>[0-9a-f]{16})/(?P<name>[a-z0-9/._-]+)$", pages.file, name="field_file"),
]
