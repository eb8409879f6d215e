"""Settings of every environment, read from the environment (see `.env.example`)."""

import os
from pathlib import Path
from typing import Any

import environ
import pghistory
import structlog
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from andersom import servers

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"
env = environ.Env()

# --- Where we run -------------------------------------------------------------------------------
PRODUCTION = env.bool("PRODUCTION", default=False)
DEBUG = env.bool("DEBUG", default=False)
# A key in the source is only ever used on a developer's own machine.
SECRET_KEY = env("SECRET_KEY") if PRODUCTION else env("SECRET_KEY", default="only-for-local-use")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SITE_URL = env("SITE_URL", default="http://127.0.0.1:8000")  # absolute links in mail
REGION = env("REGION", default="den-haag")
MUNICIPALITY = env("MUNICIPALITY", default="0518")

# What the team may tune without touching code.
RANKING_SEED = env("RANKING_SEED", default="andersom")  # settles ties in the ranking
ANSWER_SCHOOL_DAYS = env.int("ANSWER_SCHOOL_DAYS", default=5)  # to answer a proposal
PROMISE_SCHOOL_DAYS = env.int("PROMISE_SCHOOL_DAYS", default=10)  # by then a school hears from us
WAVE_SIZE = env.int("WAVE_SIZE", default=3)  # so many are asked at once, the others stand in line

ROOT_URLCONF = "andersom.urls"
WSGI_APPLICATION = "andersom.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "andersom.ui",
    "andersom.reference",
    "andersom.accounts",
    "andersom.workflow",
    "andersom.notifications",
    "andersom.surveys",
    "providers",
    "schools",
    "andersom.placements",
    "andersom.matching",
    "events",
    "training",
    "andersom.overview",
    "andersom.demo",
    "andersom.staff.StaffAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_filters",
    "django_htmx",
    "import_export",
    "pghistory",
    "pgtrigger",
    "django_structlog",
    "weblate_fonts",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "andersom.ui.middleware.HeadersMiddleware",
    "andersom.overview.middleware.CleanInputMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "andersom.overview.middleware.RequestLogMiddleware",
    "andersom.accounts.middleware.IdleMiddleware",
    "andersom.accounts.middleware.LanguageMiddleware",
    "andersom.accounts.middleware.HatMiddleware",
    "andersom.access.AccessMiddleware",
    "andersom.workflow.middleware.OnceMiddleware",
]

FORM_RENDERER = "andersom.ui.forms.HouseRenderer"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["andersom.workflow.templatetags.once"],  # {% form_key %} is in every form
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.csp",
                "andersom.ui.context.page",
                "andersom.accounts.context.hats",
                "andersom.navigation.navigation",
            ],
        },
    }
]

# --- Data ---------------------------------------------------------------------------------------
_local_database, _local_redis = servers.local_urls(BASE_DIR)
DATABASES = {"default": env.db_url("DATABASE_URL", default=_local_database)}
DATABASES["default"] |= {
    "ENGINE": "django.db.backends.postgresql",
    "CONN_MAX_AGE": 60,
    "CONN_HEALTH_CHECKS": True,  # a restarted PostgreSQL costs no visitor an error
    "OPTIONS": DATABASES["default"].get("OPTIONS", {})
    | {
        # A web request never waits long for a lock, nor runs away with the server.
        "options": "-c lock_timeout={lock} -c statement_timeout={statement}".format(
            lock=env("DB_LOCK_TIMEOUT", default="3s"),
            statement=env("DB_STATEMENT_TIMEOUT", default="15s"),
        ),
    },
}
REDIS_URL = env("REDIS_URL", default=_local_redis)
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": env("CACHE_URL", default=servers.other_database(REDIS_URL, 1)),
        "KEY_PREFIX": "andersom",
        "OPTIONS": {"socket_timeout": 2},  # seconds; a Redis that hangs holds no page up for long
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"

STORAGES: dict[str, Any] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
if bucket := env("S3_BUCKET", default=""):
    STORAGES["default"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {"bucket_name": bucket, "endpoint_url": env("S3_ENDPOINT", default=None)},
    }
STATIC_URL = "/static/"
STATIC_ROOT = env("STATIC_ROOT", default=str(VAR_DIR / "static"))
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = not PRODUCTION
MEDIA_URL = "/media/"
MEDIA_ROOT = env("MEDIA_ROOT", default=str(VAR_DIR / "media"))
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

# --- Language and time --------------------------------------------------------------------------
LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", _("Dutch")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Amsterdam"
USE_TZ = True

