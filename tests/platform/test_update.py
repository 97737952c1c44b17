"""Coming from an earlier version: a database keeps what it had, and the update says nothing."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "script"))

from workbench import databases  # noqa: E402

# what data, other addons and a company's own views hold on to
STRUCTURE = """
    SELECT concat_ws(' ', 'xml id', model, name) FROM ir_model_data WHERE module = 'crm_facilitation'
    UNION SELECT concat_ws(' ', 'table', table_name) FROM information_schema.tables WHERE table_schema = 'public'
    UNION SELECT concat_ws(' ', 'column', table_name, column_name, data_type) FROM information_schema.columns
        WHERE table_schema = 'public'
    UNION SELECT concat_ws(' ', 'index', tablename, indexname) FROM pg_indexes WHERE schemaname = 'public'
    UNION SELECT concat_ws(' ', 'constraint', conrelid::regclass, conname,
            CASE WHEN contype = 'f' THEN 'on delete ' || confdeltype::text END)
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype IN ('c', 'f', 'p', 'u')
        -- Odoo's own: what it says depends on which of two models is updated last
        AND conname <> 'project_task_user_rel_stage_id_fkey'
    ORDER BY 1
"""
# what `structure` says of a database in which the released version was installed without demo data, one line each
FORMER = Path(__file__).with_name("data") / "structure-19.0.1.2.0.txt"
# what an update takes away, and nothing else
REMOVED = {
    # views merged into the one that they patched
    "xml id ir.ui.view feature_view_form_trace",
    "xml id ir.ui.view feature_view_list_trace",
    "xml id ir.ui.view need_view_form_life",
    # nothing but two searches read it, and it would ask for one more index to be written with every vote
    "xml id ir.model.fields field_crm_facilitation_ballot__vote_ids",
    # links that do not take their record along any more
    "constraint crm_facilitation_goal_rating crm_facilitation_goal_rating_goal_id_fkey on delete c",
    "constraint crm_facilitation_kpi_measurement crm_facilitation_kpi_measurement_kpi_id_fkey on delete c",
}
# turns a database of today into one of 19.0.1.2.0, as far as an update has to do something about it
OLDER = """
    UPDATE ir_module_module SET latest_version = '19.0.1.2.0' WHERE name = 'crm_facilitation';
    WITH former (name, target, arch) AS (VALUES
        ('need_view_form_life', 'need_view_form',
            '<xpath expr="//group[@name=''answer'']" position="inside"><field name="rank"/></xpath>'),
        ('feature_view_form_trace', 'feature_view_form',
            '<xpath expr="//header" position="inside"><field name="is_gone"/></xpath>'),
        ('feature_view_list_trace', 'feature_view_list',
            '<xpath expr="//field[@name=''res_model'']" position="replace"><field name="model_label"/></xpath>')
    ), view AS (
        INSERT INTO ir_ui_view (name, model, type, mode, priority, active, inherit_id, arch_db)
        SELECT former.name, view.model, view.type, 'extension', 16, TRUE, view.id,
            jsonb_build_object('en_US', '<data>' || former.arch || '</data>')
        FROM former JOIN ir_model_data target
            ON target.module = 'crm_facilitation' AND target.name = former.target
        JOIN ir_ui_view view ON view.id = target.res_id
        RETURNING id, name, model, type
    ), known AS (
        INSERT INTO ir_model_data (module, name, model, res_id, noupdate)
        SELECT 'crm_facilitation', name, 'ir.ui.view', id, FALSE FROM view
    )
    INSERT INTO ir_ui_view (name, model, type, mode, priority, active, inherit_id, arch_db)
    SELECT 'of the company', model, type, 'extension', 16, TRUE, id,
        jsonb_build_object('en_US', '<field name="rank" position="after"><field name="id"/></field>')
    FROM view WHERE name = 'need_view_form_life'
"""
VIEW_OF_THE_COMPANY = """
    SELECT known.name FROM ir_ui_view view
    JOIN ir_model_data known ON known.model = 'ir.ui.view' AND known.res_id = view.inherit_id
    WHERE view.name = 'of the company'
"""


def structure(place, database, extra=databases.EXTRA):
    """What ``database``, with the addon and those in ``extra``, has more than one without the addon."""
    with_it, without = (
        place.server.execute(STRUCTURE, name).splitlines() for name in (database, databases.template(place, extra))
    )
    return sorted(set(with_it) - set(without))


@pytest.fixture(scope="module")
def place():
    return databases.bench()


@pytest.fixture
def database(place):
    with databases.copy_for_one_run(place) as name:
        yield name


def test_what_the_released_version_had_is_there(place, database):
    former = set(FORMER.read_text().splitlines())
    assert former - set(structure(place, database)) == REMOVED


def test_an_older_database_is_brought_to_the_structure_of_a_new_one_without_a_word(place, database):
    expected = structure(place, database)
    place.server.execute(OLDER, database)
    assert structure(place, database) != expected
    options = ("-u", "crm_facilitation", "--stop-after-init", "--no-http")
    log = place.run_odoo(place.config(database), database, *options, failure="The addon cannot be updated.")
    assert databases.complaints(log) == []
    assert structure(place, database) == expected
    assert place.server.execute(VIEW_OF_THE_COMPANY, database).strip() == "need_view_form"
