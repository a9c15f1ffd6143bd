"""The one settings file. It reads the environment strictly: a missing or malformed value stops the start.

`python3 dev.py` prepares every variable below for a checkout; docs/deploy.md lists them for a server.
"""

import base64
import sys
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from cryptography.fernet import Fernet
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _
from environs import Env, EnvValidationError, ValidationError, validate

from mutualaid.base import pmtiles, postgres

# Whom answers by mail may come through (exchanges/views/inbound.py).
INBOUND_PROVIDERS = ["mailersend", "mailgun", "mailjet", "postal", "postmark", "sparkpost"]
BASE_DIR = Path(__file__).resolve().parent.parent


def _are_keys(keys: list[str]) -> None:
    """Found at the start, not at the first message."""
    if not keys:
        raise ValidationError("At least one key is needed.")
    for key in keys:
        try:
            Fernet(key)
        except ValueError:
            raise ValidationError("A key is 32 bytes in URL-safe base64.") from None


def _is_push_key(key: str) -> None:
    try:
        if key and len(base64.urlsafe_b64decode(key + "=" * (-len(key) % 4))) != 32:
            raise ValueError
    except ValueError:
        raise ValidationError("A key is 32 bytes in URL-safe base64.") from None


def _is_map(path: Path) -> None:
    try:
        pmtiles.Archive(path)
    except (OSError, ValueError) as error:
        raise ValidationError(f"{path}: {error}") from None


env = Env(eager=False)
DATA_DIR = env.path("DATA_DIR", default=BASE_DIR / ".data")
DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)
# An unknown variable in a template is an error: always in DEBUG, and in the tests.
STRICT_TEMPLATES = env.bool("STRICT_TEMPLATES", default=False)
SECRET_KEY = env.str("SECRET_KEY", validate=validate.Length(min=32))
# Newest first: the first encrypts, all of them decrypt.
FIELD_KEYS: list[str] = env.list("FIELD_KEYS", validate=_are_keys)
SITE_URL = env.str("SITE_URL", default="http://localhost:8000")
HTTPS = SITE_URL.startswith("https://")
ALLOWED_HOSTS = [
    *env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"]),
    urlsplit(SITE_URL).hostname or "localhost",
]
# "owner" migrates, "app" serves and works, "purge" deletes what has had its time.
DATABASE_ROLE = env.str("DATABASE_ROLE", default="app", validate=validate.OneOf(["owner", "app", "purge"]))
# As manage.py makes it: the demo never mixes with a network of one's own.
DATABASE_URL = env.str(
    "DATABASE_URL", default=postgres.address(DATA_DIR, "mutualaid_demo" if DEMO else "mutualaid")
)
# To the terminal while one tries it out; on a server, codes in a log would let its readers in.
EMAIL = env.dj_email_url("EMAIL_URL") if HTTPS else env.dj_email_url("EMAIL_URL", default="console:")
# How many proxies of ours add to X-Forwarded-For; limits count the address that the first one saw.
PROXY_HOPS = env.int("PROXY_HOPS", default=0)
# Where "Leave this page now" leads: somewhere that anybody might be looking at.
EXIT_URL = env.str("EXIT_URL", default="https://www.wikipedia.org/")
# A map in one file (PMTiles, of pictures), which we hand out ourselves.
_MAP = BASE_DIR / "static" / "map.pmtiles"
TILE_FILE: Path | None = env.path("TILE_FILE", default=_MAP if _MAP.is_file() else None, validate=_is_map)
# Or tiles such as https://tiles.example/{z}/{x}/{y}.png, whose server then sees who looks where. Neither: the
# map draws a net and names, and a visitor's browser asks nobody but us.
TILE_URL = env.str("TILE_URL", default="")
TILE_CREDIT = env.str("TILE_CREDIT", default="")
_TILE_HOST = urlsplit(TILE_URL.replace("{s}", "*"))
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="neighbours@localhost")
# Web push: a key of the network's own (32 bytes in URL-safe base64), and whom a push service may write to.
# Without a key, push is offered nowhere. PUSH_HOSTS: push services besides those of the big browsers.
VAPID_PRIVATE_KEY = env.str("VAPID_PRIVATE_KEY", default="", validate=_is_push_key)
VAPID_CONTACT = env.str("VAPID_CONTACT", default="mailto:" + parseaddr(DEFAULT_FROM_EMAIL)[1])
PUSH_HOSTS: list[str] = env.list("PUSH_HOSTS", default=[])
# Texts: the dotted path of a class (members/notices/sms.py). Empty: offered nowhere.
SMS_BACKEND = env.str("SMS_BACKEND", default="")
# Answers by mail: where they arrive, who hands them over, and the secret by which we know them.
INBOUND_DOMAIN = env.str("INBOUND_DOMAIN", default="")
INBOUND_PROVIDER = env.str("INBOUND_PROVIDER", default="", validate=validate.OneOf(["", *INBOUND_PROVIDERS]))
INBOUND_SECRET = env.str("INBOUND_SECRET", default="")
try:
    env.seal()
except EnvValidationError as problems:
    # One line and no traceback: whoever starts a server reads what to set.
    why = dict(problems.error_messages)  # type: ignore[arg-type]
    said = "; ".join(f"{name}: {' '.join(map(str, words))}" for name, words in why.items())
    sys.exit(f"Settings: {said} See docs/deploy.md.")

if len({bool(INBOUND_DOMAIN), bool(INBOUND_PROVIDER), bool(INBOUND_SECRET)}) > 1:
    sys.exit(
        "Settings: INBOUND_DOMAIN, INBOUND_PROVIDER and INBOUND_SECRET belong together. See docs/deploy.md."
    )
