import { onMounted } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";

const APP = "crm_facilitation.facilitation_menu_root";

/**
 * A screen that no menu leads to, opened by its address, from a mail or after a reload: the menus of this app stand above
 * it, so that there is a way on. Where an app is open already, it stays.
 */
export function useOwnApp() {
    const menus = useService("menu");
    onMounted(() => {
        const app = menus.getCurrentApp() || menus.getApps().find(({ xmlid }) => xmlid === APP);
        if (app && !menus.getCurrentApp()) {
            menus.setCurrentMenu(app);
        }
    });
}
