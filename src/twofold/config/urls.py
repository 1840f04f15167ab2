"""All URLs. Every one declares its policy by `@door`; the tests read this list from the resolver."""

from django.urls import include, path

from twofold.config import entrance, errors, pages
from twofold.core.access import Door
from twofold.core.doors import door

handler400, handler403 = errors.not_understood, errors.not_allowed
handler404, handler500 = errors.not_there, errors.broken

urlpatterns = [
    path("healthz", door(Door.OPEN)(errors.healthz), name="healthz"),
    path("weather/", door(Door.OPEN)(pages.weather), name="weather"),
    path("language/", door(Door.OPEN)(pages.language), name="language"),
    path("sign-in/", door(Door.OPEN)(entrance.SignIn.as_view()), name="account_login"),
    path("sign-in/code/", door(Door.OPEN)(entrance.Code.as_view()), name="mfa_authenticate"),
    path("sign-out/", door(Door.OPEN)(pages.sign_out), name="account_logout"),
    path("sign-in/closed/", door(Door.OPEN)(pages.closed), name="account_inactive"),
    path("account/", door(Door.ACCOUNT)(pages.account), name="mfa_index"),
    path("account/again/", door(Door.ACCOUNT)(entrance.Again.as_view()), name="account_reauthenticate"),
    path("account/again/code/", door(Door.ACCOUNT)(entrance.CodeAgain.as_view()), name="mfa_reauthenticate"),
    path("account/code/", door(Door.ACCOUNT)(entrance.SetUp.as_view()), name="mfa_activate_totp"),
    path("account/recovery/", door(Door.ACCOUNT)(entrance.RecoveryCodes.as_view()), name="mfa_view_recovery_codes"),
    path(
        "account/recovery/new/",
        door(Door.ACCOUNT)(entrance.NewRecoveryCodes.as_view()),
        name="mfa_generate_recovery_codes",
    ),
    path("account/password/", door(Door.ACCOUNT)(pages.change_password), name="account_change_password"),
    path("", include("twofold.home.urls")),
    path("", include("twofold.people.urls")),
    path("", include("twofold.couples.urls")),
    path("", include("twofold.outreach.urls")),
    path("", include("twofold.programme.urls")),
    path("", include("twofold.exchange.urls")),
    path("", include("twofold.quality.urls")),
    path("", include("twofold.reporting.urls")),
    path("", include("twofold.indicators.urls")),
    path("", include("twofold.fieldwork.urls")),
    path("", include("twofold.planning.urls")),
]
