"""The page of the path to a partner. The address is a word that tells a bystander nothing."""

from django.urls import path

from twofold.couples import views

urlpatterns = [path("clients/<uuid:client>/talk/", views.partner, name="client_talk")]
