"""Coming from an earlier version: a database keeps what it had, and the update says nothing."""

import json
import sys
import tempfile
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
    # steps of the one standard agenda, which stay in the databases that have them, see STANDARD_AGENDA
    *(f"xml id crm.facilitation.agenda.item agenda_item_{number:02}" for number in range(1, 14)),
    # views merged into the one that they patched
    "xml id ir.ui.view feature_view_form_trace",
    "xml id ir.ui.view feature_view_list_trace",
    "xml id ir.ui.view need_view_form_life",
    # nothing but two searches read it, and it would ask for one more index to be written with every vote
    "xml id ir.model.fields field_crm_facilitation_ballot__vote_ids",
    # links that do not take their record along any more
    "constraint crm_facilitation_goal_rating crm_facilitation_goal_rating_goal_id_fkey on delete c",
    "constraint crm_facilitation_kpi_measurement crm_facilitation_kpi_measurement_kpi_id_fkey on delete c",
    # definitions outlive an app that is uninstalled
    *(
        f"constraint crm_facilitation_kpi_definition crm_facilitation_kpi_definition_{name}_fkey on delete c"
        for name in ("model_id", "date_field_id", "measure_field_id", "group_field_id")
    ),
    # found conflicts are named in each language
    "column crm_facilitation_conflict name character varying",
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
# what only the migration of the companies has to do something about: a roll-out of none, whose session is of one
WITHOUT_A_COMPANY = """
    ALTER TABLE project_project DROP CONSTRAINT project_project_check_facilitation_company;
    CREATE TEMP TABLE sister AS SELECT * FROM res_company ORDER BY id LIMIT 1;
    UPDATE sister SET id = 1000, name = 'Sister', parent_path = '1000/';
    INSERT INTO res_company SELECT * FROM sister;
    INSERT INTO mail_alias (id, alias_model_id, alias_defaults, alias_contact)
        SELECT 1000, id, '{}', 'everyone' FROM ir_model WHERE model = 'project.task';
    INSERT INTO project_project (id, name, alias_id, is_facilitation, privacy_visibility, last_update_status, active)
        VALUES (1000, '{"en_US": "Older"}', 1000, TRUE, 'employees', 'to_define', TRUE);
    INSERT INTO crm_facilitation_session (id, name, project_id, company_id, state, code, start_hour, end_hour)
        VALUES (1000, 'Older', 1000, 1000, 'draft', 'OLDER', 9, 17);
    INSERT INTO crm_facilitation_goal (id, name, project_id) VALUES (1000, 'Older', 1000)
"""
# a standard of one's own, with a translation, and a session in a step whose beginning nobody noted
STANDARD_AGENDA = """
    INSERT INTO crm_facilitation_agenda_item (id, name, day, kind, form, audience, planned_minutes, sequence)
        VALUES (1000, '{"en_US": "Ours", "ru_RU": "Наше"}', 1, 'needs', 'plenary', 'all', 30, 10),
               (1001, '{"en_US": "Ours, too"}', 2, 'vote', 'plenary', 'all', 30, 20);
    INSERT INTO crm_facilitation_agenda_item (id, name, day, kind, form, audience, planned_minutes, session_id, company_id)
        VALUES (1002, '{"en_US": "Held"}', 1, 'needs', 'plenary', 'all', 30, 1000, 1000);
    UPDATE crm_facilitation_session SET state = 'running', current_item_id = 1002,
        current_item_started_at = '2026-03-02 09:00:00' WHERE id = 1000
"""
# a conflict from before conflicts were named in each language: what a person wrote about it is read in all of them
ONE_NAME = """
    ALTER TABLE crm_facilitation_conflict ALTER COLUMN name TYPE varchar USING name->>'en_US';
    INSERT INTO crm_facilitation_conflict (id, name, project_id, session_id, company_id, kind, severity, state)
        VALUES (1000, 'Отдел продаж “А”', 1000, 1000, 1000, 'manual', 'medium', 'open')
"""
NAMES = "SELECT name::text FROM crm_facilitation_conflict WHERE id = 1000"
# ... found by its name, and given another one, in a language that the server has beside English
RENAME = """
env["res.lang"]._activate_lang("ru_RU")
conflicts = env["crm.facilitation.conflict"].with_context(lang="ru_RU")
conflict = conflicts.search([("name", "ilike", "продаж")])
if (conflict.id, conflict.name) != (1000, "Отдел продаж “А”"):
    raise AssertionError(conflict)
conflict.name = "Два отдела"
if conflicts.with_context(lang="en_US").search([("name", "=", "Два отдела")], order="name") != conflict:
    raise AssertionError(conflict.with_context(lang="en_US").name)
env.cr.commit()
"""
# a view of ours that patched what is elsewhere by now
ELSEWHERE = """
    UPDATE ir_ui_view SET arch_db = jsonb_build_object('en_US',
            '<data><xpath expr="//page[@name=''facilitation'']//field[@name=''gone'']" position="after"/></data>')
        WHERE id = (SELECT res_id FROM ir_model_data
                     WHERE module = 'crm_facilitation' AND name = 'project_project_view_form_conflicts')
"""
# somebody on whom the mails are tried as they are read, and nothing yet of these and of what they show
MAILED = """
    INSERT INTO crm_facilitation_participant
            (id, session_id, project_id, company_id, partner_id, role, attendance, active, link_generation)
        SELECT 1000, 1000, 1000, 1000, min(id), 'employee', 'invited', TRUE, 1 FROM res_partner;
    DELETE FROM ir_ui_view WHERE key = 'crm_facilitation.mail_preparation';
    DELETE FROM mail_template WHERE id IN (
        SELECT res_id FROM ir_model_data WHERE module = 'crm_facilitation' AND model = 'mail.template');
    DELETE FROM ir_model_data WHERE module = 'crm_facilitation'
        AND (name = 'mail_preparation' OR model = 'mail.template')
"""
AGENDAS = """
    SELECT concat_ws('|', agenda.name->>'en_US', agenda.days, agenda.sequence, item.name->>'ru_RU')
        FROM crm_facilitation_agenda_item item JOIN crm_facilitation_agenda agenda ON agenda.id = item.agenda_id
        WHERE item.id = 1000
    UNION ALL SELECT concat_ws('|', item_id, session_id, started_at) FROM crm_facilitation_agenda_visit
        WHERE item_id = 1002
"""
# a database from before people spoke of needs in it: without these tables, their rights, rules and standard records
SPOKEN = ("remark", "promise", "risk", "checklist.item", "question")
SPOKEN_MODELS = ", ".join(f"'crm.facilitation.{name}'" for name in SPOKEN)
SPOKEN_TABLES = [f"crm_facilitation_{name.replace('.', '_')}" for name in SPOKEN]
BEFORE_THE_DISCUSSION = f"""
    CREATE TEMP TABLE gone AS
        SELECT 'ir.model.fields' AS model, id FROM ir_model_fields WHERE model IN ({SPOKEN_MODELS})
        UNION ALL SELECT 'ir.model.fields.selection', selection.id FROM ir_model_fields_selection selection
            JOIN ir_model_fields field ON field.id = selection.field_id WHERE field.model IN ({SPOKEN_MODELS})
        UNION ALL SELECT 'ir.model.access', access.id FROM ir_model_access access
            JOIN ir_model model ON model.id = access.model_id WHERE model.model IN ({SPOKEN_MODELS})
        UNION ALL SELECT 'ir.rule', rule.id FROM ir_rule rule
            JOIN ir_model model ON model.id = rule.model_id WHERE model.model IN ({SPOKEN_MODELS})
        UNION ALL SELECT 'ir.model.constraint', rule.id FROM ir_model_constraint rule
            JOIN ir_model model ON model.id = rule.model WHERE model.model IN ({SPOKEN_MODELS})
        UNION ALL SELECT 'ir.model', id FROM ir_model WHERE model IN ({SPOKEN_MODELS});
    DELETE FROM ir_model_data known USING gone WHERE known.model = gone.model AND known.res_id = gone.id;
    DELETE FROM ir_model_data WHERE model IN ({SPOKEN_MODELS});
    DELETE FROM ir_model_constraint WHERE id IN (SELECT id FROM gone WHERE model = 'ir.model.constraint');
    DELETE FROM ir_model WHERE model IN ({SPOKEN_MODELS});
    ALTER TABLE crm_facilitation_session DROP COLUMN promise_item_id;
    ALTER TABLE crm_facilitation_need DROP COLUMN discussed_on, DROP COLUMN discussion_note;
    DROP TABLE {", ".join(SPOKEN_TABLES)} CASCADE;
    INSERT INTO mail_alias (id, alias_model_id, alias_defaults, alias_contact)
        SELECT 1001, id, '{{}}', 'everyone' FROM ir_model WHERE model = 'project.task';
    INSERT INTO project_project (id, name, alias_id, is_facilitation, privacy_visibility, last_update_status, active, company_id)
        VALUES (1001, '{{"en_US": "Spoken of"}}', 1001, TRUE, 'employees', 'to_define', TRUE, 1);
    INSERT INTO crm_facilitation_session (id, name, project_id, company_id, state, code, start_hour, end_hour, active)
        SELECT 1000 + number, state, 1001, 1, state, 'OLDER' || number, 9, 17, TRUE
        FROM unnest(ARRAY['draft', 'running', 'closed']) WITH ORDINALITY AS held (state, number);
    INSERT INTO crm_facilitation_need (id, name, session_id, project_id, company_id, state, active)
        VALUES (1000, 'See the last call', 1002, 1001, 1, 'raised', TRUE)
"""
CHECKLISTS = """
    SELECT concat_ws('|', session.state, count(item.id), count(item.id) FILTER (WHERE item.done_on IS NOT NULL))
    FROM crm_facilitation_session session LEFT JOIN crm_facilitation_checklist_item item ON item.session_id = session.id
    WHERE session.project_id = 1001 GROUP BY session.id ORDER BY session.id
"""
STANDARD = """
    SELECT count(*) FROM crm_facilitation_checklist_item WHERE session_id IS NULL
    UNION ALL SELECT count(*) FROM crm_facilitation_question WHERE session_id IS NULL
"""
# what people say in it after the update, each with their own rights
SPEAK = """
from odoo.exceptions import AccessError
from odoo.tests import new_test_user
lead = new_test_user(env, "lead", "base.group_user,crm_facilitation.group_facilitator", company_id=1)
person, outsider = (new_test_user(env, name, "base.group_user", company_id=1) for name in ("person", "outsider"))
session, need = env["crm.facilitation.session"].browse(1002), env["crm.facilitation.need"].browse(1000)
session.facilitator_ids = lead
session.participant_ids = [(0, 0, {"partner_id": person.partner_id.id})]
said = env["crm.facilitation.remark"].with_user(person).create({"need_id": need.id, "text": "How often?"})
env["crm.facilitation.remark"].with_user(lead).action_remark("need", need.id, "answer", "Daily", said.id)
env["crm.facilitation.risk"].with_user(person).action_raise_risk(session.id, "Nobody has time")
env["crm.facilitation.promise"].with_user(lead).create(
    {"name": "One list", "session_id": session.id, "promiser_id": session.participant_ids.id, "due_on": "2031-01-01"})
session.with_user(lead).checklist_ids[:1].action_done()
for model in ("remark", "risk", "promise", "checklist.item"):
    records = env["crm.facilitation." + model].with_user(outsider)
    if records.has_access("read") and any(one.session_id for one in records.search([])):
        raise AssertionError(model)
for name, values in (("remark", {"text": "Rarely"}), ("promise", {"name": "No list"}), ("risk", {"name": "Time"})):
    try:
        env["crm.facilitation." + name].search([], limit=1).with_user(outsider).write(values)
    except AccessError:
        continue
    raise AssertionError(name)
env.cr.commit()
"""
SAID = """
    SELECT concat_ws('|', remark.kind, remark.text, remark.project_id) FROM crm_facilitation_remark remark
    UNION ALL SELECT concat_ws('|', 'risk', name, project_id) FROM crm_facilitation_risk
    UNION ALL SELECT concat_ws('|', 'promise', name, project_id) FROM crm_facilitation_promise
    UNION ALL SELECT 'discussed' FROM crm_facilitation_need WHERE id = 1000 AND discussed_on IS NOT NULL
    ORDER BY 1
"""
# two needs that somebody said to be different, before there was a word for opposite ones
ANSWERED_BEFORE = """
    ALTER TABLE crm_facilitation_need_distinction DROP COLUMN is_opposite, DROP COLUMN conflict_id, DROP COLUMN filled;
    INSERT INTO mail_alias (id, alias_model_id, alias_defaults, alias_contact)
        SELECT 1002, id, '{}', 'everyone' FROM ir_model WHERE model = 'project.task';
    INSERT INTO project_project (id, name, alias_id, is_facilitation, privacy_visibility, last_update_status, active, company_id)
        VALUES (1002, '{"en_US": "Answered"}', 1002, TRUE, 'employees', 'to_define', TRUE, 1);
    INSERT INTO crm_facilitation_session (id, name, project_id, company_id, state, code, start_hour, end_hour, active)
        VALUES (1004, 'Answered', 1002, 1, 'running', 'OLDER4', 9, 17, TRUE);
    INSERT INTO crm_facilitation_need (id, name, session_id, project_id, company_id, state, active)
        SELECT 1000 + place, name, 1004, 1002, 1, 'raised', TRUE
        FROM unnest(ARRAY['Ask why a lead is lost', 'No reason for lost leads', 'Ask for the reason of a lost lead'])
            WITH ORDINALITY AS asked (name, place);
    INSERT INTO crm_facilitation_need_distinction (need_id, other_id) VALUES (1001, 1002)
"""
# the answer stands and is taken back, and the pair is answered anew
ANSWER_AGAIN = """
from odoo.tests import new_test_user
lead = new_test_user(env, "asking", "base.group_user,crm_facilitation.group_facilitator", company_id=1)
needs = env["crm.facilitation.need"].with_user(lead).browse([1001, 1002, 1003])
env["crm.facilitation.session"].browse(1004).facilitator_ids = lead
rows = env["crm.facilitation.need.distinction"].with_user(lead)
if needs._get_answers(needs) != ({(1001, 1002)}, set()) or needs[0].pairing_card(1002)["answers"] != 1:
    raise AssertionError(needs._get_answers(needs))
rows.search([]).action_take_back()
needs[0].action_answer_opposite(1002)
needs[0].action_answer_different([1001, 1003])
needs[0].action_answer_different([1002, 1003])
env.cr.commit()
"""
ANSWERED = """
    SELECT concat_ws('|', need_id, other_id, coalesce(is_opposite, FALSE), conflict_id IS NOT NULL)
    FROM crm_facilitation_need_distinction ORDER BY 1
"""
COMPANIES = """
    SELECT company_id FROM project_project WHERE id = 1000
    UNION ALL SELECT company_id FROM crm_facilitation_goal WHERE id = 1000
"""
# rules, rights and crons of the addon, as far as no company sets them
ACCESS = """
    WITH known AS (SELECT model, name, res_id FROM ir_model_data WHERE module = 'crm_facilitation')
    SELECT concat_ws(' ', 'rule', known.name, regexp_replace(rule.domain_force, '\\s', '', 'g'), rule.active, rule.perm_read,
        rule.perm_write, rule.perm_create, rule.perm_unlink, (SELECT string_agg(owner.module || '.' || owner.name, ',' ORDER BY owner.name)
            FROM rule_group_rel AS link JOIN ir_model_data AS owner ON owner.model = 'res.groups' AND owner.res_id = link.group_id
            WHERE link.rule_group_id = rule.id))
        FROM ir_rule AS rule JOIN known ON known.model = 'ir.rule' AND known.res_id = rule.id
    UNION SELECT concat_ws(' ', 'right', known.name, perm_read, perm_write, perm_create, perm_unlink,
        (SELECT name FROM ir_model_data WHERE model = 'res.groups' AND res_id = access.group_id ORDER BY id LIMIT 1))
        FROM ir_model_access AS access JOIN known ON known.model = 'ir.model.access' AND known.res_id = access.id
    UNION SELECT concat_ws(' ', 'cron', known.name, action.code, cron.interval_number, cron.interval_type, cron.active)
        FROM ir_cron AS cron JOIN ir_act_server AS action ON action.id = cron.ir_actions_server_id
        JOIN known ON known.model = 'ir.cron' AND known.res_id = cron.id
    ORDER BY 1
"""
RULE = """
    UPDATE ir_rule SET domain_force = '%s'
    WHERE id = (SELECT res_id FROM ir_model_data WHERE module = 'crm_facilitation' AND name = '%s')
"""
RELEASED = ROOT / "crm_facilitation" / "migrations" / "19.0.1.3.0" / "former.json"
# made for the test: two rules and a cron that read otherwise in an earlier release
CRON = "round_cron_deadlines"
EARLIER = {
    "event_rule_company": {"domain_force": "[('id', '!=', 0)]", "groups": []},
    "event_rule_leaders": {"domain_force": "[('id', '>', 0)]", "groups": ["crm_facilitation.group_facilitator"]},
    CRON: {"code": "model._cron_of_yesterday()"},
}


