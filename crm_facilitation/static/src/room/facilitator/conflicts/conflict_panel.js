import { Component, useState } from "@odoo/owl";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { _t } from "@web/core/l10n/translation";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { Discussion } from "../../../discussion/thread/discussion";
import { Draft } from "../../../drafts";
import { formatDays } from "../../parts/pulled";
import { Turnout } from "../../parts/turnout";
import { OptionForm } from "./option_form";

const CONFLICT = "crm.facilitation.conflict";
const UNSETTLED = ["open", "discussing"];

/** Conflicts: what speaks for each in people's words, ways to settle it with their price, consent, and the agreement. */
export class ConflictPanel extends Component {
    static template = "crm_facilitation.RoomConflictPanel";
    static components = { Discussion, OptionForm, Turnout };
    static props = {};

    setup() {
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.commands = this.env.commands;
        this.room = useState(this.env.room.store.state);
        const first = this.conflicts[0]?.id || 0;
        this.state = useState({ id: first, optionId: 0, review_date: "", isProposing: false });
        this.formatDays = formatDays;
        this.takeUp(first);
    }

    get conflicts() {
        return this.room.conflicts.filter(({ state }) => UNSETTLED.includes(state));
    }

    get settled() {
        return this.room.conflicts.filter(({ state }) => !UNSETTLED.includes(state));
    }

    get conflict() {
        return this.room.conflicts.find(({ id }) => id === this.state.id);
    }

    get isUnsettled() {
        return UNSETTLED.includes(this.conflict.state);
    }

    /** The wording is kept on this device until it is adopted: a step that ends takes nothing away. */
    get draft() {
        return new Draft(`agreement.${this.state.id}.${user.userId}`);
    }

    takeUp(id) {
        Object.assign(this.state, { id, optionId: 0, isProposing: false });
        const { text = "", optionId = 0 } = id ? this.draft.read() : {};
        Object.assign(this.state, { text, optionId });
    }

    isPulled(model, id) {
        const { pulled } = this.room;
        return pulled?.model === model && pulled.id === id;
    }

    choose(option) {
        const isUntouched =
            !this.state.text.trim() || this.conflict.options.some(({ name }) => name === this.state.text);
        Object.assign(this.state, { optionId: option.id, ...(isUntouched ? { text: option.name } : {}) });
        this.keep();
    }

    keep() {
        const { text, optionId } = this.state;
        this.draft.keep({ text, optionId: optionId || "" });
    }

    /** Put the options to the vote: the round is laid out, then opened after the numbers were read. */
    async askConsent() {
        const { res_id } = await this.commands.call(CONFLICT, "action_ask_consent", [[this.state.id]]);
        const { voters } = this.room.desk;
        this.dialog.add(ConfirmationDialog, {
            title: _t("Can you live with it?"),
            body: _t("Options: %(options)s. People who may vote: %(voters)s. Here now: %(here)s.", {
                options: this.conflict.options.length,
                voters,
                here: this.room.present.count,
            }),
            confirmLabel: _t("Open the vote"),
            confirm: () => this.commands.call("crm.facilitation.round", "action_open", [[res_id]]),
            cancel: () => {},
        });
    }

    get openRound() {
        const asked = new Set(this.conflict.options.map(({ round_id }) => round_id));
        return this.room.rounds.find(({ id, state }) => state === "open" && asked.has(id));
    }

    /** Whether there are figures: of too few votes nothing is told. */
    isCounted({ consent }) {
        return ["consent", "objections", "blocked"].includes(consent);
    }

    /** What the room said to an option, for whoever adopts it. */
    wordsOf(option) {
        if (!option) {
            return _t("No option is chosen: the wording stands alone.");
        }
        return this.isCounted(option) ? this.votes(option) : option.consent_label;
    }

    votes({ agree, abstain, object, block }) {
        return _t("in favour %(agree)s, abstained %(abstain)s, objections %(object)s, blocks %(block)s", {
            agree,
            abstain,
            object,
            block,
        });
    }

    adopt() {
        const { id, optionId, text, review_date } = this.state;
        const option = this.conflict.options.find((one) => one.id === optionId);
        this.dialog.add(ConfirmationDialog, {
            title: _t("Adopt this agreement?"),
            body: [text.trim(), this.wordsOf(option)].join(" — "),
            confirmLabel: _t("Adopt"),
            confirm: async () => {
                const terms = review_date ? { review_date } : {};
                await this.commands.call(CONFLICT, "action_agree", [[id]], {
                    option: optionId || false,
                    text: text.trim(),
                    ...terms,
                });
                this.draft.drop();
            },
            cancel: () => {},
        });
    }

    async detect() {
        await this.commands.session("action_detect_conflicts");
        this.notification.add(_t("Looked through. Conflicts to settle: %s.", this.conflicts.length), { type: "info" });
    }
}
