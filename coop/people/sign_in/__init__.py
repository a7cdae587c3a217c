"""Signing in and out: joining, confirming, passwords, two-step codes, sessions. Built on Flask-Security."""

from __future__ import annotations

import datetime as dt

from flask import Flask, current_app, render_template
from flask_babel import gettext as _
from flask_security import Security, hash_password
from flask_security.recoverable import generate_reset_password_token
from flask_security.utils import login_user
from sqlalchemy.orm import Session

from coop.config import Settings
from coop.notices import actions as notices
from coop.people.persons.actions import EmailTaken, create_person
from coop.people.persons.models import Person
from coop.people.sign_in import confirmation, cookies, forms, rate_limits
from coop.people.sign_in.configuration import security_settings
from coop.people.sign_in.datastore import PeopleDatastore
from coop.people.sign_in.utilities import OneTimeTotp, OutboxMail
from coop.policies.queries import charter

__all__ = ["EmailTaken", "client_on_the_way", "hash_password", "init_app", "log_in"]


def init_app(app: Flask, settings: Settings) -> None:
    """Install sign-in on the app. Rate limits come first: they count before the request's transaction begins."""
    rate_limits.init_app(app, settings)
    app.config.update(security_settings(settings))
    security = Security(
        app,
        PeopleDatastore(),
        mail_util_cls=OutboxMail,
        totp_cls=OneTimeTotp,
        login_form=forms.SignInForm,
        register_form=forms.JoinForm,
        send_confirmation_form=forms.SendConfirmationForm,
        forgot_password_form=forms.ForgotPasswordForm,
        reset_password_form=forms.ResetPasswordForm,
        change_password_form=forms.ChangePasswordForm,
        verify_form=forms.VerifyForm,
        two_factor_setup_form=forms.TwoStepForm,
        two_factor_rescue_form=forms.NoRescueForm,
        two_factor_verify_code_form=forms.CodeForm,
        mf_recovery_form=forms.RecoveryForm,
    )
    security.want_json(lambda _request: False)
    security.login_manager.user_loader(cookies.load)
    security.login_manager.request_loader(lambda _request: None)  # no tokens in headers: browsers only
    security.mail_context_processor(lambda: {"site": settings.site_url.rstrip("/")})
    cookies.init_app(app)
    app.view_functions["security.confirm_email"] = confirmation.ask_first(app.view_functions["security.confirm_email"])
    app.view_functions["security.two_factor_rescue"] = confirmation.to_recovery_code


def log_in(person: Person) -> None:
    """Sign the person in with this request's browser, in a new session."""
    login_user(person, remember=False, authn_via=["link"])


def client_on_the_way(session: Session, *, email: str, display_name: str, at: dt.datetime) -> Person:
    """A person made while booking, who chooses a password later by the link in their mail.

    Raises EmailTaken when somebody signs in with the address: the view then asks them to. Call it inside a
    request; `log_in` the person afterwards.
    """
    coop = charter(session)
    person = create_person(session, email=email, display_name=display_name, timezone=coop.timezone, at=at)
    body = render_template(
        "people/sign_in/mail/choose_password.txt",
        user=person,
        reset_token=generate_reset_password_token(person),  # type: ignore[no-untyped-call]  # theirs has no types
        site=current_app.extensions["coop_settings"].site_url.rstrip("/"),
    )
    notices.mail(session, to=person.email, subject=_("Choose a password"), body=body.strip(), at=at)
    return person
