"""Pairwise comparison by looking at every pair on every ballot, and strongest paths by walking all simple paths."""


def beats(ballots, options):
    """d[a, b] of [(tiers of positions, count)]."""
    found = {(a, b): 0 for a in range(options) for b in range(options)}
    for tiers, count in ballots:
        rank = {one: place for place, tier in enumerate(tiers) for one in tier}
        for a, b in found:
            if rank.get(a, options) < rank.get(b, options):
                found[a, b] += count
    return found


def strongest(d, options):
    """{(a, b): (votes for, votes against) of the weakest link of the strongest path}, where there is a path."""
    best = {}

    def walk(path, weakest):
        for b in range(options):
            a = path[-1]
            if b in path or d[a, b] <= d[b, a]:
                continue
            link = (d[a, b], d[b, a])
            weak = min(weakest, link, key=strength) if weakest else link
            if strength(weak) > strength(best.get((path[0], b), (0, 10**9))):
                best[path[0], b] = weak
            walk([*path, b], weak)

    for a in range(options):
        walk([a], None)
    return best


def strength(link):
    return link[0], -link[1]


def winners(d, options):
    """Positions that nobody's strongest path to them beats the path back of."""
    p = strongest(d, options)
    none = (0, 10**9)
    return {
        a
        for a in range(options)
        if all(strength(p.get((a, b), none)) >= strength(p.get((b, a), none)) for b in range(options) if b != a)
    }
