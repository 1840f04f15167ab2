"""The phone's app, and what phones ask."""

from django.urls import path, re_path

from twofold.fieldwork import pages
from twofold.fieldwork.views import phone

urlpatterns = [
    path("field/", pages.app, name="field"),
    path("field/sw.js", pages.worker, name="field_worker"),
    path("field/app.webmanifest", pages.manifest, name="field_manifest"),
    re_path(r"^field/(?P<hash>[0-9a-f]{16})/(?P<name>[a-z0-9/._-]+)$", pages.file, name="field_file"),
    path("api/v1/devices", phone.devices, name="api_devices"),
    path("api/v1/sync/push", phone.push, name="api_push"),
    path("api/v1/sync/pull", phone.pull, name="api_pull"),
    path("api/v1/openapi.json", phone.openapi, name="api_openapi"),
]
