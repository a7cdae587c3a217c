"""PrefLib: ranked ballots as the library of preferences keeps them (preflib.org): .soc, .soi, .toc and .toi.

    # TITLE: Board 2026
    # DATA TYPE: toi
    # NUMBER ALTERNATIVES: 3
    # NUMBER VOTERS: 8
    # NUMBER UNIQUE ORDERS: 2
    # ALTERNATIVE NAME 1: Ada
    ...
    5: 1,2,3            how many ballots: alternatives, best first
    3: 2,{1,3}          in braces: ranked equal

`s` is strict (no braces), `t` has ties; `c` is complete (every alternative ranked), `i` incomplete.
"""

import re

from coop.governance.tallies.files.election import RankedElection
from coop.governance.tallies.files.lines import (
    MOST_BALLOTS,
    MOST_OPTIONS,
    Wrong,
    different,
    lines_of,
    name,
    whole,
)
from coop.governance.tallies.ranked import RankedProfile, Ranking
from coop.governance.tallies.refusals import DoesNotFit

KINDS = ("soc", "soi", "toc", "toi")
_NAMED = re.compile(r"ALTERNATIVE NAME ([0-9]{1,6})")
_TIER = re.compile(r"\{([^{}]*)\}|([^{},]+)")
_ORDER = re.compile(r"(\{[^{}]*\}|[^{},]+)(,(\{[^{}]*\}|[^{},]+))*")


def read(data: bytes, kind: str | None = None) -> RankedElection:
    """The election of a PrefLib file; `kind` is what its name says. Raises `BadFile` naming every wrong line."""
    wrong = Wrong()
    facts: dict[str, tuple[int, str]] = {}
    orders: list[tuple[int, str]] = []
    for number, line in lines_of(data):
        if line.startswith("#"):
            key, _, text = line[1:].partition(":")
            facts[key.strip().upper()] = (number, text.strip())
        else:
            orders.append((number, line))
    said = facts.get("DATA TYPE", (0, kind or ""))
    if said[1] not in KINDS or (kind and kind != said[1]):
        raise wrong.stop(said[0], f"the data type is one of {', '.join(KINDS)}, as in the file's name")
    options = _number(facts, "NUMBER ALTERNATIVES", wrong)
    if not 1 <= options <= MOST_OPTIONS:
        raise wrong.stop(facts["NUMBER ALTERNATIVES"][0], f"from 1 to {MOST_OPTIONS} alternatives are read")
    names = _names(facts, options, wrong)
    ballots: list[tuple[Ranking, int]] = []
    for number, line in orders:
        try:
            ballots.append(_order(line, options, said[1]))
        except ValueError as error:
            wrong.add(number, str(error))
    total = sum(count for _, count in ballots)
    if total > MOST_BALLOTS:
        wrong.add(0, f"more than {MOST_BALLOTS:,} ballots")
    if not wrong.lines:
        for key, found in (("NUMBER VOTERS", total), ("NUMBER UNIQUE ORDERS", len(ballots))):
            if key in facts and _number(facts, key, wrong) != found:
                wrong.add(facts[key][0], f"{key}: {facts[key][1]}, but there are {found}")
    wrong.refuse()
    return RankedElection(facts.get("TITLE", (0, ""))[1], RankedProfile.of(names, ballots))


def kind_of(profile: RankedProfile) -> str:
    """The strictest of the four kinds that can hold a profile."""
    complete = all(sum(map(len, ranking)) == len(profile.options) for ranking, _ in profile.ballots)
    strict = all(len(tier) == 1 for ranking, _ in profile.ballots for tier in ranking)
    return ("s" if strict else "t") + "o" + ("c" if complete else "i")


def write(election: RankedElection, kind: str | None = None) -> str:
    """The election as PrefLib, of the strictest kind or the given one; raises `DoesNotFit` if that cannot hold it."""
    profile = election.standing
    kind = kind or kind_of(profile)
    if any(not ranking for ranking, _ in profile.ballots):
        raise DoesNotFit("PrefLib has no way to write a ballot that ranks nothing")
    least = kind_of(profile)
    if kind not in KINDS or (least[0] == "t" and kind[0] == "s") or (least[2] == "i" and kind[2] == "c"):
        raise DoesNotFit(f"these ballots are {least}, which {kind} cannot hold")
    head = {
        "TITLE": election.title,
        "DATA TYPE": kind,
        "NUMBER ALTERNATIVES": str(len(profile.options)),
        "NUMBER VOTERS": str(profile.total),
        "NUMBER UNIQUE ORDERS": str(len(profile.ballots)),
        **{f"ALTERNATIVE NAME {place}": option for place, option in enumerate(profile.options, 1)},
    }
    lines = [f"# {key}: {text}" for key, text in head.items()]
    for ranking, count in sorted(profile.ballots, key=lambda ballot: -ballot[1]):
        tiers = (",".join(str(place + 1) for place in tier) for tier in ranking)
        written = ("{" + text + "}" if "," in text else text for text in tiers)
        lines.append(f"{count}: {','.join(written)}")
    return "\n".join(lines) + "\n"


def _number(facts: dict[str, tuple[int, str]], key: str, wrong: Wrong) -> int:
    if key not in facts:
        raise wrong.stop(0, f"no line '# {key}: ...'")
    try:
        return whole(facts[key][1])
    except ValueError as error:
        raise wrong.stop(facts[key][0], str(error)) from error


def _names(facts: dict[str, tuple[int, str]], options: int, wrong: Wrong) -> list[str]:
    names: list[tuple[int, str]] = []
    for key, (number, _) in facts.items():
        found = _NAMED.fullmatch(key)
        if found and not 1 <= int(found[1]) <= options:
            wrong.add(number, f"there is no alternative {found[1]}")
    for place in range(1, options + 1):
        number, text = facts.get(f"ALTERNATIVE NAME {place}", (0, ""))
        try:
            names.append((number, name(text)))
        except ValueError:
            wrong.add(number, f"alternative {place} has no name")
    different(names, wrong)
    return [one for _, one in names]


def _order(line: str, options: int, kind: str) -> tuple[Ranking, int]:
    count_text, colon, order = line.partition(":")
    count = whole(count_text)
    if not colon or count < 1:
        raise ValueError("a line is how many ballots, a colon, and the order")
    order = order.replace(" ", "").replace("\t", "")
    if not _ORDER.fullmatch(order):
        raise ValueError("an order is alternatives with commas between, those ranked equal in braces")
    tiers = []
    for found in _TIER.finditer(order):
        if found[1] is not None and kind[0] == "s":
            raise ValueError(f"{kind} holds strict orders, without braces")
        words = (found[2] if found[1] is None else found[1]).split(",")
        tiers.append(tuple(sorted(_place(word, options) for word in words)))
    ranked = [place for tier in tiers for place in tier]
    if len(set(ranked)) != len(ranked):
        raise ValueError("an alternative is ranked twice")
    if kind[2] == "c" and len(ranked) != options:
        raise ValueError(f"{kind} holds complete orders; this ranks {len(ranked)} of {options}")
    return tuple(tiers), count


def _place(word: str, options: int) -> int:
    place = whole(word)
    if not 1 <= place <= options:
        raise ValueError(f"there is no alternative {place}")
    return place - 1
