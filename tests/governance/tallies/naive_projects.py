"""Equal shares voter by voter in fractions, from the definition, and checks of what it promises."""

from fractions import Fraction
from hashlib import sha256
from itertools import combinations


def lot(seed, name):
    return sha256(seed.encode() + b"\n" + name.encode()).hexdigest()


def one_run(names, costs, voters, endowment, seed):
    """(projects in order, what each voter has left); voters are sets of positions."""
    purse = [Fraction(endowment) for _ in voters]
    bought = []
    while True:
        offers = []
        for project, cost in enumerate(costs):
            backing = [i for i, wishes in enumerate(voters) if project in wishes]
            if project in bought or sum(purse[i] for i in backing) < cost or not backing:
                continue
            # The share q lies where the sum of min(purse, q) reaches the cost: try each purse as the poorest payer.
            left, payers = Fraction(cost), len(backing)
            for money in sorted(purse[i] for i in backing):
                if money * payers >= left:
                    break
                left -= money
                payers -= 1
            share = left / payers
            offers.append((share / cost, lot(seed, names[project]), project, share))
        if not offers:
            return bought, purse
        _, _, project, share = min(offers)
        bought.append(project)
        for i, wishes in enumerate(voters):
            if project in wishes:
                purse[i] -= min(purse[i], share)


def add_one(names, costs, voters, budget, seed):
    """The last outcome before the first overspend, and how often endowments were raised for it."""
    kept, raised = [], 0
    wanted = {project for wishes in voters for project in wishes}
    for number in range(10_000):
        bought, _ = one_run(names, costs, voters, Fraction(budget, len(voters)) + number, seed)
        if sum(costs[project] for project in bought) > budget:
            break
        kept, raised = bought, number
        if set(bought) == wanted:
            break
    return kept, raised


def unjust(costs, voters, budget, funded):
    """A group and the projects it deserved, by EJR up to one project (cost utilities); `None` when there is none."""
    n = len(voters)
    useful = [sum(costs[p] for p in wishes if p in funded) for wishes in voters]
    for size in range(1, len(costs) + 1):
        for target in combinations(range(len(costs)), size):
            worth = sum(costs[p] for p in target)
            group = [i for i, wishes in enumerate(voters) if set(target) <= wishes]
            # The largest group whose members all fail is the hardest to satisfy: check those who fail.
            missing = [p for p in target if p not in funded]
            most = max((costs[p] for p in missing), default=0)
            failing = [i for i in group if useful[i] < worth and useful[i] + most <= worth]
            if failing and len(failing) * budget >= worth * n:
                return failing, target
    return None
