"""The classes in the reader's language."""

from __future__ import annotations

from flask_babel import gettext as _

from coop.people.classes.rules import MemberClass


def label(member_class: MemberClass) -> str:
    """What a member of this class is called."""
    said: dict[MemberClass, str] = {
        MemberClass.WORKER: _("Worker member"),
        MemberClass.USER: _("User member"),
        MemberClass.SUPPORTER: _("Supporting member"),
    }
    return said[member_class]


def hint(member_class: MemberClass) -> str:
    """What one does, in a sentence."""
    said: dict[MemberClass, str] = {
        MemberClass.WORKER: _("You offer your work here, own the co-op with the others and share in its dividends."),
        MemberClass.USER: _("You book services here and help to decide, with one vote like everybody."),
        MemberClass.SUPPORTER: _("You put in a share and help to decide, with one vote like everybody."),
    }
    return said[member_class]
