from . import (
    agenda_wizard,
    agreement_wizard,
    agreement_wizard_line,
    fingerprint_wizard,
    first_steps,
    goal_wizard,
    kpi_entry_wizard,
    merge_wizard,
    people_wizard,
    plan_wizard,
    reason_wizard,
)
