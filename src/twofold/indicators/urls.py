"""URLs of figures. A definition is named by its number: an address tells a bystander nothing."""

from django.urls import path

from twofold.indicators import views

urlpatterns = [
    path("figures/", views.table, name="report"),
    path("figures/file/", views.download, name="report_file"),
    path("figures/chart/", views.chart, name="report_chart"),
    path("figures/all/", views.every_definition, name="definitions"),
    path("figures/opened/<slug:name>/", views.cell, name="figure"),
    path("figures/<slug:name>/", views.definition, name="definition"),
]
