"""“Trust in the CRM” is asked on a scale; where nobody has entered anything outside it, it has its bounds from now on."""


def migrate(cr, version):
    cr.execute(
        """UPDATE crm_facilitation_kpi_definition d SET has_scale = TRUE, scale_from = 1, scale_to = 5
             FROM ir_model_data x
            WHERE x.module = 'crm_facilitation' AND x.name = 'kpi_definition_trust' AND x.res_id = d.id
              AND d.has_scale IS NOT TRUE AND d.measure = 'manual'
              AND NOT EXISTS (SELECT FROM crm_facilitation_kpi k
                               LEFT JOIN crm_facilitation_kpi_measurement m ON m.kpi_id = k.id AND m.source = 'manual'
                               WHERE k.definition_id = d.id
                                 AND (m.value NOT BETWEEN 1 AND 5
                                      OR (k.baseline_date IS NOT NULL AND k.baseline_value NOT BETWEEN 1 AND 5)
                                      OR (k.target_date IS NOT NULL AND k.target_value NOT BETWEEN 1 AND 5)))"""
    )
