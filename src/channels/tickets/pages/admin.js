// Tickets on the manager's page.

import { Tickets } from "/web/channels/tickets/pages/admin-room.js";
import { words } from "/web/channels/tickets/pages/admin-words.js";

/** @type {import("/types/channels.d.ts").AdminChannel} */
export const channel = {
  words,
  room: { name: "tickets", place: 2, Show: Tickets },
  stock: {
    tickets: async (api, _words) => {
      const { products } = await api.om("ticket_product_gets");
      return products
        .filter((it) => it.onsale)
        .map((it) => ({ name: it.productname, href: "#rooms/tickets/products" }));
    },
  },
};
