"""A booking as a calendar file (iCalendar, RFC 5545; scheduling methods of RFC 5546).

One booking keeps one UID for life, and SEQUENCE grows with every change, so that a calendar moves or
removes what it has instead of adding another. Nothing is read from a clock: the same facts give the same
bytes.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from icalendar import Calendar, Event, vCalAddress, vText

PRODUCT = "-//Toad Lane//Bookings//EN"

_CONTROL = re.compile(r"[\x00-\x1f\x7f\"]+")
_ADDRESS = re.compile(r"[^\s@<>\"\x00-\x1f\x7f]+@[^\s@<>\"\x00-\x1f\x7f]+")


class Method(StrEnum):
    """What the file asks of a calendar."""

    PUBLISH = "PUBLISH"  # here it is, no answer wanted
    REQUEST = "REQUEST"  # you are invited; the program may answer to the organiser
    CANCEL = "CANCEL"  # take it out


class Status(StrEnum):
    """How certain the booking is."""

    TENTATIVE = "TENTATIVE"
    CONFIRMED = "CONFIRMED"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True)
class Party:
    """Someone named in the file; an e-mail address that is none raises ``ValueError``."""

    name: str
    email: str

    def __post_init__(self) -> None:
        if not _ADDRESS.fullmatch(self.email):
            raise ValueError(f"{self.email!r} is no e-mail address")


@dataclass(frozen=True)
class BookingEvent:
    """The facts of a booking that its readers may know: who calls decides about places and addresses.

    ``domain`` is the site's, part of the UID. ``sequence`` is the number of changes made so far.
    ``stamped_at`` is when these facts were settled. Times are aware. ``attendees`` see each other's
    addresses; name only the reader.
    """

    reference: str
    domain: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    stamped_at: datetime
    summary: str
    organiser: Party
    attendees: tuple[Party, ...] = ()
    status: Status = Status.CONFIRMED
    description: str = ""
    location: str = ""
    url: str = ""

    def __post_init__(self) -> None:
        if self.sequence < 0:
            raise ValueError(f"changes cannot be fewer than none: {self.sequence}")
        # Unlike texts, an address is not escaped when it is written.
        if _CONTROL.search(self.url):
            raise ValueError(f"no address: {self.url!r}")

    @property
    def uid(self) -> str:
        return f"{self.reference}@{self.domain}"


def booking_ics(event: BookingEvent, method: Method = Method.PUBLISH) -> bytes:
    """The file, UTF-8 with CRLF, for an attachment of type ``text/calendar; method=...; charset=utf-8``.

    Times are written in UTC, which needs no zone definitions. As RFC 5546 has it, a PUBLISH names no
    attendees, a REQUEST must name some (else ``ValueError``), and a CANCEL has the status CANCELLED
    whatever the facts say.
    """
    if method is Method.REQUEST and not event.attendees:
        raise ValueError("a request for an answer names those who are asked")
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method.value)
    calendar.add_component(_event(event, method))
    return bytes(calendar.to_ical())


def feed_ics(events: tuple[BookingEvent, ...], *, name: str) -> bytes:
    """A person's bookings as one published calendar, for a subscription; by start, then reference."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", Method.PUBLISH.value)
    calendar.add("x-wr-calname", name)
    for event in sorted(events, key=lambda each: (each.starts_at, each.reference)):
        calendar.add_component(_event(event, Method.PUBLISH))
    return bytes(calendar.to_ical())


def _event(event: BookingEvent, method: Method) -> Event:
    status = Status.CANCELLED if method is Method.CANCEL else event.status
    written = Event()
    written.add("uid", event.uid)
    written.add("sequence", event.sequence)
    written.add("dtstamp", _utc(event.stamped_at))
    written.add("dtstart", _utc(event.starts_at))
    written.add("dtend", _utc(event.ends_at))
    written.add("summary", event.summary)
    written.add("status", status.value)
    written.add("transp", "TRANSPARENT" if status is Status.CANCELLED else "OPAQUE")
    written.add("organizer", _address(event.organiser))
    if method is not Method.PUBLISH:
        for attendee in event.attendees:
            written.add("attendee", _address(attendee))
    for name, text in (("description", event.description), ("location", event.location), ("url", event.url)):
        if text:
            written.add(name, text)
    return written


def _address(party: Party) -> vCalAddress:
    address = vCalAddress(f"mailto:{party.email}")
    # A parameter cannot hold quotes or line ends; a name that tries to must not start a property of its own.
    address.params["cn"] = vText(_CONTROL.sub(" ", party.name).strip())
    return address


def _utc(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError(f"an instant needs a zone: {instant.isoformat()}")
    return instant.astimezone(UTC).replace(microsecond=0)
