"""Flask-Security's view of our persons. The site commits once a request, so commits asked for here only flush."""

from __future__ import annotations

from typing import Any, cast

from flask_security import RoleMixin, UserMixin
from flask_security.datastore import UserDatastore
from sqlalchemy import select

from coop.people.persons import actions
from coop.people.persons.models import Person
from coop.policies.queries import charter
from coop.web import clock
from coop.web.database import session


class PeopleDatastore(UserDatastore):
    """Persons by any of their columns; there are no roles, since standing is a matter of records."""

    def __init__(self) -> None:
        super().__init__(Person, RoleMixin)  # it wants a class of roles; none is ever made

    def commit(self) -> None:
        session.flush()

    def put(self, model: Person) -> Person:
        session.add(model)
        return model

    def find_user(self, case_insensitive: bool = False, **facts: Any) -> Person | None:
        """The person with this one fact; addresses are kept lower-cased, so case never matters."""
        ((column, value),) = facts.items()
        if column == "email":
            value = value.strip().lower()
        return session.execute(select(Person).where(getattr(Person, column) == value)).scalar_one_or_none()

    def create_user(self, **facts: Any) -> Person:
        return actions.create_person(
            session,
            email=facts["email"],
            display_name=facts["display_name"],
            password_hash=facts["password"],
            timezone=charter(session).timezone,
            at=clock.now(),
        )

    def tf_reset(self, user: UserMixin) -> None:
        user = cast(Person, user)
        user.tf_primary_method = user.tf_totp_secret = user.tf_last_counter = None
        user.mf_recovery_codes = None

    def mf_delete_recovery_code(self, user: UserMixin, idx: int) -> bool:
        # A new list, since a change inside the stored one would go unnoticed and the code work twice.
        codes = list(user.mf_recovery_codes or ())
        if idx >= len(codes):
            return False
        user.mf_recovery_codes = codes[:idx] + codes[idx + 1 :]
        return True
