"""Which classes there are, and which of them the rule opens. Pure."""

from __future__ import annotations

from enum import StrEnum


class MemberClass(StrEnum):
    """A class of members, since one day until the next is written down."""

    WORKER = "worker"
    """Offers work here: serves probation, may be asked for hours, shares in patronage."""
    USER = "user"
    """Books work here and helps to decide."""
    SUPPORTER = "supporter"
    """Puts in a share and helps to decide."""


OPEN = {
    "workers": (MemberClass.WORKER,),
    "workers-and-users": (MemberClass.WORKER, MemberClass.USER),
    "workers-users-and-supporters": tuple(MemberClass),
}
"""The classes that can be joined, by value of the rule `membership.classes`."""