def structure(place, database, extra=databases.EXTRA):
    """What ``database``, with the addon and those in ``extra``, has more than one without the addon."""
    with_it, without = (
        place.server.execute(STRUCTURE, name).splitlines() for name in (database, databases.template(place, extra))
    )
    return sorted(set(with_it) - set(without))


def access(place, database):
    return place.server.execute(ACCESS, database).splitlines()


@pytest.fixture(scope="module")
def place():
    return databases.bench()


@pytest.fixture
def database(place):
    with databases.copy_for_one_run(place) as name:
        yield name


def update(place, database):
    """Update the addon as an administrator does; Odoo's log has nothing to complain of."""
    options = ("-u", "crm_facilitation", "--stop-after-init", "--no-http")
    log = place.run_odoo(place.config(database), database, *options, failure="The addon cannot be updated.")
    assert databases.complaints(log) == []


def test_what_the_released_version_had_is_there(place, database):
    former = set(FORMER.read_text().splitlines())
    assert former - set(structure(place, database)) == REMOVED


@pytest.fixture(scope="module")
def updated(place):
    """A database of the released version, as far as an update has to do something about it, updated once.

    Its name; what `structure` and `access` say of a new one; and how many standard records that one has.
    """
    with databases.copy_for_one_run(place, name="_updated") as database:
        expected = structure(place, database), access(place, database)
        standard = place.server.execute(STANDARD, database).split()
        former = json.loads(RELEASED.read_text())
        assert len(former) == 58
        for name, values in former.items():
            if "domain_force" in values:
                place.server.execute(RULE % (values["domain_force"].replace("'", "''"), name), database)
        assert access(place, database) != expected[1]
        for older in (OLDER, WITHOUT_A_COMPANY, STANDARD_AGENDA, ONE_NAME, ELSEWHERE, MAILED, ANSWERED_BEFORE):
            place.server.execute(older, database)
        place.server.execute(BEFORE_THE_DISCUSSION, database)
        gone = "\n".join(set(expected[0]) - set(structure(place, database)))
        for part in (
            "table crm_facilitation_remark",
            "column crm_facilitation_need_distinction is_opposite",
            "name jsonb",
        ):
            assert part in gone
        assert any("remark_rule" in line for line in set(expected[1]) - set(access(place, database)))
        update(place, database)
        yield database, *expected, standard


