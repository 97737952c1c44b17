import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { oneAtATime } from "../../one_at_a_time";

const NEED = "crm.facilitation.need";
const DISTINCTION = "crm.facilitation.need.distinction";
// how many cards are remembered as seen: those answered in part come later
const REMEMBERED = 60;

/** Needs that lie near each other: one tap says same, opposite, or all different; the next card follows from it. */
export class PairCard extends Component {
    static template = "crm_facilitation.PairCard";
    static props = { projectId: Number, onMerged: { type: Function, optional: true } };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ needs: [], pickedId: false, answers: 0, busy: false, last: null });
        this.passedOver = [];
        onWillStart(() => this.load(this.props.projectId));
        onWillUpdateProps(({ projectId }) => {
            if (projectId !== this.props.projectId) {
                this.passedOver = [];
                this.state.last = null;
                return this.load(projectId);
            }
        });
    }

    get picked() {
        return this.state.needs.find((need) => need.id === this.state.pickedId);
    }

    get ids() {
        return this.state.needs.map((need) => need.id);
    }

    /** What a screen reader says of a button, with both needs in it. */
    labelOf(answer, need) {
        const names = { need: need.name, picked: this.picked.name };
        return answer === "same"
            ? _t("Same: “%(need)s” as “%(picked)s”", names)
            : _t("Opposite: “%(need)s” to “%(picked)s”", names);
    }

    async load(projectId) {
        const card = await this.orm.call(NEED, "pairing_card", [projectId, this.passedOver]);
        Object.assign(this.state, card, { pickedId: card.needs[0]?.id || false });
    }

    /** Do one thing at a time: a second tap while the first is under way would answer the next card unread. */
    act(work) {
        return oneAtATime(this.state, async () => {
            await work();
            await this.load(this.props.projectId);
        });
    }

    passOver() {
        this.passedOver = [...this.passedOver, this.ids].slice(-REMEMBERED);
    }

    same(need) {
        const { picked } = this;
        return this.act(async () => {
            const done = await this.orm.call(NEED, "action_answer_same", [[picked.id], need.id]);
            this.passOver();
            this.props.onMerged?.();
            const kept = done.survivor_id === picked.id ? picked : need;
            const message = _t("Merged into “%s”. Nobody and no word is lost.", kept.name);
            const undo = async () => {
                await this.orm.call(NEED, "action_take_same_back", [[done.merged_id], done.part_ids]);
                this.props.onMerged?.();
            };
            this.state.last = { message, undo };
        });
    }

    opposite(need) {
        const { picked } = this;
        return this.act(async () => {
            const done = await this.orm.call(NEED, "action_answer_opposite", [[picked.id], need.id]);
            this.passOver();
            this.tellOpposite(done);
        });
    }

    tellOpposite(done) {
        const sides = done.sides.map((side) => _t("“%(name)s”: %(stance)s", side)).join(" — ");
        const about = done.target || _t("not said");
        const message = _t("Opposite, about: %(about)s. %(sides)s", { about, sides });
        this.state.last = { message, done, undo: () => this.takeBack([done.distinction_id]) };
    }

    /** The sides were guessed: one tap exchanges them. */
    turnRound(done) {
        return this.act(async () => {
            await this.orm.call(DISTINCTION, "action_turn_round", [[done.distinction_id]]);
            const [one, other] = done.sides;
            const sides = [
                { name: one.name, stance: other.stance },
                { name: other.name, stance: one.stance },
            ];
            this.tellOpposite({ ...done, sides });
        });
    }

    allDifferent() {
        return this.act(async () => {
            const { distinction_ids } = await this.orm.call(NEED, "action_answer_different", [this.ids]);
            const message = _t("All different. They are not asked about again.");
            this.state.last = { message, undo: () => this.takeBack(distinction_ids) };
        });
    }

    takeBack(ids) {
        return this.orm.call(DISTINCTION, "action_take_back", [ids]);
    }

    undo() {
        const { undo } = this.state.last;
        return this.act(async () => {
            await undo();
            this.state.last = null;
        });
    }

    openConflict(id) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "crm.facilitation.conflict",
            res_id: id,
            views: [[false, "form"]],
        });
    }
}
