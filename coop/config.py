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
    stripe_secret_key: SecretStr = SecretStr("")
    """Of the co-op's own Stripe account; empty leaves every payment offline and no trace of cards."""
    stripe_webhook_secret: SecretStr = SecretStr("")
    """Signs what Stripe tells us at /webhooks/stripe."""
    stripe_api_base: str = ""
    """Another address of Stripe's API, for trying things out; never with a live key."""
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

    @model_validator(mode="after")
    def _cards_are_whole(self) -> Settings:
        key, hook = self.stripe_secret_key.get_secret_value(), self.stripe_webhook_secret.get_secret_value()
        if not key:
            if hook or self.stripe_api_base:
                raise ValueError("COOP_STRIPE_SECRET_KEY: missing, though another COOP_STRIPE_ setting is there")
            return self
        if not key.startswith(("sk_test_", "sk_live_", "rk_test_", "rk_live_")):
            raise ValueError("COOP_STRIPE_SECRET_KEY: must begin with sk_test_, sk_live_, rk_test_ or rk_live_")
        if not hook.startswith("whsec_"):
            raise ValueError("COOP_STRIPE_WEBHOOK_SECRET: missing or not one: it begins with whsec_")
        if self.stripe_api_base and not self.stripe_api_base.startswith(("https://", "http://127.0.0.1", "http://[::1]")):
            raise ValueError("COOP_STRIPE_API_BASE: must be an https:// address, or one on this machine")
        if not self.cards_are_test and (self.mode is not Mode.PRODUCTION or self.stripe_api_base):
            raise ValueError("COOP_STRIPE_SECRET_KEY: a live key is for production and Stripe's own address alone")
        return self

    @property
    def takes_cards(self) -> bool:
        """Whether the co-op has set its keys of Stripe."""
        return bool(self.stripe_secret_key.get_secret_value())

    @property
    def cards_are_test(self) -> bool:
        """Whether cards are Stripe's test cards and no money moves."""
        return self.takes_cards and "_test_" in self.stripe_secret_key.get_secret_value()[:8]

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
