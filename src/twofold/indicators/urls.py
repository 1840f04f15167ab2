"""URLs of figures. A definition is named by its number: an address tells a bystander nothing."""

from django.urls import path

from twofold.indicators import views

urlpatterns = [
    path("figures/", views.table, name="report"),
    path("figures/file/", views.download, name="report_file"),
    path("figures/<slug:name>/", views.definition, name="definition"),
]
