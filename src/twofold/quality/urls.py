"""URLs of this app."""

from django.urls import path

from twofold.quality import views

urlpatterns = [
    path("quality/", views.quality, name="quality"),
    path("quality/settle/", views.settle, name="quality_settle"),
    path("quality/look/", views.look, name="quality_look"),
]
