// The ferry on the manager's page: what it is called, and how many seats are left.

import { page } from "/web/lib/api.js";
import { bothOf } from "/web/lib/words.js";

const words = bothOf({
  caption: ["渡轮", "Ferry"],
  stockKinds: [{ seats: "座位" }, { seats: "Seats" }],
});

/** @type {import("/types/channels.d.ts").AdminChannel} */
export const channel = {
  words,
  stock: {
    seats: async () => {
      const { ferries } = await page("window");
      return ferries.map((it) => ({ name: it.name, left: it.left, href: "#orders" }));
    },
  },
};
