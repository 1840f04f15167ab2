"""The phone's app, what phones ask, and the office's pages of phones."""

from django.urls import path, re_path

from twofold.fieldwork import pages
from twofold.fieldwork.views import office, phone

urlpatterns = [
    path("field/", pages.app, name="field"),
    path("field/sw.js", pages.worker, name="field_worker"),
    path("field/app.webmanifest", pages.manifest, name="field_manifest"),
    re_path(r"^field/(?P<hash>[0-9a-f]{16})/(?P<name>[a-z0-9/._-]+)$", pages.file, name="field_file"),
    path("phones/", office.devices, name="devices"),
    path("phones/new/", office.enrol, name="device_enrol"),
    path("phones/<uuid:device>/", office.device, name="device"),
    path("phones/<uuid:device>/suspend/", office.suspend, name="device_suspend"),
    path("phones/<uuid:device>/revoke/", office.revoke, name="device_revoke"),
    path("held/", office.held, name="held"),
    path("held/<uuid:entry>/", office.held_entry, name="held_entry"),
    path("held/coverings/<uuid:covering>/settle/", office.covering_settled, name="covering_settle"),
    path("api/v1/devices", phone.devices, name="api_devices"),
    path("api/v1/sync/push", phone.push, name="api_push"),
    path("api/v1/sync/pull", phone.pull, name="api_pull"),
    path("api/v1/openapi.json", phone.openapi, name="api_openapi"),
]
