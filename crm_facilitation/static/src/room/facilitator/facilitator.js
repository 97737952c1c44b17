import { Component, useChildSubEnv, useState } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";
import { StepTimer } from "../parts/step_timer";
import { Pulled } from "../parts/pulled";
import { roomViews } from "../room";
import { AgendaPanel } from "./agenda_panel";
import { Asking } from "./asking";
import { useCommands } from "./commands";
import { ConflictPanel } from "./conflicts/conflict_panel";
import { describeTabs, tabOf } from "./tabs";
import { useKeys } from "./keys";
import { KeysDialog } from "./dialogs/keys_dialog";
import { PreviewDialog } from "./dialogs/preview_dialog";
import { NeedPanel } from "./need_panel";
import { PeoplePanel } from "./people_panel";
import { StepChecks } from "./step_checks";
import { VotePanel } from "./votes/vote_panel";
import { HeardMap } from "../../discussion/heard_map/heard_map";
import { Indicators } from "../../discussion/indicators/indicators";
import { Promises } from "../../discussion/promises/promises";

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
        this.commands = useCommands(this.env);
        const action = useService("action");
        this.asking = new Asking({ dialog: this.dialog, action, commands: this.commands, store, clock });
        this.view = useState({
            tab: tabOf(this.room.step) || "needs",
            isCodeBig: false,
            showsIndicators: false,
        });
        useChildSubEnv({ commands: this.commands });
        useKeys({
            n: () => this.goOn(),
            p: () => this.previous(),
            " ": () => this.togglePause(),
            "+": () => this.extend(),
            a: () => this.commands.admitAll(),
            c: () => this.toggleCode(),
            d: () => this.room.pulled && this.commands.putDown(),
            v: () => this.preview(),
            i: () => (this.view.showsIndicators = !this.view.showsIndicators),
            1: () => this.show("needs"),
            2: () => this.show("votes"),
            3: () => this.show("conflicts"),
            4: () => this.show("heard"),
            "?": () => this.help(),
        });
    }

    get tabs() {
        return describeTabs(this.room);
    }

    get isOver() {
        return this.room.session.state === "closed";
    }

    get isRunning() {
        return this.room.session.state === "running";
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

    /** What is next: the beginning, a step, or the end. */
    goOn() {
        if (this.room.session.state === "draft") {
            return this.asking.start();
        }
        return this.isRunning && (this.room.step && !this.room.step.next ? this.asking.close() : this.next());
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
        this.show(tabOf(this.room.step) || this.view.tab);
    }

    togglePause() {
        const { step } = this.room;
        return step && (step.paused_at ? this.commands.resume() : this.commands.pause());
    }

    extend() {
        return this.room.step && this.commands.extend(5);
    }

    toggleCode() {
        return this.room.desk.is_code_open ? this.commands.closeCode() : this.commands.openCode();
    }
}

roomViews.add("desk", Facilitator);
