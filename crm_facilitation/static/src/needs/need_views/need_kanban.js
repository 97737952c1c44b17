import { registry } from "@web/core/registry";
import { RelationalModel } from "@web/model/relational_model/relational_model";
import { KanbanController } from "@web/views/kanban/kanban_controller";
import { kanbanView } from "@web/views/kanban/kanban_view";
import { opensPages } from "./need_opening";

/** What a drop on a column asks for before it is done. */
const WINDOWS = {
    deferred: "crm_facilitation.reason_wizard_action_defer",
    rejected: "crm_facilitation.reason_wizard_action_reject",
    merged: "crm_facilitation.merge_wizard_action",
};

class NeedGroupList extends RelationalModel.DynamicGroupList {
    async moveRecord(dataRecordId, dataGroupId, refId, targetGroupId) {
        const target = this.groups.find((group) => group.id === targetGroupId);
        const asked = target?.groupByField.name === "state" && WINDOWS[target.value];
        if (!asked || dataGroupId === targetGroupId) {
            return super.moveRecord(dataRecordId, dataGroupId, refId, targetGroupId);
        }
        const source = this.groups.find((group) => group.id === dataGroupId);
        const id = source.list.records.find((record) => record.id === dataRecordId).resId;
        return this.model.action.doAction(asked, {
            additionalContext: { active_model: this.resModel, active_id: id, active_ids: [id] },
            onClose: () => this.model.load(),
        });
    }
}

class NeedModel extends RelationalModel {
    static DynamicGroupList = NeedGroupList;
}

/** The board of needs: dropping on “Deferred” or “Rejected” asks for the reason, on “Merged” for the other need. */
registry.category("views").add("facilitation_need_kanban", {
    ...kanbanView,
    Controller: opensPages(KanbanController),
    Model: NeedModel,
});