if DEMO and urlsplit(SITE_URL).hostname not in {"localhost", "127.0.0.1", "::1"}:
    sys.exit("Settings: DEMO signs in whoever comes, so SITE_URL must be localhost. See docs/deploy.md.")

# --- Applications ---------------------------------------------------------------------------------

INSTALLED_APPS = [
    "mutualaid.site",
    "exchanges",
    "members",
    "directory",
    "mutualaid.base",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_filters",
    "django_htmx",
    "mutualaid.site.apps.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "mutualaid.base.middleware.headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Pages, a fifth of their size on their way to a phone; with some random bytes, so that how long an answer
    # is tells nothing. What WhiteNoise serves is compressed already.
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "members.middleware.AuthenticationMiddleware",
    "mutualaid.base.middleware.local_time",
    "mutualaid.base.middleware.refusals",
    "members.middleware.viewer",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "mutualaid.urls"
WSGI_APPLICATION = "mutualaid.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Our own pages are Jinja2 (docs/decisions/0001-jinja2.md); the admin and what is left of allauth's pages
# are Django's. `templates/django/` is reached by the second engine only.
CONTEXT_PROCESSORS = [
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
    "mutualaid.site.context.page",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "mutualaid.base.jinja.environment",
            "context_processors": CONTEXT_PROCESSORS,
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates" / "django"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": CONTEXT_PROCESSORS,
            "builtins": ["mutualaid.base.templatetags.jinja"],
        },
    },
]

# --- Database, cache, jobs ------------------------------------------------------------------------

_ROLE = "" if DATABASE_ROLE == "owner" else f"-c role=mutualaid_{DATABASE_ROLE} "
# Pages are many small statements: no compiling, no helpers. The bands of the board are read two after
# two (mutualaid.base.search.orders), which helpers would not do. Disks without a moving arm.
_PLANNER = "-c jit=off -c max_parallel_workers_per_gather=0 -c random_page_cost=1.1"
# Persistent connections, one a thread, rather than a pool: as fast, simpler, and what a thread has prepared
# stays prepared (docs/performance.md).
DATABASES = {
    "default": {
        **dj_database_url.parse(
            DATABASE_URL, engine="mutualaid.base.database", conn_max_age=None, conn_health_checks=True
        ),
        "OPTIONS": {
            "server_side_binding": True,
            "prepare_threshold": 2,
            "options": f"{_ROLE}{_PLANNER}",
        },
    }
}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}

# --- People ---------------------------------------------------------------------------------------

AUTH_USER_MODEL = "members.User"
AUTHENTICATION_BACKENDS = ["members.accounts.backend.Backend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "members.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
# The way in is ours (members/accounts): six digits prove the address before an account is even looked up.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
# allauth's limits keep network addresses in the cache; mutualaid.base.limits keeps none.
ACCOUNT_RATE_LIMITS = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
# A passkey is more than the phone at hand: its lock was opened, too.
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_ADAPTER = "members.adapter.MFAAdapter"
MFA_FORMS = {
    "activate_totp": "members.accounts.forms.ActivateTOTPForm",
    "authenticate": "members.accounts.forms.AuthenticateForm",
    "authenticate_webauthn": "members.accounts.forms.PasskeyForm",
    "reauthenticate": "members.accounts.forms.ReauthenticateForm",
}
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
SESSION_ENGINE = "members.accounts.sessions"
SESSION_COOKIE_AGE = 30 * 24 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"

# --- Languages, time ------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_TZ = True
TIME_ZONE = "UTC"

# --- Files ----------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
# What `manage.py build` makes from the fonts and icons of PyPI packages.
BUILD_DIR = DATA_DIR / "build"
STATICFILES_DIRS = [BASE_DIR / "static", BUILD_DIR]
MEDIA_ROOT = DATA_DIR / ("media-demo" if DEMO else "media")
MEDIA_URL = "/media/"
# Taken from the folders themselves while developing and testing, from STATIC_ROOT on a server.
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# --- Mail -----------------------------------------------------------------------------------------

EMAIL_BACKEND = (
    "members.demo.mails.Backend"
    if DEMO
    else EMAIL.get("EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend")
)
EMAIL_HOST = EMAIL["EMAIL_HOST"]
EMAIL_PORT = EMAIL["EMAIL_PORT"]
EMAIL_HOST_USER = EMAIL["EMAIL_HOST_USER"]
EMAIL_HOST_PASSWORD = EMAIL["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS = EMAIL["EMAIL_USE_TLS"]
EMAIL_USE_SSL = EMAIL["EMAIL_USE_SSL"]
EMAIL_TIMEOUT = 20

# --- What a browser may do on our pages -----------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, *([f"{_TILE_HOST.scheme}://{_TILE_HOST.netloc}"] if _TILE_HOST.netloc else [])],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
# Nothing to anybody else. With "no-referrer" browsers also hide the origin of our own forms (`Origin: null`),
# and Django refuses those.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = ["^healthz$"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
CSRF_TRUSTED_ORIGINS = [SITE_URL] if HTTPS else []
# W004: the build directory is not there before `manage.py build` has made it.
SILENCED_SYSTEM_CHECKS = ["staticfiles.W004"]

# --- Limits on what comes in ----------------------------------------------------------------------

# Room for a text far beyond any field, so that its form can say so and hand it back; past it, 413.html.
DATA_UPLOAD_MAX_MEMORY_SIZE = 16_000_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FILES = 8

# --- Log: no addresses, no queries, no names ------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "()": "mutualaid.base.logs.Terse",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
