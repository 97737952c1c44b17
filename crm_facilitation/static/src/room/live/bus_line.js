export const HINT = "crm_facilitation.hint";

/** How hints come to somebody who is logged in: over the web client's own connection. */
export class BusLine {
    /** @param {Object} bus the service ``bus_service`` */
    constructor(bus) {
        this.bus = bus;
    }

    open(channel, { onHint, onUp, onDown }) {
        const { bus } = this;
        this.onHint = (payload) => onHint(payload);
        this.onUp = () => onUp(false);
        this.onAgain = () => onUp(true);
        this.onDown = () => onDown();
        bus.subscribe(HINT, this.onHint);
        bus.addEventListener("BUS:CONNECT", this.onUp);
        bus.addEventListener("BUS:RECONNECT", this.onAgain);
        bus.addEventListener("BUS:DISCONNECT", this.onDown);
        bus.addEventListener("BUS:RECONNECTING", this.onDown);
        this.move(channel);
        if (bus.workerState === "CONNECTED") {
            onUp(false);
        }
    }

    /** The key of the channel ends after a day, and another one comes with the state. */
    move(channel) {
        if (channel === this.channel) {
            return;
        }
        if (this.channel) {
            this.bus.deleteChannel(this.channel);
        }
        this.channel = channel;
        if (channel) {
            this.bus.addChannel(channel);
        }
    }

    close() {
        const { bus } = this;
        this.move("");
        bus.unsubscribe(HINT, this.onHint);
        bus.removeEventListener("BUS:CONNECT", this.onUp);
        bus.removeEventListener("BUS:RECONNECT", this.onAgain);
        bus.removeEventListener("BUS:DISCONNECT", this.onDown);
        bus.removeEventListener("BUS:RECONNECTING", this.onDown);
    }
}
