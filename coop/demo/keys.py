"""The demo's own secrets: drawn once, kept in a file that only its owner can read, used again by later runs."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

ROLES = ("client", "member", "steward")

# Crockford's base 32 in lower case: nothing in a password is misread from a terminal.
_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"


@dataclass(frozen=True)
class Keys:
    """What must not have a default. `passwords` are by role: client, member, steward."""

    secret_key: str
    password_salt: str
    totp_secret: str
    site_role: str
    """Password of the PostgreSQL role that the site runs as."""
    passwords: dict[str, str]


def kept_in(path: Path) -> Keys:
    """The keys in `path`, drawn and written there first if it does not exist."""
    if path.exists():
        return Keys(**json.loads(path.read_text(encoding="utf-8")))
    keys = Keys(
        secret_key=secrets.token_urlsafe(48),
        password_salt=secrets.token_urlsafe(24),
        totp_secret=secrets.token_urlsafe(48),
        site_role=secrets.token_urlsafe(24),
        passwords={role: _password() for role in ROLES},
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(path.name + ".draft")
    draft.unlink(missing_ok=True)
    # Made unreadable for others before a secret is in it, and whole before it has its name.
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8") as file:
        json.dump(asdict(keys), file, indent=1)
    os.replace(draft, path)
    return keys


def _password() -> str:
    """Sixty bits, in three groups."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))
