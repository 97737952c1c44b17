"""Evidence of the conflicts: found, raised, settled."""

from odoo.tools.translate import LazyTranslate

from ...tools.evidence.kinds import ACTOR, AUTHOR, Fact, register

_lt = LazyTranslate(__name__)

register(
    "conflicts",
    kinds={
        "conflict_agreed": _lt("Conflict settled"),
        "conflict_discussed": _lt("Conflict taken up by the room"),
        "conflict_dismissed": _lt("Conflict dismissed"),
        "conflict_edited": _lt("Conflict changed"),
        "option_edited": _lt("Option changed"),
        "conflict_raised": _lt("Conflict raised"),
        "conflict_reopened": _lt("Conflict reopened"),
        "conflicts_detected": _lt("Conflicts detected"),
        "need_split_from": _lt("Need split"),
        "needs_opposed": _lt("Needs said to want the opposite"),
        "opposition_taken_back": _lt("No opposite after all"),
    },
    facts={
        "abstain": Fact(_lt("Abstained")),
        "agree": Fact(_lt("In favour")),
        "agreement": Fact(_lt("Agreement")),
        "block": Fact(_lt("Blocks")),
        "consent": Fact(_lt("Consent")),
        "dismissed": Fact(_lt("Dismissed because")),
        "gone": Fact(_lt("Not found any more"), records="crm.facilitation.conflict"),
        "kind": Fact(_lt("Kind")),
        "need": Fact(_lt("Need"), records="crm.facilitation.need"),
        "needs": Fact(_lt("Needs"), records="crm.facilitation.need"),
        "object": Fact(_lt("Objected")),
        "option": Fact(_lt("Option")),
        "raised": Fact(_lt("Raised")),
        "returned": Fact(_lt("Taken up again"), records="crm.facilitation.conflict"),
    },
    texts={
        "conflict_edited": {"before": ACTOR, "after": ACTOR},
        "option_edited": {"before": AUTHOR, "after": AUTHOR},
        "conflict_agreed": {"name": AUTHOR, "agreement": ACTOR, "option": AUTHOR},
        "conflict_discussed": {"name": AUTHOR, "agreement": ACTOR},
        "conflict_dismissed": {"name": AUTHOR, "agreement": ACTOR, "reason": ACTOR},
        "conflict_raised": {"name": AUTHOR},
        "conflict_reopened": {"name": AUTHOR, "agreement": ACTOR, "dismissed": ACTOR, "reason": ACTOR},
        "conflicts_detected": {},
        "need_split_from": {"name": AUTHOR},
        "needs_opposed": {"name": AUTHOR},
        "opposition_taken_back": {"name": AUTHOR},
    },
)
