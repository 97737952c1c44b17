# A model's own file comes before its sides; Odoo refuses to load the other order. Nothing else depends on the order: what
# happens when a feature is written, and in which order, is read in feature.py.
from . import (
    event,
    feature,
    project_project_baseline,
    project_project_scan,
    project_project_scan_items,
    session,
    project_task,
    watch,
    watch_kind,
    watch_reading,
    config_reader,
    config_item,
    config_item_difference,
    work,
    feature_trace,
    feature_suspect,
    feature_opening,
    base,
    project_project,
)
