"""A letter as it is sent: plain text, the link written whole, the calendar entry attached."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Letter:
    """What of a mail is sent, apart from any database session."""

    mail_id: int
    to_address: str
    subject: str
    body: str
    link: str
    """A path on this site, or nothing."""
    calendar: str
    created_at: dt.datetime


def words(body: str, *, link: str, site_url: str) -> str:
    """The text with the link below it, whole, so that it can be pressed in a mail program."""
    return f"{body.strip()}\n\n{site_url.rstrip('/')}{link}" if link else body.strip()


def message(letter: Letter, *, sender: str, site_url: str) -> EmailMessage:
    """The message to hand to a mail server. Its id is the mail's own: sent twice, programs show it once."""
    mail = EmailMessage()
    mail["Subject"] = " ".join(letter.subject.split())
    mail["From"] = sender
    mail["To"] = Address(addr_spec=letter.to_address)
    mail["Date"] = format_datetime(letter.created_at)
    mail["Message-ID"] = f"<mail-{letter.mail_id}@{urlsplit(site_url).hostname or 'localhost'}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(words(letter.body, link=letter.link, site_url=site_url))
    if letter.calendar:
        mail.add_attachment(letter.calendar.encode(), maintype="text", subtype="calendar", filename="booking.ics")
    return mail
