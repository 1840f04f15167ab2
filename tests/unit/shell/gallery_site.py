"""A small site that shows every component of the shell, on made-up figures.

The browser tests drive it, and so can a person: `python tests/unit/shell/gallery_site.py 8790`. It has its
own settings, so that the look is tested without any other app. No database, no real figures.
"""

import datetime
import sys
from collections.abc import Callable
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

HERE = Path(__file__).parent
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def configure() -> None:
    """Settle everything the shell leans on, and nothing else."""
    from django.conf import settings

    processors = ["django.template.context_processors.request", "django.contrib.messages.context_processors.messages"]
    settings.configure(
        SECRET_KEY="only for the gallery",
        ALLOWED_HOSTS=["127.0.0.1", "localhost"],
        ROOT_URLCONF="gallery_site",
        USE_TZ=True,
        TIME_ZONE="Asia/Kolkata",
        INSTALLED_APPS=["django.contrib.messages", "django.contrib.sessions", "twofold.shell"],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.locale.LocaleMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "gallery_site.strict",
        ],
        SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies",
        MESSAGE_STORAGE="django.contrib.messages.storage.session.SessionStorage",
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "DIRS": [HERE / "gallery"],
                "APP_DIRS": True,
                "OPTIONS": {"context_processors": [*processors, "gallery_site.frame"]},
            }
        ],
        STATIC_URL="/static/",
        FORM_RENDERER="twofold.shell.renderer.ShellRenderer",
        LANGUAGES=[("en", "English"), ("hi", "हिन्दी")],
        LANGUAGE_CODE="en",
    )


if __name__ == "__main__":
    sys.path.insert(0, str(HERE))
    configure()
    import django

    django.setup()

from django import forms  # noqa: E402
from django.contrib import messages  # noqa: E402
from django.http import FileResponse, HttpRequest, HttpResponse  # noqa: E402
from django.shortcuts import redirect, render  # noqa: E402
from django.template.loader import get_template  # noqa: E402
from django.urls import path  # noqa: E402
from django.utils.translation import get_language  # noqa: E402
from django.views.i18n import set_language  # noqa: E402

import twofold.shell  # noqa: E402
from twofold.shell.notices import undoable  # noqa: E402

STATIC = Path(twofold.shell.__file__).parent / "static"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
SIGNED_OUT: list[str] = []

RAIL = [
    ("Home", "मुखपृष्ठ", "home", "/", "h"),
    ("Clients", "सेवा लेने वाले", "people", "/clients", "c"),
    ("Couples", "जोड़े", "pair", "/file", ""),
    ("Outreach", "क्षेत्र कार्य", "map", "/form", ""),
    ("Stock", "भंडार", "box", "/hindi", "s"),
    ("Reports", "रिपोर्ट", "chart", "/pieces", "r"),
    ("Planning", "योजना", "calendar", "/p", ""),
    ("Quality", "गुणवत्ता", "shield", "/q", ""),
    ("Programme", "कार्यक्रम", "gear", "/g", ""),
    ("Help", "मदद", "book", "/h", ""),
]
ROWS = [
    ("K7M-42", "Churachandpur drop-in centre", "supplies", 180000, 90),
    ("P2R-19", "Imphal East outreach", "see nurse", 90000, 83),
    ("T9W-03", "A very long site name that must wrap somewhere without breaking the table", "call", 6000, 76),
    ("B4N-88", "Thoubal", "private talk", 450, 69),
    ("H6C-51", "Bishnupur", "", 36, 0),
    ("Z1D-70", "Ukhrul mobile van", "supplies", None, 55),
    ("M3Q-27", "Kakching", "see nurse", 25714, 48),
]


