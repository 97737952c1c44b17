"""Leaving again: uninstalled with all its data in it, the addon leaves nothing behind but the tasks."""

import os
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "script"))

from workbench import databases  # noqa: E402

# people of the demo, where they work and what they work on: Odoo keeps what other records lean on
KEPT = ("res.users", "res.partner", "hr.department", "hr.employee", "project.project", "project.task")
# everything by which a database could remember the addon
TRACES = """
    SELECT concat_ws(' ', 'column', table_name, column_name) FROM information_schema.columns
        WHERE table_schema = 'public'
    UNION SELECT concat_ws(' ', 'index', tablename, indexname) FROM pg_indexes WHERE schemaname = 'public'
    UNION SELECT concat_ws(' ', 'constraint', conrelid::regclass, conname) FROM pg_constraint
    UNION SELECT concat_ws(' ', 'trigger', tgrelid::regclass, tgname) FROM pg_trigger WHERE NOT tgisinternal
    UNION SELECT concat_ws(' ', 'function', proname) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    UNION SELECT concat_ws(' ', 'sequence', sequencename) FROM pg_sequences WHERE schemaname = 'public'
    UNION SELECT concat_ws(' ', 'relation', name) FROM ir_model_relation
    UNION SELECT concat_ws(' ', 'model', model) FROM ir_model
    UNION SELECT concat_ws(' ', 'field', model, name) FROM ir_model_fields
    UNION SELECT concat_ws(' ', 'choice', field.model, field.name, value)
        FROM ir_model_fields_selection JOIN ir_model_fields AS field ON field.id = field_id
    UNION SELECT concat_ws(' ', 'view', name) FROM ir_ui_view
    UNION SELECT concat_ws(' ', 'cron', cron_name) FROM ir_cron
    UNION SELECT concat_ws(' ', 'action', type, name ->> 'en_US') FROM ir_actions
    UNION SELECT concat_ws(' ', 'menu', name ->> 'en_US') FROM ir_ui_menu
    UNION SELECT concat_ws(' ', 'access', name) FROM ir_model_access
    UNION SELECT concat_ws(' ', 'rule', name) FROM ir_rule
    UNION SELECT concat_ws(' ', 'group', name ->> 'en_US') FROM res_groups
    UNION SELECT concat_ws(' ', 'mail template', name ->> 'en_US') FROM mail_template
    UNION SELECT concat_ws(' ', 'message type', name ->> 'en_US') FROM mail_message_subtype
    UNION SELECT concat_ws(' ', 'parameter', key) FROM ir_config_parameter
    UNION SELECT concat_ws(' ', 'asset', path) FROM ir_asset
    UNION SELECT concat_ws(' ', 'xml id', model, name) FROM ir_model_data
        WHERE module = 'crm_facilitation' AND model NOT IN %(kept)s
    ORDER BY 1
""" % {"kept": KEPT}  # noqa: UP031


@pytest.fixture(scope="module")
def place():
    return databases.bench()


@pytest.fixture(scope="module")
def before(place):
    """The traces of a database that never had the addon."""
    database = f"cf_pristine_run_{os.getpid()}"
    place.copy(databases.template(place), database)
    try:
        return set(place.server.execute(TRACES, database).splitlines())
    finally:
        place.discard(database)


def test_nothing_stays_but_the_tasks_and_it_can_come_back(place, before):
    with databases.copy_for_one_run(place) as database:
        config = place.config(database)
        place.run_script(config, database, Path(__file__).with_name("leaving.py"), "The addon cannot be uninstalled.")
        after = set(place.server.execute(TRACES, database).splitlines())
        assert sorted(after - before) == []
        assert sorted(before - after) == []
        tasks = "SELECT count(*) FROM project_task WHERE name = 'Stage for site visits'"
        assert place.server.execute(tasks, database).strip() == "1"

        options = ("-i", "crm_facilitation", "--without-demo=True", "--stop-after-init", "--no-http")
        log = place.run_odoo(config, database, *options, failure="The addon cannot be installed again.")
        assert databases.complaints(log) == []
        assert place.server.execute(tasks, database).strip() == "1"
