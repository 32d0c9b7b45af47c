// Leases on the manager's page: their room, their stock, and how a lease is given back.

import { Leases } from "/web/channels/leases/pages/admin-room.js";
import { words } from "/web/channels/leases/pages/admin-words.js";

const sum = (rows, name) => rows.reduce((all, row) => all + row[name], 0);

/** @type {import("/types/channels.d.ts").AdminChannel} */
export const channel = {
  words,
  room: { name: "leases", place: 3, Show: Leases },
  stock: {
    leases: async (api, words) => {
      const { stock } = await api.om("lease_stock");
      const regions = new Map();
      for (const pool of stock) {
        const name = `${words.leaseKinds[pool.kind] ?? pool.kind} · ${pool.region}`;
        regions.set(name, [...(regions.get(name) ?? []), pool]);
      }
      return [...regions].map(([name, pools]) => ({
        name,
        left: sum(pools, "free"),
        all: sum(pools, "free") + sum(pools, "leased") + sum(pools, "cooling"),
        href: "#rooms/leases/stock",
      }));
    },
  },
  wayBack: { call: "lease_refund", label: "giveBack", hint: "giveBackHint", refused: "renewedFirst" },
};
