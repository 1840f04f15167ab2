"""Pages of the path to a partner. Their addresses are words that tell a bystander nothing."""

from django.urls import path

from twofold.couples import views

urlpatterns = [
    path("talks/", views.due, name="talks"),
    path("clients/<uuid:client>/talk/", views.partner, name="client_talk"),
]