def strict(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """The content policy that the office will have: what breaks under it must break here first."""

    def with_policy(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        response["Content-Security-Policy"] = POLICY
        return response

    return with_policy


def frame(request: HttpRequest) -> dict[str, object]:
    hindi = get_language() == "hi"
    rail = [
        {"label": hi if hindi else en, "icon": icon, "url": url, "key": key, "current": url == request.path}
        for en, hi, icon, url, key in RAIL
    ]
    return {
        "rail": rail,
        "worker": "Lalrinawmi",
        "weak_key": "weak" in request.GET,
        "theme": request.GET.get("theme", ""),
        "search_url": "/clients" if "search" in request.GET else "",
    }


class Contact(forms.Form):
    code = forms.CharField(label="Code", help_text="Three letters or figures, a dash, two figures. It is on the card.")
    given = forms.IntegerField(label="Given", min_value=0, initial=10, help_text="What you handed out today.")
    size = forms.IntegerField(
        label="Size estimate", widget=forms.NumberInput(attrs={"data-plain": True}), required=False
    )
    day = forms.DateField(label="Day", widget=forms.DateInput(attrs={"type": "date"}))
    site = forms.ChoiceField(label="Site", choices=[("", "Choose one"), ("a", "Churachandpur"), ("b", "Imphal East")])
    how = forms.ChoiceField(
        label="How did you meet?",
        choices=[("o", "On a round"), ("c", "At the centre"), ("h", "At home")],
        widget=forms.RadioSelect,
        help_text="The place where you spoke.",
    )
    topics = forms.MultipleChoiceField(
        label="Advice given",
        choices=[("a", "Where to get supplies when the centre is closed over the holidays"), ("b", "Testing")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    note = forms.CharField(label="Note", widget=forms.Textarea, required=False, help_text="No names.")
    agreed = forms.BooleanField(label="They agreed that I keep a card under this code")
    sheet = forms.FileField(label="Spreadsheet", required=False)

    def clean(self) -> None:
        raise forms.ValidationError("The day lies before the card was opened.")


class SignIn(forms.Form):
    name = forms.CharField(label="Name you sign in with")
    password = forms.CharField(label="Password", widget=forms.PasswordInput)


def home(request: HttpRequest) -> HttpResponse:
    if "said" in request.GET:
        undoable(request, "Contact saved for K7M-42.", undo_url="/undo/9")
        messages.warning(request, "Three entries wait for an answer from you.")
    context = {
        "trend": [12, 14, None, 18, 17, 22, 25],
        "weekly": [8, 7, 7, 6, 5, 5, 4],
        "steps": [
            {"label": "Know their status", "value": 1840},
            {"label": "On treatment", "value": 1512},
            {"label": "Suppressed", "value": 1377},
        ],
        "partners": [
            {"label": "Know their status", "value": 640},
            {"label": "On treatment", "value": 505},
            {"label": "Suppressed", "value": None},
        ],
    }
    return render(request, "home.html", context)


def clients(request: HttpRequest) -> HttpResponse:
    last = datetime.date(2026, 11, 20)
    rows = [
        {
            "code": code,
            "site": site,
            "due": due,
            "given": given,
            "back": back,
            "last": last - datetime.timedelta(at * 3),
        }
        for at, (code, site, due, given, back) in enumerate(ROWS * (14 if "long" in request.GET else 3))
    ]
    return render(request, "clients.html", {"rows": [] if "none" in request.GET else rows})


def form(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        filled = Contact(request.POST)
    else:
        filled = Contact({"given": "-4", "note": "kept text"}) if "bad" in request.GET else Contact()
    return render(request, "form.html", {"form": filled})


def sign_out(request: HttpRequest) -> HttpResponse:
    SIGNED_OUT.append(request.method or "")
    request.session.flush()
    return redirect(request.POST.get("next", "/"))


def error(request: HttpRequest, name: str) -> HttpResponse:
    return HttpResponse(get_template(f"shell/{name}.html").render(), status=int(name) if name.isdigit() else 403)


def static(request: HttpRequest, name: str) -> FileResponse:
    file = STATIC / name
    return FileResponse(file.open("rb"), content_type=TYPES[file.suffix])


def page(name: str, **context: object) -> Callable[[HttpRequest], HttpResponse]:
    return lambda request: render(request, name, context)


urlpatterns = [
    path("", home, name="home"),
    path("clients", clients),
    path("form", form),
    path("file", page("file.html")),
    path("hindi", page("hindi.html", trend=[31, 28, 30, 36])),
    path("pieces", page("pieces.html")),
    path("sign-in/", page("signin.html", form=SignIn())),
    path("sign-out/", sign_out, name="account_logout"),
    path("signed-out/", lambda request: HttpResponse(" ".join(SIGNED_OUT))),
    path("language", set_language, name="language"),
    path("weather/", page("shell/exit.html"), name="weather"),
    path("error/<str:name>", error),
    path("part", lambda request: HttpResponse(f'<p id="part">{request.method} answered</p>')),
    path("ended", lambda request: redirect("/sign-in/")),
    path("broken", lambda request: HttpResponse("no", status=500)),
    path("static/<path:name>", static),
]


class Threads(ThreadingMixIn, WSGIServer):
    """A browser opens several connections and leaves some idle."""

    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        """Say nothing: the tests read the pages."""


def serve(port: int) -> None:
    from django.core.wsgi import get_wsgi_application

    with make_server("127.0.0.1", port, get_wsgi_application(), Threads, Quiet) as server:
        print(server.server_port, flush=True)
        server.serve_forever()


if __name__ == "__main__":
    sys.modules["gallery_site"] = sys.modules["__main__"]
    serve(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
