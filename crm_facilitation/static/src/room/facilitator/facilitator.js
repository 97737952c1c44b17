import { Component, useChildSubEnv, useExternalListener, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { StepTimer } from "../parts/step_timer";
import { Pulled } from "../parts/pulled";
import { roomViews } from "../room";
import { AgendaPanel } from "./agenda_panel";
import { Asking } from "./asking";
import { useCommands } from "./commands";
import { ConflictPanel } from "./conflict_panel";
import { KeysDialog } from "./dialogs/keys_dialog";
import { PreviewDialog } from "./dialogs/preview_dialog";
import { NeedPanel } from "./need_panel";
import { PeoplePanel } from "./people_panel";
import { StepChecks } from "./step_checks";
import { VotePanel } from "./vote_panel";
import { HeardMap } from "../../discussion/heard_map/heard_map";
import { Indicators } from "../../discussion/indicators/indicators";
import { Promises } from "../../discussion/promises/promises";

const PROMISE = "crm.facilitation.promise";
// windows that ask for what is to be said beside “late” and “dropped”
const WHY = {
    late: "crm_facilitation.reason_wizard_action_promise_late",
    dropped: "crm_facilitation.reason_wizard_action_promise_dropped",
};
const TABS = ["needs", "votes", "conflicts", "heard"];
// what a step of this kind works with; in the others the desk stays where it is
const TAB_OF_KIND = {
    vote: "votes",
    conflicts: "conflicts",
    decide: "needs",
    discuss: "needs",
    needs: "needs",
    process: "needs",
    retro: "needs",
    cluster: "needs",
    fit: "needs",
};

/** The facilitator's desk: the agenda, what the room does now, who is here. All of it by keyboard too. */
export class Facilitator extends Component {
    static template = "crm_facilitation.RoomFacilitator";
    static components = {
        AgendaPanel,
        ConflictPanel,
        HeardMap,
        Indicators,
        NeedPanel,
        PeoplePanel,
        Promises,
        Pulled,
        StepChecks,
        StepTimer,
        VotePanel,
    };
    static props = {};

    setup() {
        const { store, clock } = this.env.room;
        this.clock = clock;
        this.store = store;
        this.room = useState(store.state);
        this.status = useState(store.status);
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.action = useService("action");
        this.commands = useCommands(this.env);
        this.asking = new Asking({ dialog: this.dialog, commands: this.commands, store, clock });
        this.view = useState({
            tab: TAB_OF_KIND[this.room.step?.kind] || "needs",
            isCodeBig: false,
            showsIndicators: false,
        });
        useChildSubEnv({ commands: this.commands });
        useExternalListener(window, "keydown", (event) => this.onKeydown(event));
        this.keys = {
            n: () => this.goOn(),
            p: () => this.previous(),
            " ": () => this.togglePause(),
            "+": () => this.extend(),
            a: () => this.admitAll(),
            c: () => this.toggleCode(),
            d: () => this.room.pulled && this.commands.putDown(),
            v: () => this.preview(),
            i: () => (this.view.showsIndicators = !this.view.showsIndicators),
            1: () => this.show("needs"),
            2: () => this.show("votes"),
            3: () => this.show("conflicts"),
            4: () => this.show("heard"),
            "?": () => this.help(),
        };
    }

    get tabs() {
        const open = this.room.rounds.filter((round) => round.state === "open").length;
        const unsettled = this.room.conflicts.filter(({ state }) => ["open", "discussing"].includes(state)).length;
        const counts = { needs: this.room.needs.length, votes: open, conflicts: unsettled };
        const names = {
            needs: _t("Needs"),
            votes: _t("Votes"),
            conflicts: _t("Conflicts"),
            heard: _t("Who was heard"),
        };
        return TABS.map((code, index) => ({ code, name: names[code], count: counts[code] || "", key: index + 1 }));
    }

    get isOver() {
        return this.room.session.state === "closed";
    }

    get isRunning() {
        return this.room.session.state === "running";
    }

    /** @param {KeyboardEvent} event */
    onKeydown(event) {
        const { target, key, code, ctrlKey, metaKey, altKey } = event;
        const isTyping = target.closest?.(
            "input, textarea, select, [contenteditable=true], .modal, .o_command_palette",
        );
        const isPressing = key === " " && target.closest?.("button, a, summary");
        // the same key on every keyboard, whatever letters are on it
        const letter = /^Key([A-Z])$/.exec(code)?.[1].toLowerCase();
        const act = this.keys[key.toLowerCase()] || (/^[a-z]$/i.test(key) ? undefined : this.keys[letter]);
        if (!act || isTyping || isPressing || ctrlKey || metaKey || altKey || document.querySelector(".modal")) {
            return;
        }
        event.preventDefault();
        event.stopPropagation();
        act();
    }

    show(tab) {
        this.view.tab = tab;
    }

    help() {
        this.dialog.add(KeysDialog, {});
    }

    preview() {
        this.dialog.add(PreviewDialog, { sessionId: this.room.session.id });
    }

    start() {
        return this.asking.start();
    }

    close() {
        return this.asking.close();
    }

    /** What is next: the beginning, a step, or the end. */
    goOn() {
        if (this.room.session.state === "draft") {
            return this.start();
        }
        return this.isRunning && (this.room.step && !this.room.step.next ? this.close() : this.next());
    }

    next() {
        return this.asking.leaveFor(() => this.arrive(this.commands.next()));
    }

    previous() {
        return this.asking.leaveFor(() => this.arrive(this.commands.previous()));
    }

    goTo(item) {
        return this.asking.leaveFor(() => this.arrive(this.commands.goTo(item.id)));
    }

    /** Show what the new step works with. Where another desk goes on, this one stays at what is being done on it. */
    async arrive(move) {
        await move;
        this.show(TAB_OF_KIND[this.room.step?.kind] || this.view.tab);
    }

    togglePause() {
        const { step } = this.room;
        return step && (step.paused_at ? this.commands.resume() : this.commands.pause());
    }

    /** What became of a promise: late and dropped are said with a reason, in a window of their own. */
    answerPromise({ id }, outcome) {
        if (outcome === "kept") {
            return this.commands.call(PROMISE, "action_keep", [[id]]);
        }
        const additionalContext = { active_model: PROMISE, active_id: id, active_ids: [id] };
        return this.action.doAction(WHY[outcome], { additionalContext, onClose: () => this.store.refresh() });
    }

    extend() {
        return this.room.step && this.commands.extend(5);
    }

    /** Those who ask to join and are offered as nobody, or as one invited person alone; others need a choice. */
    admitAll() {
        const { lobby } = this.room.desk;
        const clear = lobby.filter(({ offers }) => !offers.length).map(({ id }) => id);
        if (clear.length < lobby.length) {
            const left = lobby.length - clear.length;
            this.notification.add(_t("Say first who they are, with the mouse or Tab: %s.", left), { type: "warning" });
        }
        return clear.length && this.commands.admit(clear);
    }

    toggleCode() {
        return this.room.desk.is_code_open ? this.commands.closeCode() : this.commands.openCode();
    }
}

roomViews.add("desk", Facilitator);
