import { registry } from "@web/core/registry";
import { ListController } from "@web/views/list/list_controller";
import { listView } from "@web/views/list/list_view";
import { opensPages } from "./need_opening";

registry.category("views").add("facilitation_need_list", { ...listView, Controller: opensPages(ListController) });
