"""Pabulib: votes on projects as the library of participatory budgeting keeps them (pabulib.org), .pb.

Three sections, META, PROJECTS and VOTES, each a word, a line of column names, and lines of cells between semicolons.
Read are, of META: budget, num_projects, num_votes (both checked), vote_type, description; of PROJECTS: project_id,
cost, name, votes and score (both checked), selected; of VOTES: vote, points. Every other column is passed over: also
sex, age and the like, which nobody should publish beside a ballot, and which are not written.

Costs may have up to two decimals. A vote_type is approval or choose-1 (projects that the voter wants), cumulative or
scoring (with points) or ordinal (in order, best first).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from coop.governance.tallies.files.election import ProjectsElection
from coop.governance.tallies.files.lines import MOST_OPTIONS, Wrong, different, lines_of, name, whole
from coop.governance.tallies.files.rows import joined, rows
from coop.governance.tallies.projects import ProjectsProfile
from coop.governance.tallies.ranked import RankedProfile

TYPES = ("approval", "choose-1", "cumulative", "scoring", "ordinal")
_SECTIONS = ("META", "PROJECTS", "VOTES")
_MONEY = re.compile(r"([0-9]{1,12})(?:[.,]([0-9]{1,2}))?")

Row = tuple[int, Mapping[str, str]]
"""A line's number and its cells by column."""


@dataclass(frozen=True)
class _Project:
    short: str
    title: str
    cents: int
    selected: bool | None


