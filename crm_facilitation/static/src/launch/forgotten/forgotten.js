import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

const LEAVE_OUT = "crm_facilitation.reason_wizard_action_leave_out";

/** Departments that work with the CRM and that the roll-out does not name, on the forms of roll-out and session. */
export class Forgotten extends Component {
    static template = "crm_facilitation.Forgotten";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ departments: [], mayAdd: false });
        this.words = {
            add: (name) => _t("Add %s", name),
            leaveOut: (name) => _t("Leave out %s", name),
        };
        useRecordObserver((record) => this.follow(record));
    }

    get isRollout() {
        return this.props.record.resModel === "project.project";
    }

    /** What was just added, and is not saved yet, is not forgotten any more. */
    get departments() {
        const named = this.isRollout ? this.props.record.data.affected_department_ids.currentIds : [];
        return this.state.departments.filter((department) => !named.includes(department.id));
    }

    /** The server is asked anew about another roll-out, and once other departments are saved. */
    async follow(record) {
        const isRollout = record.resModel === "project.project";
        const id = isRollout ? record.resId : record.data.project_id?.id;
        const named = isRollout ? record.data.affected_department_ids.currentIds.join() : "";
        if (id !== this.id || (!record.dirty && named !== this.named)) {
            Object.assign(this, { id, named });
            await this.load(id);
        }
    }

    async load(id) {
        const notice = id
            ? await this.orm.call("project.project", "get_forgotten_notice", [[id]])
            : { departments: [], may_add: false };
        Object.assign(this.state, { departments: notice.departments, mayAdd: notice.may_add });
    }

    async add(department) {
        const { record } = this.props;
        await record.data.affected_department_ids.addAndRemove({ add: [department.id] });
        await record.save();
    }

    async leaveOut(department) {
        const { record } = this.props;
        if (!(await record.save())) {
            return;
        }
        await this.action.doAction(LEAVE_OUT, {
            additionalContext: {
                active_model: "project.project",
                active_ids: [record.resId],
                facilitation_about: department.id,
            },
            onClose: async () => {
                await record.load();
                await this.load(record.resId);
            },
        });
    }

    open() {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "project.project",
            res_id: this.id,
            views: [[false, "form"]],
        });
    }
}

registry.category("view_widgets").add("crm_facilitation_forgotten", { component: Forgotten });