# --- People -------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
_validation = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_validation}.UserAttributeSimilarityValidator"},
    {"NAME": f"{_validation}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{_validation}.CommonPasswordValidator"},
    {"NAME": f"{_validation}.NumericPasswordValidator"},
]
INVITATION_DAYS = 14
# Certificate of conduct: how old it may be when it is shown, how long it then counts (None: for
# as long as the work lasts), and how many days before that end it says "renew soon".
VOG_MAX_AGE_MONTHS = 6
VOG_RENEWAL_MONTHS: int | None = env.int("VOG_RENEWAL_MONTHS", default=36)
VOG_SOON_DAYS = 60
# How long after an event we keep what people told about food and access.
EVENT_NEEDS_DAYS = env.int("EVENT_NEEDS_DAYS", default=14)
# How long the outbox tells to whom a mail went and about what.
MAIL_LOG_DAYS = env.int("MAIL_LOG_DAYS", default=90)
IDLE_MINUTES = 60
IDLE_MINUTES_TEAM = 30
ERASED_DOMAIN = "erased.invalid"
# Keys that encrypt second-step secrets in the database, newest first; apart from SECRET_KEY.
MFA_KEYS = (
    env.list("MFA_KEYS") if PRODUCTION else env.list("MFA_KEYS", default=["only-for-local-use"])
)
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "overview:home"
LOGOUT_REDIRECT_URL = "overview:home"

ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "andersom.accounts.forms.SignupForm"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 600
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
# A whole school signs in from one address, so the limits per address are wide, per account tight.
ACCOUNT_RATE_LIMITS = {
    "login": "120/m/ip",
    "login_failed": "60/m/ip,5/5m/key",
    "signup": "60/m/ip",
    "register": "60/m/ip",
    "answer": "30/m/ip",  # links to answer a question that do not exist
    "card": "120/m/ip",  # a whole meeting hangs cards over one Wi-Fi
}
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
MFA_ADAPTER = "andersom.accounts.adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Andersom Den Haag"
MFA_RECOVERY_CODES_SHOW_ONCE = True
USERSESSIONS_TRACK_ACTIVITY = True

SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "andersom.overview.views.errors.csrf_failure"

# --- Headers ------------------------------------------------------------------------------------
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "object-src": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    name: []
    for name in (
        *("accelerometer", "camera", "display-capture", "geolocation", "gyroscope"),
        *("magnetometer", "microphone", "midi", "payment", "usb"),
    )
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if PRODUCTION:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^gezondheid/"]
    SECURE_HSTS_SECONDS = 2 * 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
    LANGUAGE_COOKIE_SECURE = True

# --- Mail ---------------------------------------------------------------------------------------
# Everything is written to the outbox in the transaction that causes it; a sweep delivers it.
MAILERS: dict[str, Any] = {
    "default": {"BACKEND": "andersom.notifications.outbox.OutboxBackend"},
    "delivery": {
        "BACKEND": "andersom.notifications.smtp.EmailBackend",
        "OPTIONS": {
            "host": env("SMTP_HOST", default="127.0.0.1"),
            "port": env.int("SMTP_PORT", default=1025),
            "username": env("SMTP_USER", default=""),
            "password": env("SMTP_PASSWORD", default=""),
            "use_tls": env.bool("SMTP_STARTTLS", default=PRODUCTION),
            "timeout": 15,
        },
    },
}
DEMO = env.bool("ANDERSOM_DEMO", default=False) and not PRODUCTION
MAILBOX_DIR = VAR_DIR / "mailbox"  # what the demo delivers, to be read at /postvak/
if DEMO:
    MAILERS["delivery"] = {
        "BACKEND": "andersom.notifications.mailbox.MailboxBackend",
        "OPTIONS": {"folder": str(MAILBOX_DIR)},
    }
# A text with an unknown variable is an error, but must not undo what somebody did.
MAIL_STRICT = not PRODUCTION
if backend := env("MAIL_BACKEND", default=""):  # an anymail backend, with its own settings
    MAILERS["delivery"] = {"BACKEND": backend}
# ANYMAIL_BREVO_API_KEY and the like; the reports of the provider come in at /post/terugmelding/.
ANYMAIL = {
    name.removeprefix("ANYMAIL_"): value
    for name, value in os.environ.items()
    if name.startswith("ANYMAIL_")
}
MAIL_WEBHOOK = env("MAIL_WEBHOOK", default="")  # anymail.webhooks.brevo.BrevoTrackingWebhookView
SEND_MAIL = "andersom.notifications.domain.send"  # for the apps below notifications
DEFAULT_FROM_EMAIL = env("MAIL_FROM", default="Andersom Den Haag <post@andersom.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
CONTACT_EMAIL = env("CONTACT_EMAIL", default="hallo@andersom.example")
SECURITY_EMAIL = env("SECURITY_EMAIL", default="veiligheid@andersom.example")

MAIL_CONNECTIONS = env.int("MAIL_CONNECTIONS", default=4)  # at most, when much is waiting

# --- Background work (read by andersom.celery) ----------------------------------------------------
CELERY_BROKER_URL = env("CELERY_BROKER_URL", default=REDIS_URL)

# --- History and logs -----------------------------------------------------------------------------
# Rows of core models are copied by triggers, so that bulk changes and SQL leave a trace too.
PGHISTORY_DEFAULT_TRACKERS = (
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
)
PGHISTORY_APPEND_ONLY = True
LOG_JSON = env.bool("LOG_JSON", default=PRODUCTION)
_shared = [
    structlog.contextvars.merge_contextvars,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
]
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processor": structlog.processors.JSONRenderer()
            if LOG_JSON
            else structlog.dev.ConsoleRenderer(colors=False),
            "foreign_pre_chain": _shared,
        }
    },
    "filters": {"routes": {"()": "andersom.overview.middleware.RoutesOnly"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["routes"],
        }
    },
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django.server": {"handlers": ["console"], "propagate": False},
    },
}
structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.filter_by_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
DJANGO_STRUCTLOG_CELERY_ENABLED = True
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False  # no addresses of people in the logs
