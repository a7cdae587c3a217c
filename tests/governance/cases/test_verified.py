"""An outsider checks the books of a co-op whose members decided an appeal."""

from __future__ import annotations

import datetime as dt

from coop.commons.exports.archive import write_folder
from coop.governance.ballots.actions import cast
from coop.governance.cases import actions
from coop.governance.cases.queries import file_of
from coop.governance.closing.actions import close_due
from coop.governance.enactment.actions import enact_due
from coop.governance.proposals.models import Proposal
from coop.people.membership.actions import record_share_payment
from coop.verify.command import verify
from tests.factories import membership_of
from tests.logs import bring_up_to_date

DAY = dt.timedelta(days=1)


def voted(session, case, people, answer, members, now):
    record_share_payment(
        session, membership_of(session, members[1]), amount_cents=5_000, paid_on=now.date(), recorded_by=people[0],
        at=now,
    )
    held = actions.appeal(session, case, by=members[1], grounds="No.", at=now + 20 * DAY)
    session.commit()
    proposal = session.get(Proposal, held.appeal.proposal_id)
    for voter in people[:8]:
        cast(session, proposal, person=voter, content=answer, at=now + 21 * DAY)
    close_due(session, at=now + 27 * DAY)
    session.commit()
    assert enact_due(session, at=now + 28 * DAY) == 1
    session.commit()


def is_sound(session, log, folder, at):
    bring_up_to_date(session, log, at=at)
    write_folder(session, folder, at=at)
    report = verify(str(folder))
    assert report.sound, report.as_text()


def test_an_appeal_upheld_is_verified_with_the_share_it_owes(session, log, expelled, people, members, now, tmp_path):
    voted(session, expelled, people, "yes", members, now)
    is_sound(session, log, tmp_path / "export", now + 29 * DAY)


def test_an_appeal_not_upheld_is_verified(session, log, expelled, people, members, now, tmp_path):
    voted(session, expelled, people, "no", members, now)
    assert file_of(session, expelled).ending.overturned
    is_sound(session, log, tmp_path / "export", now + 29 * DAY)
