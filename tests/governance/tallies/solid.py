"""Proportionality for solid coalitions: what any way of counting for several seats must give."""

from itertools import combinations


def broken_promise(names, kinds, seats, quota, elected):
    """A coalition that got fewer seats than its quotas, or `None`.

    A ballot supports a set of candidates solidly when it ranks all of them before all others.
    """
    for size in range(1, len(names) + 1):
        for group in combinations(range(len(names)), size):
            support = sum(count for order, count in kinds.items() if set(order[:size]) == set(group))
            due = min(support // quota, size, seats)
            got = sum(names[one] in elected for one in group)
            if got < due:
                return [names[one] for one in group], support, got
    return None
