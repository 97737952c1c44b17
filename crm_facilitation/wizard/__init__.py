from . import crm_facilitation_reason_wizard
