"""Evidence of the ledger: that management asked for a session about a missed figure."""

from odoo.tools.translate import LazyTranslate

from ...tools.evidence.kinds import AUTHOR, register

_lt = LazyTranslate(__name__)

register(
    "ledger",
    kinds={"follow_up_asked": _lt("Follow-up session asked for")},
    facts={},
    texts={"follow_up_asked": {"name": AUTHOR}},
)
