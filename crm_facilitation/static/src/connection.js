import { ConnectionLostError } from "@web/core/network/rpc";

/**
 * Do ``load``; without a connection nothing happens, and what is on the screen stays.
 *
 * For what is asked for again and again beside the state of a room, which says by itself that there is no connection.
 *
 * @param {() => Promise<void>} load
 */
export async function unlessOffline(load) {
    try {
        await load();
    } catch (error) {
        if (!(error instanceof ConnectionLostError)) {
            throw error;
        }
    }
}
