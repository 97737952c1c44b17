# conflict_consent after conflict_tripwire: an agreement guards the needs of its option too, and its options are decided
# only once its trip-wire lets it stand. conflict and conflict_option before their sides, which go on to them.
from . import (
    event,
    conflict,
    conflict_option,
    conflict_wording,
    conflict_situation,
    conflict_tripwire,
    conflict_review,
    conflict_option_consent,
    conflict_consent,
    round,
    conflict_detection,
    conflict_map,
    need,
    need_distinction,
    need_pairs,
    session,
    project_project,
    project_task,
)
