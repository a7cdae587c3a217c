"""The scenes of the year, in order. Each act is the one the pages use, in its own database transaction."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

from coop.commons.rehearsal.actions import close_period, distribute_by_vote, import_trips
from coop.commons.rehearsal.acts import Unfinished, admit_drivers, drivers, found
from coop.commons.rehearsal.year import plot
from coop.commons.rehearsal.year.cases import expel_and_overturn
from coop.commons.rehearsal.year.course import Course
from coop.commons.rehearsal.year.projects import fund_projects
from coop.commons.rehearsal.year.rules import quartered
from coop.commons.rehearsal.year.votes import change_fee, elect_stewards
from coop.db import transaction
from coop.ledger.log import signing
from coop.market.imports.mapping import Mapping
from coop.market.imports.table import Reading, read_table
from coop.money.clearing.actions import record_clearing
from coop.money.clearing.queries import open_cents
from coop.people.membership.leaving import leave, redeem
from coop.people.membership.models import Departure
from coop.people.membership.queries import open_membership

SCENES = 12
LOG_NAME = "rehearsal.example"


def scenes(course: Course) -> Iterator[str]:
    """Play all scenes; after each, its name."""
    clock = course.clock
    content = course.data.trips.read_bytes()
    files = quartered(content, cuts=plot.CUTS, moved_by=plot.MOVED_BY)
    first, second, third, fourth = [(read_table(file, Mapping()), sha256(file).hexdigest()) for file in files]
    yield "read the trips"
    found(course.engine, clock)
    with transaction(course.engine) as session:
        signing.begin(session, course.settings.log_key, LOG_NAME, at=clock.now)
    yield "found the co-op"
    admit_drivers(course.engine, clock, drivers(first[0]))
    yield "admit the drivers"
    quarter(course, *first)
    yield "the first quarter"
    clock.set(plot.FEE_ON)
    course.fee = change_fee(course)
    yield "lower the fee by vote"
    clock.set(plot.ELECTION_ON)
    course.election = elect_stewards(course)
    yield "elect the stewards"
    quarter(course, *second)
    yield "the second quarter"
    clock.set(plot.COMPLAINT_ON)
    course.case = expel_and_overturn(course)
    yield "a case and its appeal"
    quarter(course, *third)
    yield "the third quarter"
    clock.set(plot.PROJECTS_ON)
    course.projects = fund_projects(course)
    yield "fund projects by vote"
    course.left = leave_and_be_paid(course)
    yield "a member leaves"
    quarter(course, *fourth)
    clock.set(plot.ENDS_ON)
    course.tick()
    yield "the fourth quarter"


def quarter(course: Course, reading: Reading, digest: str) -> None:
    """A quarter's trips are brought in, its cards' money too; it is closed, and its surplus put to the vote."""
    number, (opens_on, closes_on) = len(course.quarters) + 1, plot.QUARTERS[len(course.quarters)]
    course.clock.set(closes_on + plot.CLOSED_AFTER)
    course.tick()
    brought = import_trips(course.engine, course.clock, reading, digest)
    with transaction(course.engine) as session:
        record_clearing(
            session, statement=f"Cards until {closes_on}", received_cents=open_cents(session),
            received_on=course.clock.today, recorded_by=course.steward(session), at=course.clock.now,
        )
    close_period(course.engine, course.clock, opens_on, closes_on)
    title = f"The surplus of quarter {number} of 2019"
    course.quarters.append((brought, distribute_by_vote(course.engine, course.clock, course.data, title=title)))


def leave_and_be_paid(course: Course) -> int:
    """A member leaves, and what they paid in is paid back; returns the id of the membership that ended."""
    course.clock.set(plot.LEAVES_ON)
    with transaction(course.engine) as session:
        membership = open_membership(session, course.member(session, plot.LEAVER).id)
        if membership is None:
            raise Unfinished("who leaves is no member")
        left = leave(session, membership, reason="Moving away", at=course.clock.now).membership_id
    course.clock.set(plot.PAID_BACK_ON)
    with transaction(course.engine) as session:
        redeem(
            session, session.get_one(Departure, left), paid_on=course.clock.today, paid_by=course.steward(session),
            at=course.clock.now,
        )
    return left
