import { Component, onWillStart, useState, xml } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { Room } from "../../room";
import { makeRoom } from "../../room_action";

/** The votes as those have them who may vote: whoever leads the session seldom is one of them. */
function asElector(answer) {
    const { state } = answer;
    if (!state) {
        return answer;
    }
    const rounds = state.rounds.map((round) => ({ ...round, is_elector: true, awaits_me: round.state === "open" }));
    return { ...answer, state: { ...state, rounds } };
}

/** One view as others have it now, in a frame of its size. */
class Preview extends Component {
    static template = xml`
        <div class="o_room_frame" t-att-data-frame="props.view">
            <div class="o_room_frame_screen" inert="inert">
                <Room t-if="state.isReady" view="props.view" store="room.store" clock="room.clock" places="room.places" />
            </div>
        </div>`;
    static components = { Room };
    static props = { sessionId: Number, view: String };

    setup() {
        const services = { orm: useService("orm"), bus_service: useService("bus_service") };
        this.room = makeRoom(services, this.props.sessionId, this.props.view);
        const { source } = this.room.store;
        this.room.store.source = { ask: async (how) => asElector(await source.ask(how)) };
        this.state = useState({ isReady: false });
        onWillStart(async () => {
            await this.room.store.refresh();
            this.state.isReady = Boolean(this.room.store.state.session);
        });
    }
}

/** What they see: a phone and the projector, before something is pushed and while it is there. */
export class PreviewDialog extends Component {
    static template = "crm_facilitation.RoomPreviewDialog";
    static components = { Dialog, Preview };
    static props = { sessionId: Number, close: Function };

    setup() {
        this.title = _t("What they see");
    }
}
