"""Evidence of the votes."""

from odoo.tools.translate import LazyTranslate

from ...tools.evidence.kinds import ACTOR, AUTHOR, Fact, register

_lt = LazyTranslate(__name__)


def _word_of(name):
    """The reader's words for a choice of a deviation's field ``name``."""

    def words(env, value):
        choices = env["crm.facilitation.deviation"]._fields[name]._description_selection(env)
        return dict(choices).get(value, value)

    return words


register(
    "voting",
    kinds={
        "deviation_explained": _lt("Reason for departing from the vote"),
        "deviation_found": _lt("Decided otherwise than the vote"),
        "round_closed": _lt("Vote closed"),
        "round_deadline_moved": _lt("Deadline of a vote moved"),
        "round_edited": _lt("Vote renamed"),
        "round_opened": _lt("Vote opened"),
    },
    facts={
        "anonymous": Fact(_lt("Anonymous")),
        "ballots": Fact(_lt("Ballots")),
        "by_code": Fact(_lt("Came by code")),
        "by_kiosk": Fact(_lt("Came by a shared device")),
        "by_link": Fact(_lt("Came by link")),
        "by_login": Fact(_lt("Came by login")),
        "by_none": Fact(_lt("Had not come yet")),
        "decided": Fact(_lt("Decided"), words=_word_of("decided")),
        "electors": Fact(_lt("Electors")),
        "fair_share": Fact(_lt("Fingerprint of the fair share")),
        "from": Fact(_lt("Deadline before")),
        "hash": Fact(_lt("Fingerprint of the ballots")),
        "needs": Fact(_lt("Needs"), records="crm.facilitation.need"),
        "rule": Fact(_lt("Rule of counting")),
        "said": Fact(_lt("The vote said"), words=_word_of("said")),
        "to": Fact(_lt("Deadline now")),
    },
    texts={
        "round_edited": {"before": ACTOR, "after": ACTOR},
        "deviation_explained": {"before": ACTOR, "after": ACTOR},
        "deviation_found": {"name": AUTHOR},
        "round_closed": {},
        "round_deadline_moved": {},
        "round_opened": {},
    },
)
