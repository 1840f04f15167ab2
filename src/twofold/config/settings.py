"""Django settings of every installation. What differs between installations comes from the environment."""

import os
from pathlib import Path

from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from twofold.config import installation

SOURCE = Path(__file__).resolve().parent.parent
TWOFOLD_HOME = installation.home()
SECRET_KEY = installation.signing_secret(TWOFOLD_HOME)
DEBUG = False
ALLOWED_HOSTS = os.environ.get("TWOFOLD_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
HTTPS = os.environ.get("TWOFOLD_HTTPS") == "1"
LOCAL_AUTHORITY = os.environ.get("TWOFOLD_LOCAL_AUTHORITY", "")  # its fingerprint, where `serve --lan` shows one
LOCAL_AUTHORITY_FILE = "twofold-local.crt"  # among the static files: what a phone installs

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "twofold.shell",
    "twofold.core",
    "twofold.programme",
    "twofold.people",
    "twofold.couples",
    "twofold.outreach",
    "twofold.indicators",
    "twofold.exchange",
    "twofold.quality",
    "twofold.reporting",
    "twofold.fieldwork",
    "twofold.planning",
    "twofold.home",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "twofold.config.middleware.no_store",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "twofold.config.middleware.session_limits",
    "twofold.config.middleware.actor",
]
ROOT_URLCONF = "twofold.config.urls"
WSGI_APPLICATION = "twofold.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [SOURCE / "config" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "twofold.config.context.frame",
            ]
        },
    }
]
FORM_RENDERER = "twofold.shell.renderer.ShellRenderer"

DATABASES = {"default": installation.database(TWOFOLD_HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Derived state, lowest first: see core.derived.
TWOFOLD_DERIVED = ["twofold.people.state", "twofold.outreach.state", "twofold.outreach.referred"]

AUTH_USER_MODEL = "programme.Staff"
AUTHENTICATION_BACKENDS = [
    "twofold.config.signin.LockingBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = "login"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = False  # axes counts failures, in the database, with one answer for all
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "twofold.config.signin.AccountAdapter"
ACCOUNT_FORMS = {"login": "twofold.config.forms.SignInForm", "reauthenticate": "twofold.config.forms.AgainForm"}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
MFA_ADAPTER = "twofold.config.signin.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "twofold.config.forms.CodeForm",
    "reauthenticate": "twofold.config.forms.AgainCodeForm",
    "activate_totp": "twofold.config.forms.SetUpForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "Twofold"
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be half a minute off; a code still works once only (signin.spend)
AXES_HANDLER = "twofold.config.signin.FailureCounter"
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
# Together, not either: one worker's mistakes must not lock out everybody behind the same office address.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # a quarter of an hour is a quarter of an hour
# What is stored in place of a login and an address are keyed references; nothing else of the request is stored.
AXES_USERNAME_CALLABLE = "twofold.config.signin.login_reference"
AXES_CLIENT_IP_CALLABLE = "twofold.config.signin.address_reference"
AXES_VERBOSE = False
AXES_DISABLE_ACCESS_LOG = True
SILENCED_SYSTEM_CHECKS = [
    "axes.W002",
    "axes.W003",
]  # the middleware would give a locked account an answer of its own

MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # a cookie would keep it on the machine
SESSION_ENGINE = "twofold.config.sessions"
SESSION_COOKIE_NAME = "__Host-twofold" if HTTPS else "twofold"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Strict"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = 12 * 60 * 60
TWOFOLD_IDLE_SECONDS = 20 * 60
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "twofold.config.errors.csrf_failure"
SECURE_SSL_REDIRECT = HTTPS
# Not with a local authority: a browser would then refuse the machine after a change of it, with no way past.
SECURE_HSTS_SECONDS = 31536000 if HTTPS and not LOCAL_AUTHORITY else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
# A file that somebody brings is held in memory and stored sealed: nothing of it ever lies in a folder in the clear.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 61 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("hi", _("Hindi"))]
LOCALE_PATHS = [SOURCE / "locale"]
LANGUAGE_COOKIE_SAMESITE = "Strict"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True
NUMBER_GROUPING = os.environ.get("TWOFOLD_NUMBERS", "indian")  # 1,80,000; "western" writes 180,000

STATIC_URL = "static/"
STATIC_ROOT = TWOFOLD_HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MANIFEST_STRICT = False
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

# Paths, arguments and bodies may name people; a log holds none of them.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"()": "twofold.config.logs.NamelessFormatter"}},
    "filters": {"short": {"()": "twofold.config.logs.Short"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "django.request": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        "django.security": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        "django.security.DisallowedHost": {"level": "WARNING", "filters": ["short"]},
        "axes": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
    },
}
