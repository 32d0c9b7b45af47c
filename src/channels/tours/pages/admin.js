// Tours on the manager's page: their room, their stock, and how a tour's money goes back.

import { Tours } from "/web/channels/tours/pages/admin-room.js";
import { words } from "/web/channels/tours/pages/admin-words.js";
import { page } from "/web/lib/api.js";

/** Packages whose calendar is read for the table of stock. */
const MOST_PACKAGES = 30;
const sum = (rows, name) => rows.reduce((all, row) => all + row[name], 0);

/**
 * The seats of a tour's month, day by day: rooms and insurances are counted in nights and pieces, which do not add up
 * with them.
 */
async function seatsOf(api, packageid, month) {
  const [{ offers }, { days }] = await Promise.all([
    api.om("tour_offer_gets", { packageid }),
    api.om("tour_calendar_gets", { packageid, month }),
  ]);
  const flights = new Set(offers.filter((it) => it.kind === "flight").map((it) => it.offerid));
  return days.filter((day) => flights.has(day.offerid));
}

/** @type {import("/types/channels.d.ts").AdminChannel} */
export const channel = {
  words,
  room: { name: "tours", place: 1, Show: Tours },
  stock: {
    tours: async (api, _words) => {
      const [{ packages }, { now }] = await Promise.all([api.om("tour_package_gets"), page("today")]);
      const sold = packages.filter((it) => it.enabled).slice(0, MOST_PACKAGES);
      const seats = await Promise.all(sold.map((it) => seatsOf(api, it.packageid, now.slice(0, 7))));
      return sold.map((it, index) => ({
        name: `${it.title} · ${now.slice(0, 7)}`,
        left: sum(seats[index], "free"),
        all: sum(seats[index], "stock"),
        href: "#rooms/tours/calendar",
      }));
    },
  },
  wayBack: { call: "tour_order_refund", label: "refund", hint: "refundTourHint", refused: "notPaidAnyMore" },
};
