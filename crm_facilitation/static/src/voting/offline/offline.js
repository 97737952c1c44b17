import { Component } from "@odoo/owl";

/**
 * Says that there is no connection, at the bottom of the screen: it comes and goes without moving what somebody is about
 * to touch, lets touches through, and the page keeps its place free below everything else.
 */
export class Offline extends Component {
    static template = "crm_facilitation.Offline";
    static props = { isOffline: Boolean, onRetry: { type: Function, optional: true }, slots: Object };
}
