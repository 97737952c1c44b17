import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/** What the client holds at the end: each document as a page that prints, and as PDF. */
export class DocumentsWidget extends Component {
    static template = "crm_facilitation.Documents";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ documents: [] });
        onWillStart(() => this.load(this.props.record));
        onWillUpdateProps(({ record }) => this.load(record));
    }

    async load({ resModel, resId }) {
        this.state.documents = resId
            ? await this.orm.call("crm.facilitation.document", "documents", [resModel, resId])
            : [];
    }
}

registry.category("view_widgets").add("crm_facilitation_documents", { component: DocumentsWidget });
