"""URLs of this app."""

from django.urls import path

from twofold.home.views import landing

urlpatterns = [
    path("", landing.home, name="home"),
]
