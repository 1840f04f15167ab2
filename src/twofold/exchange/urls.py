"""Pages of lists on their way in."""

from django.urls import path

from twofold.exchange import views

urlpatterns = [
    path("lists/", views.imports, name="imports"),
    path("lists/empty-sheets.xlsx", views.import_template, name="import_template"),
    path("lists/<uuid:brought>/", views.import_map, name="import_map"),
    path("lists/<uuid:brought>/start/", views.import_start, name="import_start"),
    path("lists/<uuid:brought>/going/", views.import_go, name="import_go"),
    path("lists/<uuid:brought>/stop/", views.import_stop, name="import_stop"),
    path("lists/<uuid:brought>/close/", views.import_close, name="import_close"),
    path("lists/<uuid:brought>/to-mend.xlsx", views.import_held, name="import_held"),
    path("lists/<uuid:brought>/read-as.toml", views.import_mapping, name="import_mapping"),
]