def run_in_shell(place, database, script, failure):
    """Run ``script`` in Odoo's shell; ``failure`` says what it means that it cannot be run."""
    with tempfile.NamedTemporaryFile("w", suffix=".py") as file:
        file.write(script)
        file.flush()
        place.run_script(place.config(database), database, Path(file.name), failure)


def test_an_older_database_is_brought_to_the_structure_and_the_rights_of_a_new_one_without_a_word(place, updated):
    database, expected, rights, _standard = updated
    assert structure(place, database) == expected
    assert access(place, database) == rights


def test_what_a_company_made_of_an_older_database_stays(place, updated):
    database = updated[0]
    assert place.server.execute(VIEW_OF_THE_COMPANY, database).strip() == "need_view_form"
    assert place.server.execute(COMPANIES, database).split() == ["1000", "1000"]
    assert place.server.execute(AGENDAS, database).splitlines() == [
        "Standard agenda|2|0|Наше",
        "1002|1000|2026-03-02 09:00:00",
    ]
    assert json.loads(place.server.execute(NAMES, database)) == {"en_US": "Отдел продаж “А”"}
    run_in_shell(place, database, RENAME, "Conflicts of before cannot be renamed.")
    assert set(json.loads(place.server.execute(NAMES, database)).values()) == {"Два отдела"}


