"""Scottish STV, Meek and IRV counted paper by paper, as the texts have them; no code shared with ours."""

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, localcontext
from hashlib import sha256


def lot(seed, name):
    return sha256(seed.encode() + b"\n" + name.encode()).hexdigest()


def scottish(names, papers, seats, seed):
    """(elected in order, [votes by name at the end of each stage]) of single papers, each a list of names."""
    papers = [[paper, None, Decimal(1)] for paper in papers if paper]
    quota = len(papers) // (seats + 1) + 1
    continuing, elected, excluded, history = list(names), [], [], []
    surpluses, kept = [], {}

    def votes_now():
        votes = {name: kept.get(name, Decimal(0)) for name in names}
        for _, holder, value in papers:
            if holder is not None and holder not in kept:
                votes[holder] += value
        return votes

    def best(tied, lowest):
        tied = list(tied)
        for past in reversed(history):
            figure = (min if lowest else max)(past[name] for name in tied)
            tied = [name for name in tied if past[name] == figure]
            if len(tied) == 1:
                return tied[0]
        tied.sort(key=lambda name: lot(seed, name))
        return tied[-1] if lowest else tied[0]

    def close():
        history.append(votes_now())
        reached = [name for name in continuing if history[-1][name] >= quota]
        while reached:
            name = best(reached, lowest=False)
            reached.remove(name)
            continuing.remove(name)
            elected.append(name)
            if history[-1][name] > quota:
                surpluses.append(name)

    for paper in papers:
        paper[1] = paper[0][0]
    close()
    while len(elected) < seats and len(continuing) > seats - len(elected):
        if surpluses:
            giver = best(surpluses, lowest=False)
            surpluses.remove(giver)
            total = history[-1][giver]
            for paper in papers:
                if paper[1] == giver:
                    value = (total - quota) * paper[2] / total
                    paper[2] = value.quantize(Decimal("0.00001"), ROUND_FLOOR)
                    paper[1] = next((name for name in paper[0] if name in continuing), None)
            kept[giver] = Decimal(quota)
        else:
            loser = best(continuing, lowest=True)
            continuing.remove(loser)
            excluded.append(loser)
            for paper in papers:
                if paper[1] == loser:
                    paper[1] = next((name for name in paper[0] if name in continuing), None)
        close()
    while len(elected) < seats:
        name = best(continuing, lowest=False)
        continuing.remove(name)
        elected.append(name)
    return elected, history


def meek(names, papers, seats, seed):
    """Who is elected, of single papers, by decimals of nine places."""
    nine = Decimal("0.000000001")
    papers = [paper for paper in papers if paper]
    keep = dict.fromkeys(names, Decimal(1))
    hopeful, elected = list(names), []
    with localcontext() as context:
        context.prec = 60
        while len(elected) < seats and len(elected) + len(hopeful) > seats:
            before = None
            while True:
                votes = dict.fromkeys(names, Decimal(0))
                for paper in papers:
                    weight = Decimal(1)
                    for name in paper:
                        part = (weight * keep[name]).quantize(nine, ROUND_CEILING)
                        votes[name] += part
                        weight -= part
                        if not weight:
                            break
                quota = (sum(votes.values()) / (seats + 1)).quantize(nine, ROUND_FLOOR) + nine
                reached = sorted(
                    (name for name in hopeful if votes[name] >= quota), key=lambda name: (-votes[name], lot(seed, name))
                )
                surplus = sum(max(Decimal(0), votes[name] - quota) for name in [*elected, *reached])
                if reached:
                    elected += reached
                    hopeful = [name for name in hopeful if name not in reached]
                    break
                if surplus < Decimal("0.000001") or (before is not None and surplus >= before):
                    least = min(votes[name] for name in hopeful)
                    level = [name for name in hopeful if votes[name] <= least + surplus]
                    loser = max(level, key=lambda name: lot(seed, name))
                    hopeful.remove(loser)
                    keep[loser] = Decimal(0)
                    break
                before = surplus
                for name in elected:
                    whole = (keep[name] * quota).quantize(nine, ROUND_CEILING)
                    keep[name] = min(Decimal(1), (whole / votes[name]).quantize(nine, ROUND_CEILING))
    if len(elected) < seats:
        elected += sorted(hopeful, key=lambda name: lot(seed, name))
    return elected


def instant_runoff(ballots):
    """(winner, last votes) of [(tiers of names, count)]: for comparison with history, and offered nowhere."""
    standing = {name for tiers, _ in ballots for tier in tiers for name in tier}
    while True:
        votes = dict.fromkeys(standing, 0)
        for tiers, count in ballots:
            first = next((left for tier in tiers if (left := [name for name in tier if name in standing])), [])
            if len(first) == 1:
                votes[first[0]] += count
        if len(standing) <= 2:
            return max(votes, key=votes.get), votes
        standing.remove(min(votes, key=votes.get))
