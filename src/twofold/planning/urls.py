"""URLs of planning. Scenarios are named by their ids: an address tells a bystander nothing."""

from django.urls import path

from twofold.planning.views import asking, briefs, saved

urlpatterns = [
    path("planning/", asking.ask, name="planning"),
    path("planning/assumptions/", asking.assumptions, name="planning_assumptions"),
    path("planning/saved/", saved.index, name="planning_saved"),
    path("planning/compare/", saved.compare, name="planning_compare"),
    path("planning/saved/<uuid:scenario>/", saved.page, name="scenario"),
    path("planning/saved/<uuid:scenario>/change/", asking.change, name="scenario_change"),
    path("planning/saved/<uuid:scenario>/run/", saved.run, name="scenario_run"),
    path("planning/saved/<uuid:scenario>/funders/", saved.funders, name="scenario_funders"),
    path("planning/runs/<uuid:run>/cancel/", saved.cancel, name="run_cancel"),
    path("briefs/", briefs.index, name="briefs"),
    path("briefs/<uuid:scenario>/", briefs.brief, name="brief"),
]
