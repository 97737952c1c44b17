# need.py comes first, since the sides extend its model. What guards and follows create and write is called there, in its
# order: the order below says nothing of it. It matters in two pairs, where the later side is asked first:
# - need_raise, need_spreadsheet: the spreadsheet looks for the author that need_raise names in the need's own session;
# - need_support, need_merge: both hear of a person's own support, and the hook in need_support ends the chain.
from . import (
    need_tag,
    need,
    need_decision,
    need_answer,
    need_support,
    need_news,
    need_anonymity,
    need_origin,
    need_similarity,
    need_raise,
    need_spreadsheet,
    session,
    need_merge,
    need_distinction,
    need_grouping,
    need_suspect,
    need_priority,
    need_target,
    project_project,
)
