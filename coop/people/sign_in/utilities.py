"""What Flask-Security lets us say for ourselves: where its mail goes, how addresses are written, codes used once."""

from __future__ import annotations

import base64
from typing import Any, cast

import qrcode
from flask_security import UserMixin
from flask_security.mail_util import MailUtil
from flask_security.totp import Totp
from qrcode.image.svg import SvgPathFillImage

from coop.notices import actions as notices
from coop.people.persons.models import Person
from coop.web import clock
from coop.web.database import session


class OutboxMail(MailUtil):
    """Mail goes to our outbox, in the same commit as its cause; addresses are trimmed and lower-cased."""

    def normalize(self, email: str) -> str:
        return super().normalize(email.strip()).lower()

    def validate(self, email: str) -> str:
        return super().validate(email.strip()).lower()

    def send_mail(
        self, template: str, subject: str, recipient: Any, sender: Any, body: str | None, html: str | None, **_: Any
    ) -> None:
        notices.mail(session, to=str(recipient), subject=str(subject), body=(body or "").strip(), at=clock.now())


class OneTimeTotp(Totp):
    """Remembers the step of the last code, so that one seen over a shoulder is of no use."""

    def generate_qrcode(self, username: str, totp: str) -> str:
        """The key as an SVG of its own white ground, so that a phone can read it in the dark theme too."""
        drawn = qrcode.make(self.get_totp_uri(username, totp), image_factory=SvgPathFillImage)
        return "data:image/svg+xml;base64," + base64.b64encode(drawn.to_string()).decode()

    def get_last_counter(self, user: UserMixin) -> int | None:
        return cast(Person, user).tf_last_counter

    def set_last_counter(self, user: UserMixin, tmatch: Any) -> None:
        cast(Person, user).tf_last_counter = tmatch.counter
