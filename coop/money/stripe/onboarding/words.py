"""What Stripe still asks of a worker, in plain words."""

from __future__ import annotations

from flask_babel import gettext as _

from coop.money.cards.models import AccountState


def asked_said(due: list[str]) -> list[str]:
    """What Stripe's names of its requirements ask for, each once; the rest as one."""
    known = (
        ("verification.document", _("a picture of an identity document")),
        ("verification", _("a proof of who you are")),
        ("external_account", _("the bank account to pay to")),
        ("tos_acceptance", _("that you agree to Stripe's terms")),
        ("id_number", _("your tax or identity number")),
        ("ssn_last_4", _("your tax or identity number")),
        (".dob", _("your date of birth")),
        (".address", _("your address")),
        (".first_name", _("your name")),
        (".last_name", _("your name")),
        (".email", _("your e-mail and telephone")),
        (".phone", _("your e-mail and telephone")),
        ("business_", _("what you do, in a few words")),
    )
    said = [next((words for mark, words in known if mark in name), _("some more about you")) for name in due]
    return list(dict.fromkeys(str(words) for words in said))


def stands(state: AccountState | None) -> str:
    """`none`, `open`, `asked`, `disabled` or `ready`: how an account stands."""
    if state is None:
        return "none"
    if state.can_receive:
        return "asked" if state.due else "ready"
    if state.disabled.startswith("rejected"):
        return "disabled"
    return "asked" if state.is_filled_in and state.due else "open" if not state.is_filled_in else "disabled"
