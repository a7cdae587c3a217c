"""Who the demo lets one be: a login per role."""

from __future__ import annotations

from dataclasses import dataclass

from coop.demo.content.people import address_of, people
from coop.demo.keys import ROLES, Keys


@dataclass(frozen=True)
class Login:
    """One line of what `make demo` prints."""

    role: str
    name: str
    email: str
    password: str


def names() -> dict[str, str]:
    """The demo person of each role, by display name."""
    cast = people()
    return {
        "client": cast.clients[0].name,
        "member": next(member.name for member in cast.members if member.key == "ines"),
        "steward": next(member.name for member in cast.members if member.steward),
    }


def logins(keys: Keys) -> tuple[Login, ...]:
    """All logins, in the order of the roles."""
    named = names()
    return tuple(Login(role, named[role], address_of(named[role]), keys.passwords[role]) for role in ROLES)
