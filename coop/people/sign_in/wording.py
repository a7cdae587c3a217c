"""What sign-in says, in place of Flask-Security's own messages: the text and the kind of notice it is shown in."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

MESSAGES: dict[str, tuple[Any, str]] = {
    "GENERIC_AUTHN_FAILED": (_l("The address or the password is not right"), "stop"),
    "UNAUTHENTICATED": (_l("Please sign in to open this page."), "info"),
    "REAUTHENTICATION_REQUIRED": (_l("Please enter your password again before going on."), "info"),
    "REAUTHENTICATION_SUCCESSFUL": (_l("Thank you. You can go on."), "success"),
    "CONFIRM_REGISTRATION": (_l("We sent a mail to %(email)s."), "success"),
    "CONFIRMATION_REQUEST": (
        _l("If %(email)s waits for a confirmation here, a mail with a link is on its way."), "success"),
    "CONFIRMATION_EXPIRED": (_l("That link is too old. Ask for a new one."), "stop"),
    "INVALID_CONFIRMATION_TOKEN": (_l("That link does not work. Ask for a new one."), "stop"),
    "ALREADY_CONFIRMED": (_l("Your address is confirmed already. You can sign in."), "info"),
    "EMAIL_CONFIRMED": (_l("Thank you. Your address is confirmed: sign in."), "success"),
    "PASSWORD_RESET_REQUEST": (
        _l("If somebody signs in here with %(email)s, a mail with a link is on its way."), "success"),
    "PASSWORD_RESET_EXPIRED": (_l("That link is too old. Ask for a new one."), "stop"),
    "INVALID_RESET_PASSWORD_TOKEN": (_l("That link does not work. Ask for a new one."), "stop"),
    "PASSWORD_RESET_NO_LOGIN": (_l("Your new password is set: sign in with it."), "success"),
    "PASSWORD_CHANGE": (_l("Your password is changed. You are signed out everywhere else."), "success"),
    "PASSWORD_NOT_PROVIDED": (_l("Enter a password"), "stop"),
    "PASSWORD_INVALID_LENGTH": (_l("Use at least %(length)s characters"), "stop"),
    "PASSWORD_IS_THE_SAME": (_l("Choose a password that differs from the present one"), "stop"),
    "RETYPE_PASSWORD_MISMATCH": (_l("The two passwords differ"), "stop"),
    "INVALID_PASSWORD": (_l("The password is not right"), "stop"),
    "EMAIL_NOT_PROVIDED": (_l("Enter an e-mail address"), "stop"),
    "INVALID_EMAIL_ADDRESS": (_l("Enter an e-mail address, such as name@example.org"), "stop"),
    "EMAIL_ALREADY_ASSOCIATED": (_l("%(email)s is known here already"), "stop"),
    "INVALID_REDIRECT": (_l("That address leads away from this site"), "stop"),
    "TWO_FACTOR_INVALID_TOKEN": (_l("That code is not right, or was used already"), "stop"),
    "TWO_FACTOR_LOGIN_SUCCESSFUL": (_l("You are signed in."), "success"),
    "TWO_FACTOR_CHANGE_METHOD_SUCCESSFUL": (
        _l("Signing in now takes a code as well. Write down recovery codes, for the day you lose the phone."),
        "success"),
    "TWO_FACTOR_DISABLED": (_l("Signing in takes only your password again."), "info"),
    "TWO_FACTOR_PERMISSION_DENIED": (_l("Start again by signing in."), "stop"),
    "TWO_FACTOR_SETUP_EXPIRED": (_l("That took too long. Start again."), "stop"),
    "INVALID_RECOVERY_CODE": (_l("That recovery code is not right, or was used already"), "stop"),
}

SUBJECTS = {
    "REGISTER": _l("Confirm your e-mail address"),
    "CONFIRM": _l("Confirm your e-mail address"),
    "PASSWORD_RESET": _l("Choose a new password"),
    "PASSWORD_NOTICE": _l("Your password was set anew"),
    "PASSWORD_CHANGE_NOTICE": _l("Your password was changed"),
}
