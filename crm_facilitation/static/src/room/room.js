import { Component, onError, onMounted, onWillDestroy, useChildSubEnv, useEffect, useState } from "@odoo/owl";
import { ConnectionLostError } from "@web/core/network/rpc";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useBus, useService } from "@web/core/utils/hooks";

/** What the room is shown as, by view: phone, projector, desk. Each bundle has those that it may need. */
export const roomViews = registry.category("crm_facilitation.room_views");

/**
 * The session room: one tree for everybody, with what each may see and do.
 *
 * @prop {string} view ``phone``, ``projector`` or ``desk``
 * @prop {RoomStore} store what there is to see, kept up to date
 * @prop {Presence} [presence] absent where nobody is here, as on a projector
 */
export class Room extends Component {
    static template = "crm_facilitation.Room";
    static props = {
        view: String,
        store: Object,
        clock: Object,
        places: { type: Object, optional: true },
        presence: { type: Object, optional: true },
        messages: { type: Object, optional: true },
    };

    setup() {
        const { store, clock, presence, places } = this.props;
        this.View = roomViews.get(this.props.view);
        this.notification = useService("notification");
        this.room = useState(store.state);
        this.status = useState(store.status);
        this.messages = useState(this.props.messages?.state || {});
        this.told = useState({ phase: "" });
        useChildSubEnv({ room: { store, clock, presence, places } });
        useBus(this.env.bus, "CRM_FACILITATION:VOTED", () => store.refresh());
        onMounted(() => {
            store.start();
            presence?.start();
        });
        onWillDestroy(() => {
            store.stop();
            presence?.stop();
        });
        useEffect(
            (id) => {
                // said once per step, not while the page is being opened
                if (this.step !== undefined && this.step !== id) {
                    this.told.phase = this.phase;
                }
                this.step = id;
            },
            () => [this.room.step?.id || 0],
        );
        useEffect(
            (open) => {
                const fresh = open.split(",").filter((id) => id && !this.openVotes?.includes(id));
                if (this.openVotes && fresh.length) {
                    const names = this.room.rounds.filter(({ id }) => fresh.includes(String(id)));
                    this.told.phase = _t("A vote is open: %s", names.map(({ name }) => name).join(", "));
                }
                this.openVotes = open.split(",");
            },
            () => [
                this.room.rounds
                    .filter(({ state }) => state === "open")
                    .map(({ id }) => id)
                    .join(","),
            ],
        );
        onError((error) => this.onBroken(error));
    }

    /** What a screen reader says when the room goes on. */
    get phase() {
        const { step, session } = this.room;
        if (session.state === "closed") {
            return _t("The session is over.");
        }
        return step ? [_t("Now: %s", step.name), step.instruction].filter(Boolean).join(". ") : _t("Between steps");
    }

    /** A part that could not be loaded: the rest goes on. */
    onBroken(error) {
        const cause = error.cause || error;
        if (!(cause instanceof ConnectionLostError) && !cause.data) {
            throw error;
        }
        this.notification.add(cause.data?.message || _t("No connection. Please try again."), { type: "danger" });
        this.props.places?.go("home");
    }
}