def read(data: bytes) -> ProjectsElection:
    """The vote of a .pb file; raises `BadFile` naming every wrong line."""
    wrong = Wrong()
    sections = _sections(data, wrong)
    meta = {row["key"]: (number, row["value"]) for number, row in sections["META"]}
    vote_type = meta.get("vote_type", (0, "approval"))
    if vote_type[1] not in TYPES:
        raise wrong.stop(vote_type[0], f"vote_type is one of {', '.join(TYPES)}")
    projects = _projects(sections["PROJECTS"], wrong)
    budget = _budget(meta, wrong)
    place = {project.short: position for position, project in enumerate(projects)}
    votes: list[tuple[list[tuple[int, int]], int]] = []
    for number, row in sections["VOTES"]:
        try:
            votes.append((_vote(row, place, vote_type[1]), 1))
        except ValueError as error:
            wrong.add(number, str(error))
    _check_counts(meta, projects, len(sections["VOTES"]), wrong)
    wrong.refuse()
    places = 2 if any(cents % 100 for cents in (budget, *(project.cents for project in projects))) else 0
    scale = 1 if places else 100
    profile = ProjectsProfile.of(
        [project.short for project in projects],
        [project.cents // scale for project in projects],
        budget // scale,
        [([(project, points) for project, points in wishes], count) for wishes, count in votes],
        places=places,
        titles=[project.title for project in projects],
    )
    _check_votes(sections["PROJECTS"], profile, wrong)
    wrong.refuse()
    ordinal = None
    if vote_type[1] == "ordinal":
        ordinal = RankedProfile.of(
            profile.options, [(tuple((project,) for project, _ in wishes), 1) for wishes, _ in votes]
        )
    said = [project for project in projects if project.selected is not None]
    selected = tuple(project.short for project in said if project.selected) if said else None
    return ProjectsElection(meta.get("description", (0, ""))[1], profile, vote_type[1], ordinal, selected)


def write(election: ProjectsElection) -> str:
    """The vote as .pb, voters numbered in the order of their ballots' content."""
    profile = election.profile
    pointed = election.vote_type in ("cumulative", "scoring")
    money = [_money(cost, profile.places) for cost in (profile.budget, *profile.costs)]
    lines = ["META", "key;value"]
    lines += [
        joined(pair, ";")
        for pair in (
            ("description", election.title),
            ("num_projects", len(profile.options)),
            ("num_votes", profile.voters),
            ("budget", money[0]),
            ("vote_type", election.vote_type),
        )
    ]
    heads = ["project_id", "cost", "votes", "name", *(["selected"] if election.selected is not None else [])]
    lines += ["PROJECTS", ";".join(heads)]
    for option, cost, votes, title in zip(
        profile.options, money[1:], profile.approvals(), profile.titles, strict=True
    ):
        chosen = [int(option in election.selected)] if election.selected is not None else []
        lines.append(joined((option, cost, votes, title, *chosen), ";"))
    lines += ["VOTES", "voter_id;vote;points" if pointed else "voter_id;vote"]
    voter = 0
    for names, points, count in _written(election):
        for _ in range(count):
            voter += 1
            lines.append(joined((voter, names, points) if pointed else (voter, names), ";"))
    return "\n".join(lines) + "\n"


def _written(election: ProjectsElection) -> list[tuple[str, str, int]]:
    options = election.profile.options
    if election.ranked is not None:
        return [
            (",".join(options[tier[0]] for tier in ranking), "", count) for ranking, count in election.ranked.ballots
        ]
    return [
        (
            ",".join(options[project] for project, _ in wishes),
            ",".join(str(points) for _, points in wishes),
            count,
        )
        for wishes, count in election.profile.ballots
    ]


def _sections(data: bytes, wrong: Wrong) -> dict[str, list[Row]]:
    sections: dict[str, list[Row]] = {}
    current, heads = "", list[str]()
    for number, cells in rows(lines_of(data), ";", wrong):
        if len(cells) == 1 and cells[0] in _SECTIONS:
            current, heads = cells[0], []
            if list(sections) != list(_SECTIONS[: len(sections)]) or current != _SECTIONS[len(sections) % 3]:
                raise wrong.stop(number, "the sections are META, PROJECTS and VOTES, in this order")
            sections[current] = []
        elif not current:
            raise wrong.stop(number, "the file begins with the line META")
        elif not heads:
            heads = cells
            needed = {"META": ("key", "value"), "PROJECTS": ("project_id", "cost"), "VOTES": ("vote",)}[current]
            missing = [head for head in needed if head not in heads]
            if missing or len(set(heads)) != len(heads):
                raise wrong.stop(number, f"{current} has each column once, and needs {', '.join(needed)}")
        elif len(cells) != len(heads):
            wrong.add(number, f"{len(cells)} cells under {len(heads)} columns")
        else:
            sections[current].append((number, dict(zip(heads, cells, strict=True))))
    if list(sections) != list(_SECTIONS):
        raise wrong.stop(0, "the sections META, PROJECTS and VOTES are not all there")
    return sections


def _projects(section: list[Row], wrong: Wrong) -> list[_Project]:
    projects: list[_Project] = []
    names: list[tuple[int, str]] = []
    for number, row in section:
        try:
            short = name(row["project_id"])
            if "," in short:
                raise ValueError(f"{short!r}: a project_id has no comma")
            selected = None
            if row.get("selected"):
                selected = whole(row["selected"]) > 0
            cents = _cents(row["cost"])
            if not cents:
                raise ValueError("a project needs a cost of more than nothing")
            projects.append(_Project(short, name(row.get("name") or short), cents, selected))
            names.append((number, short))
        except ValueError as error:
            wrong.add(number, str(error))
    if not section or len(section) > MOST_OPTIONS:
        raise wrong.stop(0, f"{len(section)} projects; from 1 to {MOST_OPTIONS} are read")
    different(names, wrong)
    return projects


def _budget(meta: Mapping[str, tuple[int, str]], wrong: Wrong) -> int:
    number, text = meta.get("budget", (0, ""))
    try:
        budget = _cents(text)
        if not budget:
            raise ValueError("a budget of nothing")
        return budget
    except ValueError as error:
        raise wrong.stop(number, f"budget: {error}") from error


def _vote(row: Mapping[str, str], place: Mapping[str, int], vote_type: str) -> list[tuple[int, int]]:
    named = [word.strip() for word in row["vote"].split(",")] if row["vote"] else []
    unknown = [word for word in named if word not in place]
    if unknown:
        raise ValueError(f"there is no project {unknown[0][:40]!r}")
    if len(set(named)) != len(named):
        raise ValueError("a project twice in one vote")
    if vote_type not in ("cumulative", "scoring"):
        if vote_type == "choose-1" and len(named) != 1:
            raise ValueError("choose-1 is one project a vote")
        return [(place[word], 1) for word in named]
    if "points" not in row:
        raise ValueError("no column of points")
    points = [whole(word) for word in row["points"].split(",")] if row["points"] else []
    if len(points) != len(named):
        raise ValueError(f"{len(named)} projects, but points for {len(points)}")
    return [(place[word], given) for word, given in zip(named, points, strict=True) if given]


def _check_counts(
    meta: Mapping[str, tuple[int, str]], projects: list[_Project], votes: int, wrong: Wrong
) -> None:
    for key, found in (("num_projects", len(projects)), ("num_votes", votes)):
        number, text = meta.get(key, (0, str(found)))
        if text != str(found) and not wrong.lines:
            wrong.add(number, f"{key} is {text[:20]}, but there are {found}")


def _check_votes(section: list[Row], profile: ProjectsProfile, wrong: Wrong) -> None:
    for column, counted in (("votes", profile.approvals()), ("score", profile.points())):
        for (number, row), found in zip(section, counted, strict=True):
            if row.get(column) and row[column] != str(found):
                wrong.add(number, f"{column} says {row[column][:20]}, but the votes come to {found}")


def _cents(text: str) -> int:
    found = _MONEY.fullmatch(text.strip())
    if not found:
        raise ValueError(f"{text[:40]!r} is no amount")
    return int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))


def _money(amount: int, places: int) -> str:
    return f"{amount // 100}.{amount % 100:02d}" if places else str(amount)
