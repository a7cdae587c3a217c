"""What those concerned are told at each step of a case: what was done, what comes next, when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

from babel.numbers import format_currency
from flask_babel import force_locale, get_locale
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from coop.governance.cases.models import CaseDecision, CaseReminder
from coop.governance.cases.queries import CaseFile
from coop.governance.cases.rules import Seat
from coop.governance.cases.words import decided as decision_said
from coop.governance.proposals.letters import said
from coop.notices.actions import tell
from coop.people.persons.models import Person
from coop.policies.queries import charter

Words = Callable[[Person], tuple[str, str]]
"""person -> (subject, body), called in that person's language."""


def notice_given(session: Session, held: CaseFile, *, at: dt.datetime) -> None:
    """To the one complained about: what to do and until when; to the complainant: that it was passed on."""
    ref, until = held.case.reference, held.notice.answer_by
    _to(session, held, held.case.respondent_id, "case-notice", at, lambda who: (
        _("Somebody complains: case %(ref)s", ref=ref),
        _("Read what is said and answer until %(when)s. Nothing is decided before, and until then nothing changes for "
          "you. Afterwards a panel of %(size)s members is drawn by lot and decides.",
          when=said(until, who), size=held.notice.panel_size),
    ))  # fmt: skip
    _to(session, held, held.case.complainant_id, "case-filed", at, lambda who: (
        _("Your complaint was passed on: case %(ref)s", ref=ref),
        _("The other side can answer until %(when)s and reads what you wrote, with your name. Then a panel of %(size)s "
          "members is drawn by lot.", when=said(until, who), size=held.notice.panel_size),
    ))  # fmt: skip


def answered(session: Session, held: CaseFile, *, at: dt.datetime) -> None:
    """To the complainant."""
    ref, until = held.case.reference, held.notice.answer_by
    _to(session, held, held.case.complainant_id, "case-answered", at, lambda who: (
        _("There is an answer in case %(ref)s", ref=ref),
        _("The panel is drawn after %(when)s. Until it decides you can add what is new.", when=said(until, who)),
    ))  # fmt: skip


def evidence_added(session: Session, held: CaseFile, *, by: Person, at: dt.datetime) -> None:
    """To the other side and the panel."""
    other = next(side for side in held.sides if side != by.id)
    for person_id in [other, *(held.person_at(seat.position) for seat in held.seats)]:
        _to(session, held, person_id, "case-evidence", at, lambda _who: (
            _("Something was added to case %(ref)s", ref=held.case.reference),
            _("Read it on the page of the case."),
        ))  # fmt: skip


def panel_drawn(session: Session, held: CaseFile, *, at: dt.datetime) -> None:
    """To both sides: who judges, and that they can say so if somebody should not."""
    names = ", ".join(held.people[held.person_at(seat.position)].display_name for seat in held.seats)
    for side in held.sides:
        _to(session, held, side, "case-panel", at, lambda who: (
            _("The panel of case %(ref)s is drawn", ref=held.case.reference),
            _("%(names)s were drawn by lot and decide by %(when)s, at first reading. If you live or do business with "
              "one of them, add it on the page of the case: they can step down.",
              names=names, when=said(at + dt.timedelta(days=held.notice.panel_days), who)),
        ))  # fmt: skip


def seated(session: Session, held: CaseFile, seat: Seat, *, at: dt.datetime) -> None:
    """To a member of the panel."""
    _to(session, held, held.person_at(seat.position), "case-seat", at, lambda who: (
        _("You were drawn for the panel of case %(ref)s", ref=held.case.reference),
        _("Read both sides and decide, with reasons, until %(when)s. If you cannot judge them, step down: the next one "
          "drawn takes your place.", when=said(held.until(seat), who)),
    ))  # fmt: skip


def decided(session: Session, held: CaseFile, *, at: dt.datetime) -> None:
    """To both sides: what was decided, and to the one concerned how to appeal."""
    decision = held.decision
    if decision is None:
        return
    for side in held.sides:

        def words(who: Person, side: int = side) -> tuple[str, str]:
            what = _said(session, decision)
            body = _("The panel decided: %(what)s The reasons are on the page of the case.", what=what)
            if decision.appeal_by is not None:
                when = said(decision.appeal_by, who)
                body += " " + (
                    _("Until %(when)s you can put it before all members. It has no effect before.", when=when)
                    if side == held.case.respondent_id
                    else _("It has no effect before %(when)s: until then all members can be asked.", when=when)
                )
            return _("Case %(ref)s is decided", ref=held.case.reference), body

        _to(session, held, side, "case-decided", at, words)


