"""The small detectors: objections, goals that pull apart, unheard departments, too little time, stale goals."""

from itertools import combinations, product

from .contradiction import pairs
from .pulls import why_apart
from .situation import Finding, Indicator, Need, Situation, detector

DECIDED = ("accepted", "deferred", "rejected")


@detector("objection")
def find_objections(situation: Situation) -> list[Finding]:
    """Needs somebody objects to or blocks. Fewer than ``min_cell`` people are not counted out, only said to be there.

    >>> from .situation import Objection
    >>> asked = Situation(needs=(Need(1, department=4),), objections=(Objection(1, objections=4, blocks=1),))
    >>> [finding] = find_objections(asked)
    >>> finding.severity, finding.is_blocking, finding.facts
    ('high', True, {'blocked': True, 'people': 5})
    >>> few, enough = (Situation(needs=asked.needs, objections=(Objection(1, objections=n),)) for n in (2, 3))
    >>> [find_objections(situation)[0].facts["people"] for situation in (few, enough)]
    [0, 3]
    """
    alive = {need.id: need for need in situation.alive()}
    findings = []
    for objection in situation.objections:
        people = objection.people
        if not people or objection.need not in alive:
            continue
        blocked = objection.blocks > 0
        need = alive[objection.need]
        findings.append(
            Finding(
                kind="objection",
                key=(need.id,),
                reason="objection",
                severity="high" if blocked else "medium",
                is_blocking=blocked,
                needs=frozenset({need.id}),
                departments=frozenset({need.department} - {0}),
                facts={"blocked": blocked, "people": people if people >= situation.min_cell else 0},
            )
        )
    return findings


@detector("goal_clash")
def find_goal_clashes(situation: Situation) -> list[Finding]:
    """Goals whose KPIs pull one measure apart, or two that move each other, and goals whose needs contradict each other.

    >>> kpis = (Indicator(1, 9, "up", 5), Indicator(2, 9, "down", 6))
    >>> [finding.fingerprint for finding in find_goal_clashes(Situation(indicators=kpis))]
    ['goal_clash:kpi:1:2']
    """
    return [*_clashing_indicators(situation), *_clashing_needs(situation)]


def _clashing_indicators(situation: Situation) -> list[Finding]:
    return [
        _clash(one, other, why)
        for one, other in combinations(sorted(situation.indicators, key=lambda kpi: kpi.id), 2)
        if (why := _why_apart(one, other))
    ]


def _why_apart(one: Indicator, other: Indicator) -> str:
    if one.measure and one.measure == other.measure:
        return "same" if one.direction != other.direction else ""
    if one.figure is None or other.figure is None:
        return ""
    return why_apart(one.figure, one.direction, other.figure, other.direction)


def _clash(one: Indicator, other: Indicator, why: str) -> Finding:
    same = {"measure": one.measure} if why == "same" else {"measures": [one.measure, other.measure], "why": why}
    return Finding(
        kind="goal_clash",
        key=("kpi", one.id, other.id),
        reason="goal_clash_kpi" if why == "same" else "goal_clash_figure",
        severity="high",
        goals=frozenset({one.goal, other.goal} - {0}),
        kpis=frozenset({one.id, other.id}),
        facts=same | {"pulls": [[kpi.id, kpi.direction, kpi.goal] for kpi in (one, other)]},
    )


def _clashing_needs(situation: Situation) -> list[Finding]:
    """One finding per pair of goals, with the KPIs that measure them.

    >>> target = ("crm.lead", "phone")
    >>> asked = (Need(1, 1, target=target, stance="visible", goals=(5,)),
    ...          Need(2, 2, target=target, stance="hidden", goals=(5, 6)))
    >>> [finding] = _clashing_needs(Situation(needs=asked, indicators=(Indicator(8, 9, "up", 6),)))
    >>> finding.fingerprint, sorted(finding.needs), sorted(finding.kpis)
    ('goal_clash:need:5:6', [1, 2], [8])
    """
    behind: dict[tuple[int, int], set[int]] = {}
    for one, other in pairs(situation.alive()):
        for goals in {(min(pair), max(pair)) for pair in product(one.goals, other.goals)}:
            if goals[0] != goals[1]:
                behind.setdefault(goals, set()).update((one.id, other.id))
    return [
        Finding(
            kind="goal_clash",
            key=("need", *goals),
            reason="goal_clash_need",
            needs=frozenset(needs),
            goals=frozenset(goals),
            kpis=frozenset(kpi.id for kpi in situation.indicators if kpi.goal in goals),
            facts={"needs": len(needs), "goals": list(goals)},
        )
        for goals, needs in sorted(behind.items())
    ]