def test_what_was_there_before_the_discussion_can_be_spoken_of(place, updated):
    database, _structure, _access, standard = updated
    items, questions = standard
    assert int(items) and int(questions)
    assert place.server.execute(STANDARD, database).split() == standard
    # a session that is over is prepared no more
    assert place.server.execute(CHECKLISTS, database).split() == [
        f"draft|{items}|0",
        f"running|{items}|0",
        "closed|0|0",
    ]
    run_in_shell(place, database, SPEAK, "Nobody can speak of what was there.")
    assert place.server.execute(SAID, database).splitlines() == [
        "answer|Daily|1001",
        "discussed",
        "promise|One list|1001",
        "question|How often?|1001",
        "risk|Nobody has time|1001",
    ]


def test_pairs_that_were_said_to_be_different_stay_so_and_can_be_answered_anew(place, updated):
    database = updated[0]
    run_in_shell(place, database, ANSWER_AGAIN, "Pairs of before cannot be answered.")
    assert place.server.execute(ANSWERED, database).splitlines() == [
        "1001|1002|t|t",
        "1001|1003|f|f",
        "1002|1003|f|f",
    ]


def test_what_an_earlier_release_shipped_is_renewed_and_what_a_company_changed_stays(place, database):
    expected = access(place, database)
    place.server.execute(RULE % ("[(''id'', ''!='', 0)]", "event_rule_company"), database)
    place.server.execute(RULE % ("[(''id'', ''='', 7)]", "goal_rule_company"), database)
    of_company = next(line for line in access(place, database) if line.startswith("rule goal_rule_company "))
    script = f"""
from odoo.addons.crm_facilitation.renewing import renew
env.ref("crm_facilitation.event_rule_leaders").write({{"domain_force": "[('id', '>', 0)]",
    "groups": [(6, 0, env.ref("crm_facilitation.group_facilitator").ids)]}})
env.ref("crm_facilitation.{CRON}").write({{"code": "model._cron_of_yesterday()", "interval_number": 7}})
renew(env, {EARLIER!r} | {{"goal_rule_company": {{"domain_force": "[]", "groups": []}}}})
env.cr.commit()
"""
    run_in_shell(place, database, script, "Rules cannot be renewed.")
    renewed = access(place, database)
    assert of_company in renewed
    changed = {line.split()[1] for line in set(renewed) - set(expected)}
    # how often a cron runs is the company's to say
    assert changed == {"goal_rule_company", CRON}
    assert not any("_cron_of_yesterday" in line for line in renewed)
