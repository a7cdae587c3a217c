"""Flask-Security's forms in our own words: each class only names what people read."""

from __future__ import annotations

from typing import Any, cast

from flask_babel import lazy_gettext as _l
from flask_security import forms as library
from flask_security.recovery_codes import MfRecoveryForm
from wtforms import RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.form import BaseForm
from wtforms.validators import InputRequired, Length

from coop.web.forms import trimmed

_PASSWORD = _l("Password")
_NEW = _l("New password")
_EMAIL = _l("E-mail address")
_LENGTH = _l("At least 10 characters. Several words in a row make a good one.")


class Worded:
    """Gives fields our labels and hints. Both are read when the page is drawn, in the reader's language."""

    words: dict[str, Any] = {}
    hints: dict[str, Any] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        form = cast(BaseForm, self)
        for name, word in self.words.items():
            form[name].label.text = word
        for name, hint in self.hints.items():
            form[name].description = hint


class SignInForm(Worded, library.LoginForm):
    remember = None
    words = {"email": _EMAIL, "password": _PASSWORD}
    hints = {"password": ""}


class JoinForm(Worded, library.RegisterFormV2):
    display_name = StringField(
        _l("Your name here"),
        description=_l("As clients and workers will see it on bookings. It may be a nickname."),
        filters=[trimmed],
        validators=[InputRequired(_l("Enter a name")), Length(max=60, message=_l("Use at most 60 characters"))],
    )
    words = {"email": _EMAIL, "password": _PASSWORD}
    hints = {"email": _l("We send a link to it, to be sure that it is yours."), "password": _LENGTH}


class SendConfirmationForm(Worded, library.SendConfirmationForm):
    words = {"email": _EMAIL}


class ForgotPasswordForm(Worded, library.ForgotPasswordForm):
    words = {"email": _EMAIL}


class ResetPasswordForm(Worded, library.ResetPasswordForm):
    words = {"password": _NEW, "password_confirm": _l("The same once more")}
    hints = {"password": _LENGTH}


class ChangePasswordForm(Worded, library.ChangePasswordForm):
    words = {"password": _l("Present password"), "new_password": _NEW,
             "new_password_confirm": _l("The new one once more")}
    hints = {"new_password": _LENGTH}


class VerifyForm(Worded, library.VerifyForm):
    words = {"password": _PASSWORD}


class TwoStepForm(library.TwoFactorSetupForm):
    setup = RadioField(
        choices=[SelectChoice("authenticator"), SelectChoice("disable")], validate_choice=False
    )


class NoRescueForm(library.TwoFactorRescueForm):
    """Recovery codes are the one way round a lost phone."""

    help_setup = RadioField(choices=[SelectChoice("recovery_code")], validate_choice=False)


class CodeForm(Worded, library.TwoFactorVerifyCodeForm):
    words = {"code": _l("Code of six digits")}
    hints = {"code": _l("Your authenticator app shows it, a new one every 30 seconds.")}


class RecoveryForm(Worded, MfRecoveryForm):
    words = {"code": _l("Recovery code")}
    hints = {"code": _l("One of those you wrote down, such as 1a2b-3c4d-5e6f. Each works once.")}
