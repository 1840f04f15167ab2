"""Pages of clients, cards and contacts."""

from django.urls import path

from twofold.outreach.views import cards, clients, contacts

urlpatterns = [
    path("clients/", clients.index, name="clients"),
    path("clients/find/", clients.find, name="client_find"),
    path("clients/new/", cards.register, name="register"),
    path("clients/<uuid:client>/", clients.page, name="client"),
    path("clients/<uuid:client>/card/", cards.card, name="client_card"),
    path("clients/<uuid:client>/contacts/new/", contacts.record, name="contact_new"),
    path("contacts/<uuid:contact>/correct/", contacts.correct, name="contact_correct"),
    path("contacts/<uuid:contact>/undo/", contacts.undo, name="contact_undo"),
    path("supplies/", contacts.stranger, name="stranger"),
    path("due/", clients.due, name="due"),
]
