"""How Flask-Security is set: our paths, our templates, what it may do and what it may not."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
from typing import Any

from coop.config import Mode, Settings
from coop.people.sign_in.wording import MESSAGES, SUBJECTS
from coop.web import clock

PATHS = {
    "LOGIN_URL": "/sign-in",
    "LOGOUT_URL": "/sign-out",
    "REGISTER_URL": "/join",
    "POST_REGISTER_VIEW": "/join/mailed",
    "CONFIRM_URL": "/confirm",
    "RESET_URL": "/reset",
    "CHANGE_URL": "/my/security/password",
    "POST_CHANGE_VIEW": "/my/security",
    "VERIFY_URL": "/my/security/again",
    "TWO_FACTOR_SETUP_URL": "/my/security/two-step",
    "TWO_FACTOR_POST_SETUP_VIEW": "/my/security",
    "TWO_FACTOR_TOKEN_VALIDATION_URL": "/sign-in/code",
    "TWO_FACTOR_RESCUE_URL": "/sign-in/help",
    "TWO_FACTOR_SELECT_URL": "/sign-in/method",
    "MULTI_FACTOR_RECOVERY_CODES_URL": "/my/security/recovery-codes",
    "MULTI_FACTOR_RECOVERY_URL": "/sign-in/recovery-code",
}

TEMPLATES = {
    "LOGIN_USER_TEMPLATE": "sign_in.html",
    "REGISTER_USER_TEMPLATE": "join.html",
    "SEND_CONFIRMATION_TEMPLATE": "send_confirmation.html",
    "FORGOT_PASSWORD_TEMPLATE": "forgot_password.html",
    "RESET_PASSWORD_TEMPLATE": "reset_password.html",
    "CHANGE_PASSWORD_TEMPLATE": "change_password.html",
    "VERIFY_TEMPLATE": "verify.html",
    "TWO_FACTOR_SETUP_TEMPLATE": "two_step.html",
    "TWO_FACTOR_VERIFY_CODE_TEMPLATE": "code.html",
    "MULTI_FACTOR_RECOVERY_CODES_TEMPLATE": "recovery_codes.html",
    "MULTI_FACTOR_RECOVERY_TEMPLATE": "recovery_code.html",
}

MAILS = {
    "REGISTER_EMAIL_TEMPLATE": "confirm",
    "REGISTER_EMAIL_EXISTING_TEMPLATE": "known_already",
    "EMAIL_TEMPLATE_CONFIRM": "confirm",
    "EMAIL_TEMPLATE_PASSWORD_RESET": "reset",
    "EMAIL_TEMPLATE_PASSWORD_RESET_NOTICE": "password_changed",
    "EMAIL_TEMPLATE_PASSWORD_CHANGE_NOTICE": "password_changed",
}

# Argon2id as OWASP's cheat sheet has it (19 MiB, 2 passes); tests would only wait for it.
_ARGON2 = {"argon2__type": "ID", "argon2__memory_cost": 19_456, "argon2__time_cost": 2, "argon2__parallelism": 1}
_ARGON2_IN_TESTS = {**_ARGON2, "argon2__memory_cost": 8, "argon2__time_cost": 1}


def security_settings(settings: Settings) -> dict[str, Any]:
    """The `SECURITY_*` part of the site's configuration."""
    totp_secret = settings.totp_secret.get_secret_value()
    in_tests = settings.mode is Mode.TEST
    chosen: dict[str, Any] = {
        "REGISTERABLE": True,
        "CONFIRMABLE": True,
        "RECOVERABLE": True,
        "CHANGEABLE": True,
        "TWO_FACTOR": True,
        "TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
        "TWO_FACTOR_AUTHENTICATOR_VALIDITY": 30,
        "TWO_FACTOR_RESCUE_EMAIL": False,
        "MULTI_FACTOR_RECOVERY_CODES": True,
        "MULTI_FACTOR_RECOVERY_CODES_N": 8,
        "MULTI_FACTOR_RECOVERY_CODES_KEYS": [_fernet_key(totp_secret)],
        "TOTP_SECRETS": {"1": totp_secret},
        "TOTP_ISSUER": "Toad Lane",
        "RETURN_GENERIC_RESPONSES": True,
        "PASSWORD_SALT": settings.password_salt.get_secret_value(),
        "PASSWORD_SCHEMES": ["argon2"],
        "PASSWORD_HASH": "argon2",
        "PASSWORD_HASH_PASSLIB_OPTIONS": _ARGON2_IN_TESTS if in_tests else _ARGON2,
        # What links in letters are bound to. The library's own choice is computed in Python: half a second for each
        # link, which a stranger could ask for. Links sent before an upgrade still open.
        "HASHING_SCHEMES": ["pbkdf2_sha256", "sha256_crypt"],
        "DEPRECATED_HASHING_SCHEMES": ["sha256_crypt"],
        "PASSWORD_LENGTH_MIN": 10,
        "PASSWORD_CONFIRM_REQUIRED": False,
        "EMAIL_HTML": False,
        "EMAIL_VALIDATOR_ARGS": {"check_deliverability": False,
                                 "test_environment": settings.mode is not Mode.PRODUCTION},
        "EMAIL_SENDER": settings.mail_from,
        "DATETIME_FACTORY": lambda: clock.now(),
        "FRESHNESS": dt.timedelta(minutes=30),
        "FRESHNESS_GRACE_PERIOD": dt.timedelta(minutes=10),
        "API_ENABLED_METHODS": ["session"],
        "STATIC_FOLDER": None,
        "LOGOUT_METHODS": ["POST"],
        "LOGOUT_CSRF": False,  # the site checks every POST already
    }
    chosen |= PATHS
    chosen |= {name: f"people/sign_in/{template}" for name, template in TEMPLATES.items()}
    chosen |= {name: f"people/sign_in/mail/{template}" for name, template in MAILS.items()}
    chosen |= {f"MSG_{name}": message for name, message in MESSAGES.items()}
    chosen |= {f"EMAIL_SUBJECT_{name}": subject for name, subject in SUBJECTS.items()}
    return {f"SECURITY_{name}": value for name, value in chosen.items()}


def _fernet_key(secret: str) -> bytes:
    """A key for the recovery codes at rest, derived so that the operator has one secret fewer to keep."""
    return base64.urlsafe_b64encode(hashlib.sha256(b"recovery codes:" + secret.encode()).digest())
