import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

const SESSION = "crm.facilitation.session";
const ROUND = "crm.facilitation.round";

/** What the facilitator does with the session: each is done by the server, then shown on every screen. */
export class Commands {
    constructor({ orm, store, notification }) {
        Object.assign(this, { orm, store, notification, underWay: null });
    }

    get id() {
        return this.store.state.session.id;
    }

    get seen() {
        return { seen_item_id: this.store.state.step?.id || false };
    }

    /** Call and show what came of it; a second press while the first is under way does nothing. */
    async call(model, method, args, kwargs = {}) {
        if (this.underWay) {
            return undefined;
        }
        this.underWay = this.orm.call(model, method, args, kwargs);
        try {
            return await this.underWay;
        } finally {
            this.underWay = null;
            // what was refused is refused because something changed meanwhile
            await this.store.refresh();
        }
    }

    /** Call what was promised: it waits for a press that is under way. */
    async insist(...asked) {
        while (this.underWay) {
            // whoever pressed is told of what went wrong
            await this.underWay.catch(() => {});
        }
        return this.call(...asked);
    }

    /** Close and count a vote whose notice is over, unless another desk or the deadline has done so. */
    async countVote(id) {
        await this.store.refresh();
        const round = this.store.state.rounds.find((one) => one.id === id);
        return round?.state === "open" ? this.insist(ROUND, "action_close", [[id]]) : undefined;
    }

    session(method, kwargs) {
        return this.call(SESSION, method, [[this.id]], kwargs);
    }

    start = () => this.session("action_start");
    close = () => this.session("action_close");
    next = () => this.session("action_next", this.seen);
    previous = () => this.session("action_previous", this.seen);
    goTo = (item) => this.call(SESSION, "action_go_to", [[this.id], item], this.seen);
    pause = () => this.session("action_pause", this.seen);
    resume = () => this.session("action_resume", this.seen);
    extend = (minutes = 5) => this.session("action_extend", { minutes, ...this.seen });
    moveItem = (item_id, before_id) => this.session("action_move_item", { item_id, before_id });
    cutItem = (item_id, is_cut) => this.session("action_cut_item", { item_id, is_cut });
    insertItem = (values) => this.session("action_insert_item", values);
    pull = (model, record_id) => this.session("action_pull", { model, record_id });
    putDown = () => this.session("action_pull");
    openCode = () => this.session("action_open_lobby");
    closeCode = () => this.session("action_close_lobby");
    admit = (ids) => this.call("crm.facilitation.join.request", "action_admit", [ids]);
    refuse = (ids) => this.call("crm.facilitation.join.request", "action_refuse", [ids]);

    /** Those who ask to join and are offered as nobody, or as one invited person alone; others need a choice. */
    admitAll() {
        const { lobby } = this.store.state.desk;
        const clear = lobby.filter(({ offers }) => !offers.length).map(({ id }) => id);
        if (clear.length < lobby.length) {
            const left = lobby.length - clear.length;
            this.notification.add(_t("Say first who they are, with the mouse or Tab: %s.", left), { type: "warning" });
        }
        return clear.length && this.admit(clear);
    }
}

/** The commands for a component within the room. */
export function useCommands(env) {
    return new Commands({
        orm: useService("orm"),
        notification: useService("notification"),
        store: env.room.store,
    });
}