@detector("department_gap")
def find_department_gaps(situation: Situation) -> list[Finding]:
    """Affected departments that are absent, silent, or decided about without being asked.

    >>> decided = tuple(Need(number, department=number, state="accepted") for number in (5, 7, 9))
    >>> asked = Situation(needs=decided, affected=frozenset({5, 6, 7, 8, 9}), present=frozenset({5, 8, 9}),
    ...                   heard=frozenset({9}))
    >>> [(finding.key, finding.reason) for finding in find_department_gaps(asked)]
    [((5,), 'gap_decided'), ((6,), 'gap_absent'), ((7,), 'gap_decided'), ((8,), 'gap_silent')]
    """
    findings = []
    for department in sorted(situation.affected):
        decided = frozenset(
            need.id for need in situation.needs if need.department == department and need.state in DECIDED
        )
        present, heard = department in situation.present, department in situation.heard
        if present and heard:
            continue
        if decided and not heard:
            reason, severity, needs = "gap_decided", "high", decided
        elif present:
            reason, severity, needs = "gap_silent", "medium", frozenset()
        else:
            reason, severity, needs = "gap_absent", "high", frozenset()
        findings.append(
            Finding(
                kind="department_gap",
                key=(department,),
                reason=reason,
                severity=severity,
                needs=needs,
                departments=frozenset({department}),
                facts={"department": department, "gap": reason, "decided": len(needs)},
            )
        )
    return findings


@detector("capacity")
def find_capacity_gap(situation: Situation) -> list[Finding]:
    """Accepted must-haves that take more days than the roll-out has.

    >>> musts = (Need(1, state="accepted", moscow="must", effort_days=8), Need(2, state="accepted", effort_days=9))
    >>> find_capacity_gap(Situation(needs=musts, capacity_days=10))
    []
    >>> [finding] = find_capacity_gap(Situation(needs=musts, capacity_days=5))
    >>> finding.facts
    {'days': 8.0, 'capacity': 5.0, 'needs': 1}
    >>> [find_capacity_gap(Situation(needs=musts[:1], capacity_days=days))[0].severity for days in (5, 5.34, 16 / 3)]
    ['high', 'medium', 'medium']
    """
    musts = [need for need in situation.needs if need.state == "accepted" and need.moscow == "must"]
    days = round(float(sum(need.effort_days for need in musts)), 2)
    if not situation.capacity_days or days <= situation.capacity_days:
        return []
    return [
        Finding(
            kind="capacity",
            key=("days",),
            reason="capacity",
            severity="high" if days > 1.5 * situation.capacity_days else "medium",
            needs=frozenset(need.id for need in musts),
            departments=frozenset(need.department for need in musts if need.department),
            facts={"days": days, "capacity": float(situation.capacity_days), "needs": len(musts)},
        )
    ]


@detector("stale_goal")
def find_stale_goals(situation: Situation) -> list[Finding]:
    """Goals that no longer hold, with accepted needs behind them: what they set and what is built pull apart.

    >>> from .situation import Goal
    >>> asked = Situation(needs=(Need(1, state="accepted", goals=(5,)),), goals=(Goal(5, "obsolete"), Goal(6, "changed")))
    >>> [(finding.fingerprint, finding.facts["needs"]) for finding in find_stale_goals(asked)]
    [('goal_clash:stale:5', 1)]
    """
    stale = {goal.id: goal.relevance for goal in situation.goals if goal.relevance in ("changed", "obsolete")}
    behind: dict[int, list[Need]] = {}
    for need in situation.needs:
        for goal in need.goals:
            if need.state == "accepted" and goal in stale:
                behind.setdefault(goal, []).append(need)
    return [
        Finding(
            kind="goal_clash",
            key=("stale", goal),
            reason="stale_goal",
            needs=frozenset(need.id for need in needs),
            departments=frozenset(need.department for need in needs if need.department),
            goals=frozenset({goal}),
            facts={"goal": goal, "relevance": stale[goal], "needs": len(needs)},
        )
        for goal, needs in sorted(behind.items())
    ]
