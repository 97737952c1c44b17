"""Evidence of the votes."""

from odoo.tools.translate import LazyTranslate

from ...tools.evidence.kinds import Fact, register

_lt = LazyTranslate(__name__)

register(
    "voting",
    kinds={
        "round_closed": _lt("Vote closed"),
        "round_deadline_moved": _lt("Deadline of a vote moved"),
        "round_opened": _lt("Vote opened"),
    },
    facts={
        "anonymous": Fact(_lt("Anonymous")),
        "ballots": Fact(_lt("Ballots")),
        "electors": Fact(_lt("Electors")),
        "from": Fact(_lt("Deadline before")),
        "hash": Fact(_lt("Fingerprint of the ballots")),
        "needs": Fact(_lt("Needs"), records="crm.facilitation.need"),
        "to": Fact(_lt("Deadline now")),
    },
)
