import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { oneAtATime } from "../../one_at_a_time";
import { PairCard } from "../../conflicts/pair_card/pair_card";

const MODEL = "crm.facilitation.need";

/** Groups of needs that may ask for the same: one click merges, one says that they are not the same. */
export class GroupNeeds extends Component {
    static template = "crm_facilitation.GroupNeeds";
    static components = { PairCard };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.state = useState({ projects: [], projectId: false, needCount: 0, groups: [], busy: false, changes: 0 });
        const context = this.props.action.context || {};
        onWillStart(() => this.load(context.default_project_id));
    }

    async load(projectId) {
        const board = await this.orm.call(MODEL, "grouping_board", [projectId || false]);
        this.state.projects = board.projects;
        this.state.projectId = board.project_id;
        this.state.needCount = board.need_count;
        this.state.groups = board.groups;
    }

    /** Do one thing at a time: a second click while the first is under way would merge twice. */
    act(work) {
        return oneAtATime(this.state, async () => {
            await work();
            await this.load(this.state.projectId);
            // what is merged or told apart here changes the card above
            this.state.changes++;
        });
    }

    othersOf(group) {
        return group.needs.map((need) => need.id).filter((id) => id !== group.survivor_id);
    }

    nameOf(group) {
        return group.needs.find((need) => need.id === group.survivor_id).name;
    }

    merge(group) {
        const merged = this.othersOf(group);
        return this.act(async () => {
            await this.orm.call(MODEL, "action_merge_into", [merged, group.survivor_id]);
            const close = this.notification.add(
                _t("Merged into “%s”. Nobody and no word is lost.", this.nameOf(group)),
                {
                    type: "success",
                    autocloseDelay: 10000,
                    buttons: [{ name: _t("Undo"), onClick: () => this.undo(merged, close) }],
                },
            );
        });
    }

    undo(merged, close) {
        close();
        return this.act(() => this.orm.call(MODEL, "action_unmerge", [merged]));
    }

    differ(group) {
        const ids = group.needs.map((need) => need.id);
        return this.act(() => this.orm.call(MODEL, "action_mark_different", [ids]));
    }

    takeOut(group, need) {
        const others = group.needs.map((each) => each.id).filter((id) => id !== need.id);
        return this.act(() => this.orm.call(MODEL, "action_mark_different", [[need.id], others]));
    }

    open(need) {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: MODEL,
            res_id: need.id,
            views: [[false, "form"]],
        });
    }
}

registry.category("actions").add("crm_facilitation.group_needs", GroupNeeds);
