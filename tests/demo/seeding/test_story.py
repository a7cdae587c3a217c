import datetime as dt
import random

from coop.demo.keys import Keys
from coop.demo.seeding.calendar import DAY, calendar
from coop.demo.seeding.story import Story

NOW = dt.datetime(2026, 3, 20, 9, 0, tzinfo=dt.UTC)


def story(tmp_path):
    return Story(calendar(NOW), Keys("", "", "", "", {}), tmp_path, random.Random(1))


def test_deeds_happen_in_the_order_of_their_moments_whatever_led_to_them(engine, tmp_path):
    told, seen = story(tmp_path), []

    def first(_session, at):
        seen.append(("first", at))
        told.at(at + DAY, lambda _session, at: seen.append(("led to", at)))

    told.at(NOW - DAY / 2, lambda _session, at: seen.append(("last", at)))
    told.at(NOW - 3 * DAY, first)
    told.tell(engine, progress=lambda done, known: None)
    assert [name for name, _ in seen] == ["first", "led to", "last"]
    assert [at for _, at in seen] == sorted(at for _, at in seen)


def test_what_lies_ahead_of_now_does_not_happen(engine, tmp_path):
    told, seen = story(tmp_path), []
    told.at(NOW + DAY, lambda _session, at: seen.append(at))
    told.tell(engine, progress=lambda done, known: None)
    assert seen == []
