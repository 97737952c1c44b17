import { onWillStart } from "@odoo/owl";
import { user } from "@web/core/user";
import { pageOf } from "../need_page/need_page_action";

const LEADING = ["crm_facilitation.group_facilitator", "crm_facilitation.group_sponsor"];

/**
 * A list or board of needs for whoever does not lead sessions: a need opens as its page, and “New” is the short form,
 * which says so when no session takes needs.
 *
 * @template {Function} T
 * @param {T} Controller of a list or of a board
 * @returns {T}
 */
export const opensPages = (Controller) =>
    class extends Controller {
        setup() {
            super.setup();
            onWillStart(async () => {
                const held = await Promise.all(LEADING.map((group) => user.hasGroup(group)));
                this.isLeading = held.some(Boolean);
                this.isFacilitator = held[0];
            });
        }

        openRecord(record, options) {
            if (this.isLeading || options?.newWindow) {
                return super.openRecord(record, options);
            }
            return this.model.action.doAction(pageOf({ id: record.resId, name: record.data.name }));
        }

        createRecord(options) {
            if (this.isFacilitator) {
                return super.createRecord(options);
            }
            const { default_session_id } = this.props.context;
            return this.model.action.doAction("crm_facilitation.need_action_raise", {
                additionalContext: default_session_id ? { default_session_id } : {},
                onClose: () => this.model.load(),
            });
        }
    };
