import { browser } from "@web/core/browser/browser";
import { HINT } from "./bus_line";

const RETRY = 1000;
const RETRY_AT_MOST = 60000;
const SPREAD = 4000;
// proxies drop what is silent for a minute, and say so to nobody
const BEAT = 45000;
const OUTDATED = "OUTDATED_VERSION";

/**
 * How hints come to somebody without an account: a connection of the page's own, a few lines instead of the web client's.
 *
 * Without it everything arrives a little later: it is tried again quietly.
 */
export class SocketLine {
    /** @param {string} address path with the version, empty where there is none */
    constructor(address, random = Math.random) {
        Object.assign(this, { address, random, last: 0, failures: 0, wasUp: false });
    }

    open(channel, listeners) {
        Object.assign(this, { channel, listeners });
        this.onVisible = () => document.visibilityState === "visible" && this.wake();
        document.addEventListener("visibilitychange", this.onVisible);
        this.connect();
    }

    connect() {
        if (!this.address || this.isClosed) {
            return;
        }
        const url = new URL(this.address, browser.location.origin.replace(/^http/, "ws"));
        const socket = new window.WebSocket(url.href);
        this.socket = socket;
        socket.addEventListener("open", () => this.greet());
        socket.addEventListener("message", ({ data }) => this.receive(JSON.parse(data)));
        socket.addEventListener("close", ({ reason }) => this.socket === socket && this.lose(reason));
    }

    greet() {
        this.failures = 0;
        this.subscribe();
        this.listeners.onUp(this.wasUp);
        this.wasUp = true;
        this.beat = browser.setInterval(() => this.send(new Uint8Array([0])), BEAT);
    }

    subscribe() {
        if (this.channel) {
            const data = { channels: [this.channel], last: this.last };
            this.send(JSON.stringify({ event_name: "subscribe", data }));
        }
    }

    send(message) {
        if (this.socket?.readyState === 1) {
            this.socket.send(message);
        }
    }

    receive(notifications) {
        for (const { id, message } of notifications) {
            this.last = Math.max(this.last, id);
            if (message.type === HINT) {
                this.listeners.onHint(message.payload);
            }
        }
    }

    lose(reason) {
        browser.clearInterval(this.beat);
        this.socket = null;
        this.listeners.onDown();
        if (this.isClosed || reason === OUTDATED) {
            return;
        }
        const pause = Math.min(RETRY * 1.5 ** this.failures, RETRY_AT_MOST);
        this.failures += 1;
        this.retry = browser.setTimeout(() => this.connect(), pause + this.random() * SPREAD);
    }

    /** The screen was dark: what waits for its turn tries now, and what looks open shows whether it is. */
    wake() {
        if (this.socket) {
            this.subscribe();
        } else {
            browser.clearTimeout(this.retry);
            this.connect();
        }
    }

    move(channel) {
        if (channel !== this.channel) {
            this.channel = channel;
            this.subscribe();
        }
    }

    close() {
        this.isClosed = true;
        browser.clearTimeout(this.retry);
        browser.clearInterval(this.beat);
        document.removeEventListener("visibilitychange", this.onVisible);
        this.socket?.close();
    }
}
