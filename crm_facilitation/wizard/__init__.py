from . import (
    crm_facilitation_agreement_wizard,
    crm_facilitation_agreement_wizard_kpi,
    crm_facilitation_agreement_wizard_line,
    crm_facilitation_kpi_entry_wizard,
    crm_facilitation_merge_wizard,
    crm_facilitation_plan_wizard,
    crm_facilitation_reason_wizard,
)
