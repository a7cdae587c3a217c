"""The rows about one person, table by table, without what only others may read: blind reviews, their addresses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Select, inspect, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from coop.commons.erasure.models import ErasureHold, ErasureRequest
from coop.db import Base
from coop.governance.ballots.models import (
    CarriedBallot,
    CarriedMark,
    PaperBatch,
    PaperDiscard,
    PaperName,
    PaperSigning,
    VoterMark,
)
from coop.governance.belenios.models import BeleniosAnswer, BeleniosImport, BeleniosPlace
from coop.governance.candidates.models import Candidate, Nomination, NominationAnswer
from coop.governance.cases.models import (
    Case,
    CaseAnswer,
    CaseAppeal,
    CaseDecision,
    CaseEnding,
    CaseEvidence,
    CaseReminder,
    PanelConflict,
    PanelOffer,
    PanelVote,
    PauseSignature,
    PoolPlace,
)
from coop.governance.delegation.models import Delegation, DelegationAnswer, DelegationEnd
from coop.governance.electorate.models import RollLine
from coop.governance.ideas.models import ProjectIdea, ProjectIdeaVersion
from coop.governance.proposals.models import (
    Amendment,
    AmendmentAnswer,
    AmendmentOffer,
    Comment,
    CommentReaction,
    Cosponsorship,
    Proposal,
)
from coop.governance.terms.models import CommitteeSeat
from coop.ledger.models import Account, EntryPrivate, EntryRow, PostingRow
from coop.market.availability.models import DateException, SlotClaim, WeeklyHours
from coop.market.bookings.models import (
    Acceptance,
    Booking,
    Cancellation,
    Completion,
    Decline,
    NoShow,
    Reschedule,
    Waiver,
)
from coop.market.bookings.queries import works_on
from coop.market.bookings.series.models import (
    Series,
    SeriesAnswer,
    SeriesEnd,
    SeriesVisit,
    VisitLapse,
    VisitPaymentAsk,
)
from coop.market.imports.models import ImportedWorker
from coop.market.listings.models import Listing, ListingPicture
from coop.market.messages.models import Message
from coop.market.reviews.models import Review, ReviewReply
from coop.market.teams.models import TeamLeaving, TeamMember, TeamVersion, TeamWord
from coop.money.cards.models import AccountState, CardTransfer, ConnectedAccount
from coop.money.fund.commitments.models import Commitment, CommitmentClosing
from coop.money.fund.models import Expense
from coop.money.kept_cards.models import CardConsent, CardConsentEnd, CardCustomer, KeptCard
from coop.money.papers.models import Paper, PaperEntry, PaperIssuer
from coop.money.payments.models import ExpectedTransfer, Settlement, Tip
from coop.money.payouts.models import FeesPaid, PayoutDetails, PayoutLine, PayoutReturn
from coop.money.tax_status.models import TaxStatus
from coop.money.teams.models import TeamShare
from coop.notices.models import Mail, Notice
from coop.people.absence.models import MemberLeave, MemberLeaveEnd
from coop.people.classes.models import MembershipClass
from coop.people.membership.models import Application, Departure, Membership, Objection, SharePayment
from coop.people.obligations.models import CapitalObligation
from coop.people.orientation.models import OrientationCheck
from coop.people.persons.models import Person
from coop.people.restrictions.models import Restriction, RestrictionEnd
from coop.people.sign_in.models import SignInSession
from coop.people.stewards.models import Stewardship

SECRET: dict[type[Base], frozenset[str]] = {
    Person: frozenset({"password", "fs_uniquifier", "tf_totp_secret", "tf_last_counter", "mf_recovery_codes"}),
    SignInSession: frozenset({"token_hash"}),
    Listing: frozenset({"words", "title_words", "cell"}),
    Mail: frozenset({"last_error"}),
    Objection: frozenset({"application_id"}),
    PanelConflict: frozenset({"other_id"}),
    Nomination: frozenset({"nominated_by_id"}),
    Commitment: frozenset({"committed_by_id"}),
    CommitmentClosing: frozenset({"closed_by_id"}),
    BeleniosImport: frozenset({"archive"}),
}
"""Columns that are keys, made from others, or lead to somebody else."""

Chosen = tuple[type[Base], ColumnElement[bool]]
Records = tuple[type[Base], InstrumentedAttribute[int] | InstrumentedAttribute[int | None]]


_OF_PERSON: tuple[Records, ...] = (
    (Person, Person.id), (SignInSession, SignInSession.person_id), (Notice, Notice.person_id),
    (Application, Application.person_id), (Objection, Objection.member_id), (Membership, Membership.person_id),
    (Stewardship, Stewardship.person_id), (Listing, Listing.worker_id), (WeeklyHours, WeeklyHours.worker_id),
    (DateException, DateException.worker_id), (SlotClaim, SlotClaim.worker_id),
    (ImportedWorker, ImportedWorker.person_id), (Message, Message.author_id), (Review, Review.author_id),
    (Proposal, Proposal.author_id), (Amendment, Amendment.author_id), (Comment, Comment.author_id),
    (AmendmentOffer, AmendmentOffer.author_id), (Cosponsorship, Cosponsorship.person_id),
    (CommentReaction, CommentReaction.person_id),
    (RollLine, RollLine.person_id), (VoterMark, VoterMark.person_id),
    (CarriedMark, CarriedMark.person_id), (CarriedBallot, CarriedBallot.delegate_id),
    (PaperBatch, PaperBatch.opened_by_id), (PaperName, PaperName.person_id),
    (PaperSigning, PaperSigning.signed_by_id), (PaperDiscard, PaperDiscard.discarded_by_id),
    (BeleniosPlace, BeleniosPlace.given_by_id), (BeleniosImport, BeleniosImport.imported_by_id),
    (BeleniosAnswer, BeleniosAnswer.answered_by_id),
    (PayoutDetails, PayoutDetails.person_id),
    (Expense, Expense.submitted_by_id), (ExpectedTransfer, ExpectedTransfer.client_id),
    (ErasureRequest, ErasureRequest.person_id), (TaxStatus, TaxStatus.person_id),
    (ConnectedAccount, ConnectedAccount.person_id), (CardCustomer, CardCustomer.person_id),
    (KeptCard, KeptCard.person_id), (CardConsent, CardConsent.person_id),
    (PanelOffer, PanelOffer.person_id),
    (PanelConflict, PanelConflict.person_id), (CaseReminder, CaseReminder.person_id),
    (Restriction, Restriction.person_id), (OrientationCheck, OrientationCheck.person_id),
    (CommitteeSeat, CommitteeSeat.person_id),
    (Nomination, Nomination.nominee_id), (Candidate, Candidate.person_id),
    (ProjectIdea, ProjectIdea.author_id), (Commitment, Commitment.responsible_id),
    (TeamMember, TeamMember.person_id), (TeamWord, TeamWord.person_id), (TeamLeaving, TeamLeaving.person_id),
    (TeamVersion, TeamVersion.proposed_by_id),
)  # fmt: skip
_OF_PARTY: tuple[Records, ...] = (
    (Settlement, Settlement.worker_party_id), (Tip, Tip.worker_party_id), (PayoutLine, PayoutLine.party_id),
    (PayoutReturn, PayoutReturn.party_id), (FeesPaid, FeesPaid.party_id), (CardTransfer, CardTransfer.party_id),
    (PaperIssuer, PaperIssuer.party_id), (TeamShare, TeamShare.party_id),
    (PaperEntry, PaperEntry.party_id),
    (CapitalObligation, CapitalObligation.party_id),
)  # fmt: skip
_OF_BOOKING: tuple[Records, ...] = tuple(
    (record, record.booking_id)
    for record in (Acceptance, Decline, Reschedule, Waiver, Cancellation, Completion, NoShow, VisitPaymentAsk,
                   VisitLapse)
)

_OF_SERIES: tuple[Records, ...] = (
    (SeriesVisit, SeriesVisit.series_id), (SeriesAnswer, SeriesAnswer.series_id), (SeriesEnd, SeriesEnd.series_id),
)  # fmt: skip


def chosen(person: Person) -> list[Chosen]:
    """Table -> the rows of it that are about this person, or that they wrote."""
    me, party = person.id, person.party_id
    booked = select(Booking.id).where(or_(Booking.client_id == me, works_on(me)))
    repeated = select(Series.id).where(or_(Series.client_id == me, Series.worker_id == me))
    accounts = select(ConnectedAccount.id).where(ConnectedAccount.person_id == me)
    memberships = select(Membership.id).where(Membership.person_id == me)
    cases = select(Case.id).where(or_(Case.complainant_id == me, Case.respondent_id == me))
    given = select(Delegation.id).where(or_(Delegation.delegator_id == me, Delegation.delegate_id == me))
    judged = select(PoolPlace.position).where(PoolPlace.case_id == PanelVote.case_id, PoolPlace.person_id == me)
    return [
        *((model, column == me) for model, column in _OF_PERSON),
        *((model, column == party) for model, column in _OF_PARTY),
        (AccountState, AccountState.account_id.in_(accounts)),
        (CardConsentEnd, CardConsentEnd.consent_id.in_(select(CardConsent.id).where(CardConsent.person_id == me))),
        (Mail, Mail.notice_id.in_(select(Notice.id).where(Notice.person_id == me))),
        (SharePayment, SharePayment.membership_id.in_(memberships)),
        (Departure, Departure.membership_id.in_(memberships)),
        (MembershipClass, MembershipClass.membership_id.in_(memberships)),
        (MemberLeave, MemberLeave.membership_id.in_(memberships)),
        (MemberLeaveEnd, MemberLeaveEnd.leave_id.in_(
            select(MemberLeave.id).where(MemberLeave.membership_id.in_(memberships)))),
        (ListingPicture, ListingPicture.listing_id.in_(select(Listing.id).where(Listing.worker_id == me))),
        (Booking, Booking.id.in_(booked)),
        (Paper, or_(Paper.client_id == me, Paper.worker_party_id == party)),
        *((model, column.in_(booked)) for model, column in _OF_BOOKING),
        (Series, Series.id.in_(repeated)),
        *((model, column.in_(repeated)) for model, column in _OF_SERIES),
        (ReviewReply, ReviewReply.review_id.in_(select(Review.id).where(Review.subject_id == me))),
        (AmendmentAnswer, AmendmentAnswer.offer_id.in_(
            select(AmendmentOffer.id).where(AmendmentOffer.author_id == me))),
        (Delegation, Delegation.id.in_(given)),
        (DelegationAnswer, DelegationAnswer.delegation_id.in_(given)),
        (DelegationEnd, DelegationEnd.delegation_id.in_(given)),
        (Case, Case.id.in_(cases)),
        (CaseEvidence, CaseEvidence.case_id.in_(cases)),
        (CaseAnswer, CaseAnswer.case_id.in_(cases)),
        (CaseDecision, CaseDecision.case_id.in_(cases)),
        (CaseAppeal, CaseAppeal.case_id.in_(cases)),
        (CaseEnding, CaseEnding.case_id.in_(cases)),
        (PoolPlace, PoolPlace.person_id == me),
        # What others judged is theirs; the reasons of a decision are read on the page of the case.
        (PanelVote, PanelVote.position.in_(judged)),
        (PauseSignature, PauseSignature.steward_id == me),
        (RestrictionEnd, RestrictionEnd.restriction_id.in_(
            select(Restriction.id).where(Restriction.person_id == me))),
        (NominationAnswer, NominationAnswer.nomination_id.in_(
            select(Nomination.id).where(Nomination.nominee_id == me))),
        (ProjectIdeaVersion, ProjectIdeaVersion.idea_id.in_(
            select(ProjectIdea.id).where(ProjectIdea.author_id == me))),
        (CommitmentClosing, CommitmentClosing.commitment_id.in_(
            select(Commitment.id).where(Commitment.responsible_id == me))),
        (ErasureHold, ErasureHold.request_id.in_(select(ErasureRequest.id).where(ErasureRequest.person_id == me))),
    ]


def rows(session: Session, person: Person) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """(table, its rows about this person as columns by name), tables without any left out."""
    for model, condition in chosen(person):
        hidden = SECRET.get(model, frozenset())
        columns = [column for column in model.__table__.columns if column.name not in hidden]
        found = [dict(row._mapping) for row in session.execute(_in_order(select(*columns).where(condition), model))]
        if model is Booking:
            for booking in found:
                if booking["client_id"] != person.id:  # the client's own, read on the booking's page while it stands
                    booking["address"] = booking["note"] = ""
        if found:
            yield model.__tablename__, found
    entries = _entries(session, person)
    if entries:
        yield "entries", entries


def _in_order(query: Select[Any], model: type[Base]) -> Select[Any]:
    return query.order_by(*inspect(model).primary_key)


def _entries(session: Session, person: Person) -> list[dict[str, Any]]:
    """The lines of the books that concern them, with what only they and stewards may read."""
    query = (
        select(EntryRow.id.label("entry"), EntryRow.effective_on, EntryRow.recorded_at, EntryRow.kind,
               EntryRow.reference, Account.code.label("account"), PostingRow.commodity, PostingRow.amount,
               EntryPrivate.memo, EntryPrivate.details)
        .join(PostingRow, PostingRow.entry_id == EntryRow.id)
        .join(Account, Account.id == PostingRow.account_id)
        .outerjoin(EntryPrivate, EntryPrivate.entry_id == EntryRow.id)
        .where(PostingRow.party_id == person.party_id)
        .order_by(EntryRow.id, PostingRow.line)
    )  # fmt: skip
    return [dict(row._mapping) for row in session.execute(query)]
