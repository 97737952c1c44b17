"""Evidence of the needs: decisions, merges, changed words, sealed origins."""

from odoo.tools.translate import LazyTranslate

from ...tools.evidence.kinds import Fact, register

_lt = LazyTranslate(__name__)

# what is recorded when a need gets a state
DECISION_KINDS = {
    "accepted": "need_accepted",
    "deferred": "need_deferred",
    "raised": "need_raised",
    "rejected": "need_rejected",
}

register(
    "needs",
    kinds={
        "author_revealed": _lt("Author named"),
        "need_accepted": _lt("Need accepted"),
        "need_changed": _lt("Need changed after the decision"),
        "need_deferred": _lt("Need deferred"),
        "need_merged": _lt("Need merged"),
        "need_raised": _lt("Need put back on the list"),
        "need_rejected": _lt("Need rejected"),
        "need_reviewed": _lt("Changed need reviewed"),
        "need_unmerged": _lt("Merge undone"),
        "origins_sealed": _lt("Origins of anonymous needs sealed"),
    },
    facts={
        "after": Fact(_lt("After")),
        "before": Fact(_lt("Before")),
        "could_raise": Fact(_lt("People who could raise needs")),
        "department": Fact(_lt("Department")),
        "from": Fact(_lt("Taken out of"), records="crm.facilitation.need", named_by="from_name"),
        "from_name": Fact(_lt("Taken out of")),
        "into": Fact(_lt("Merged into"), records="crm.facilitation.need", named_by="into_name"),
        "into_name": Fact(_lt("Merged into")),
        "needs": Fact(_lt("Needs"), records="crm.facilitation.need"),
        "origin": Fact(_lt("Seal of its origin")),
        "participant": Fact(_lt("Participant"), records="crm.facilitation.participant"),
        "token": Fact(_lt("Key of its origin")),
    },
)
