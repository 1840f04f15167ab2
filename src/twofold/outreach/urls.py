"""Pages of clients, cards and contacts."""

from django.urls import path

from twofold.outreach.views import cards, clients, contacts, groups, referrals, sheets, visits

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
    path("supplies/covering/", contacts.cover, name="cover"),
    path("due/", clients.due, name="due"),
    path("visits/", visits.visit, name="visits"),
    path("visits/back/", visits.back, name="visit_back"),
    path("visits/later/", visits.later, name="visit_later"),
    path("alarms/", visits.alarms, name="alarms"),
    path("alarms/<uuid:homevisit>/heard/", visits.heard, name="alarm_heard"),
    path("sheets/", sheets.sheet, name="sheet"),
    path("sheets/key/", sheets.key, name="sheet_key"),
    path("groups/", groups.index, name="groups"),
    path("groups/new/", groups.hold, name="group_new"),
    path("groups/<uuid:group>/", groups.group, name="group"),
    path("groups/<uuid:group>/change/", groups.change, name="group_change"),
    path("groups/<uuid:group>/who/", groups.attended, name="group_who"),
    path("groups/<uuid:group>/undo/", groups.undo, name="group_undo"),
    path("referrals/", referrals.due, name="referrals"),
    path("clients/<uuid:client>/referrals/new/", referrals.offer, name="referral_new"),
    path("referrals/<uuid:referral>/", referrals.referral, name="referral"),
    path("referrals/<uuid:referral>/slip/", referrals.slip, name="referral_slip"),
    path("referrals/<uuid:referral>/<slug:step>/", referrals.follow, name="referral_follow"),
    path("referral-steps/<uuid:taken>/undo/", referrals.undo, name="referral_undo"),
]
