"""Typed settings from the environment. Production is the default; no secret has a default.

Every name is read from `COOP_<NAME>`; docs/operating.md lists them.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Mode(StrEnum):
    """What the site is running for; only `demo` and `test` show mail in a visible outbox."""

    PRODUCTION = "production"
    DEMO = "demo"
    TEST = "test"


class Settings(BaseSettings):
    """Everything an operator can set. A missing or wrong value fails at start, naming the variable."""

    model_config = SettingsConfigDict(env_prefix="COOP_", extra="ignore")

    mode: Mode = Mode.PRODUCTION
    data_dir: Path = Path("var")
    database_url: str = ""
    database_owner_url: str = ""
    """Used by migrations alone; the site's own role may then be one that can only SELECT and INSERT."""
    secret_key: SecretStr = Field(min_length=32)
    password_salt: SecretStr = Field(min_length=16)
    totp_secret: SecretStr = Field(min_length=32)
    log_key_file: Path | None = None
    """The key that signs the public log: outside the database, readable by its owner alone."""
    witnesses: str = ""
    """Pages of those who watch our log, separated by spaces; shown on /log."""
    site_url: str = "http://127.0.0.1:8000"
    mail_from: str = "noreply@localhost"
    mail_host: str = ""
    mail_port: int = 587
    mail_user: str = ""
    mail_password: SecretStr = SecretStr("")
    rate_limits: bool = True
    api_requests_a_minute: int = Field(default=600, ge=0)
    """Of one address, in one process of the site; 0 sets no limit."""
    data_licence: Literal["CC-BY-4.0", "ODbL-1.0", "CC0-1.0"] = "CC-BY-4.0"
    """What the published data may be used for; docs/api.md says why this one."""
    trusted_proxies: int = 0
    """How many proxies in front set X-Forwarded-*; 0 trusts none."""

    @field_validator("database_url", "database_owner_url")
    @classmethod
    def _known_database(cls, url: str) -> str:
        if url and not url.startswith(("sqlite://", "postgresql://", "postgresql+psycopg://")):
            raise ValueError("must begin with sqlite:/// or postgresql://")
        return url

    @field_validator("witnesses")
    @classmethod
    def _addresses(cls, text: str) -> str:
        if any(not address.startswith(("https://", "http://")) for address in text.split()):
            raise ValueError("must be addresses separated by spaces, such as https://other.example/witness")
        return text

    @model_validator(mode="after")
    def _fill_in(self) -> Settings:
        if not self.database_url:
            self.database_url = f"sqlite:///{self.data_dir.resolve() / 'coop.sqlite3'}"
        if not self.database_owner_url:
            self.database_owner_url = self.database_url
        return self

    @property
    def outbox_is_visible(self) -> bool:
        """Whether `/outbox` shows the mail that would have been sent."""
        return self.mode is not Mode.PRODUCTION

    @property
    def log_key(self) -> Path:
        """File of the log's signing key."""
        return self.log_key_file or self.data_dir / "log.key"

    @property
    def log_origin(self) -> str:
        """The log's name: the site's address without its scheme."""
        return self.site_url.partition("://")[2].rstrip("/")

    @property
    def witness_key(self) -> Path:
        """File of the key that signs what we saw of other co-ops' logs."""
        return self.data_dir / "witness.key"

    @property
    def uploads(self) -> Path:
        """Folder of re-encoded pictures and receipts."""
        return self.data_dir / "uploads"


def load(**overrides: Any) -> Settings:
    """Read the settings; keyword arguments win over the environment."""
    return Settings(**overrides)
