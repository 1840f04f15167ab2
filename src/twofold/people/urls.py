"""Pages about what is known of a client. Addresses are words that tell a bystander nothing."""

from django.urls import path

from twofold.people import views

urlpatterns = [
    path("clients/<uuid:client>/profile/", views.profile, name="client_profile"),
    path("clients/<uuid:client>/groups/", views.kinds, name="client_kinds"),
    path("clients/<uuid:client>/need/", views.frequency, name="client_need"),
    path("clients/<uuid:client>/agreement/", views.consent, name="client_consent"),
    path("clients/<uuid:client>/standing/", views.standing, name="client_standing"),
    path("clients/<uuid:client>/closed-to/", views.block, name="client_block"),
    path("clients/<uuid:client>/word/", views.word, name="client_word"),
    path("duplicates/", views.duplicates, name="duplicates"),
]