def appealed(session: Session, held: CaseFile, *, at: dt.datetime) -> None:
    """To both sides; all members are told by the vote's own letter."""
    opening = held.opening
    for side in held.sides:
        _to(session, held, side, "case-appealed", at, lambda who: (
            _("All members decide case %(ref)s", ref=held.case.reference),
            _("They vote until %(when)s. The decision of the panel has no effect before.",
              when=said(opening.closes_at, who) if opening else ""),
        ))  # fmt: skip


def ended(session: Session, held: CaseFile, *, at: dt.datetime) -> None:
    """To both sides and the panel."""
    ending, decision = held.ending, held.decision
    if ending is None or decision is None:
        return
    for person_id in [*held.sides, *(held.person_at(seat.position) for seat in held.seats)]:
        _to(session, held, person_id, "case-ended", at, lambda _who: (
            _("Case %(ref)s has ended", ref=held.case.reference),
            _("The members did not uphold what the panel decided: nothing of it takes effect.") if ending.overturned
            else _("It stands as decided: %(what)s", what=_said(session, decision)),
        ))  # fmt: skip


def paused(session: Session, held: CaseFile, *, at: dt.datetime) -> None:
    """To the member: what is paused, why, and when it ends by itself."""
    pause, signed = held.pause, [each for each in held.signatures if each.counts_until > at]
    if pause is None:
        return
    why = "\n\n".join(each.reasons for each in signed)
    _to(session, held, held.case.respondent_id, "case-paused", at, lambda who: (
        _("Your listings are paused until %(when)s", when=said(pause[0].ends_at, who)),
        _("Two stewards paused them for safety, in case %(ref)s. It decides nothing: bookings you have stand, and the "
          "pause ends by itself.\n\nTheir reasons:\n\n%(why)s", ref=held.case.reference, why=why),
    ))  # fmt: skip


def pause_ended(session: Session, held: CaseFile, *, at: dt.datetime) -> None:
    """To the member."""
    _to(session, held, held.case.respondent_id, "case-pause-ended", at, lambda _who: (
        _("Your listings are no longer paused"), _("They show again and take bookings, as before."),
    ))  # fmt: skip


def remind(
    session: Session, held: CaseFile, person_id: int, about: str, until: dt.datetime, *, at: dt.datetime
) -> bool:
    """Remind somebody once of a term that runs out; False when they were."""
    if session.get(CaseReminder, (held.case.id, person_id, about)) is not None:
        return False
    note(session, held, person_id, about, at=at)
    _to(session, held, person_id, "case-reminder", at, lambda who: (
        _("Case %(ref)s waits for you", ref=held.case.reference),
        _("You can answer until %(when)s.", when=said(until, who)) if about == "answer"
        else _("You can appeal until %(when)s.", when=said(until, who)) if about == "appeal"
        else _("Please decide until %(when)s; then the next one drawn takes your place.", when=said(until, who)),
    ))  # fmt: skip
    return True


def note(session: Session, held: CaseFile, person_id: int, about: str, *, at: dt.datetime) -> None:
    """Write down that somebody was told, so that it is done once."""
    session.add(CaseReminder(case_id=held.case.id, person_id=person_id, about=about, reminded_at=at))
    session.flush()


def too_few(session: Session, held: CaseFile, stewards: list[Person], *, at: dt.datetime) -> None:
    """To stewards, once a case: nobody can be drawn until more members are willing."""
    for steward in stewards:
        if session.get(CaseReminder, (held.case.id, steward.id, "too-few")) is not None:
            continue
        note(session, held, steward.id, "too-few", at=at)
        with force_locale(steward.locale):
            tell(
                session,
                steward,
                kind="case-too-few",
                subject=_("Too few members can be drawn for case %(ref)s", ref=held.case.reference),
                body=_("Ask members to be willing to sit on panels: it is drawn again every week."),
                link="/desk/cases",
                at=at,
            )


def _said(session: Session, decision: CaseDecision) -> str:
    """The decision, its money in the co-op's currency: a clock has no page that would know it."""
    amount, currency = Decimal(decision.amount).scaleb(-2), charter(session).currency
    sum_said = format_currency(amount, currency, locale=get_locale() or "en")
    return decision_said(decision, sum_said=str(sum_said))


def _to(session: Session, held: CaseFile, person_id: int, kind: str, at: dt.datetime, words: Words) -> None:
    person = session.get_one(Person, person_id)
    with force_locale(person.locale):
        subject, body = words(person)
        link = f"/cases/{held.case.reference}"
        tell(session, person, kind=kind, subject=subject[:200], body=body, link=link, at=at)
