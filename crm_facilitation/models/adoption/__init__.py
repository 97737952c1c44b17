# feature before feature_unused, which extends it; nothing else depends on the order.
from . import (
    event,
    usage_reader,
    why_here,
    asked_built,
    feature,
    feature_unused,
    pulse,
    project_project,
    project_project_holder,
    management,
    trace,
    kpi,
    digest_digest,
    base,
    ir_http,
    ir_ui_menu,
)
