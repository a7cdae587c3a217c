"""The way out: a mail server by SMTP, or nothing but the visible outbox."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable
from contextlib import suppress

from coop.config import Settings
from coop.notices.delivery.letters import Letter, message

Send = Callable[[Letter], None]
_SUBMISSIONS_PORT = 465
_SECONDS = 20


def way_out(settings: Settings) -> Send | None:
    """How this site sends, None when no mail server is set and letters have to wait for one."""
    if settings.outbox_is_visible and not settings.mail_host:
        return lambda _letter: None
    if not settings.mail_host:
        return None
    return lambda letter: send_by_smtp(letter, settings)


def send_by_smtp(letter: Letter, settings: Settings) -> None:
    """Hand one letter to the mail server, encrypted wherever it offers that; raises OSError or SMTPException."""
    context = ssl.create_default_context()
    server: smtplib.SMTP
    if settings.mail_port == _SUBMISSIONS_PORT:
        server = smtplib.SMTP_SSL(settings.mail_host, settings.mail_port, timeout=_SECONDS, context=context)
    else:
        server = smtplib.SMTP(settings.mail_host, settings.mail_port, timeout=_SECONDS)
    try:
        server.ehlo()
        if settings.mail_port != _SUBMISSIONS_PORT and server.has_extn("starttls"):
            server.starttls(context=context)
            server.ehlo()
        if settings.mail_user:
            server.login(settings.mail_user, settings.mail_password.get_secret_value())
        server.send_message(message(letter, sender=settings.mail_from, site_url=settings.site_url))
    finally:
        # The letter is accepted or refused by now; a server that hangs up early changes nothing.
        with suppress(smtplib.SMTPException, OSError):
            server.quit()
