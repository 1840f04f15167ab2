"""URLs of this app."""

from django.urls import path

from twofold.home.views import caseloads, landing, log, moves, plans

urlpatterns = [
    path("", landing.home, name="home"),
    path("caseloads/", caseloads.index, name="caseloads"),
    path("caseloads/new/", caseloads.new, name="caseload_new"),
    path("caseloads/move/", moves.choose, name="caseload_move"),
    path("caseloads/moved/", moves.move, name="caseload_moved"),
    path("caseloads/moved/<int:moment>/back/", moves.move_back, name="caseload_move_back"),
    path("caseloads/<uuid:caseload>/", caseloads.page, name="caseload"),
    path("caseloads/<uuid:caseload>/holder/", caseloads.hand_over, name="caseload_holder"),
    path("caseloads/<uuid:caseload>/name/", caseloads.rename, name="caseload_name"),
    path("log/", log.log, name="audit"),
    path("plans/", plans.plans, name="plans"),
    path("plans/targets/new/", plans.target, name="target_new"),
    path("plans/targets/<uuid:replaces>/", plans.target, name="target_replace"),
    path("plans/estimates/new/", plans.estimate, name="estimate_new"),
    path("plans/estimates/<uuid:replaces>/", plans.estimate, name="estimate_replace"),
]
