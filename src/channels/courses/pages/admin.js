// Course vouchers on the manager's page: their room, what is sold of them, how their money goes back, and what schools
// have taken.

import { counted } from "/web/admin/redeemed.js";
import { Table, yuan } from "/web/admin/ui.js";
import { Courses } from "/web/channels/courses/pages/admin-room.js";
import { words } from "/web/channels/courses/pages/admin-words.js";
import { html } from "/web/vendor/preact-htm.module.js";

/** The vouchers that schools have taken, by day. */
function Redeemed({ words, report }) {
  const coupons = report.course_vouchers_redeemed;
  if (coupons.count === 0) return null;
  return html`
    <section class="card">
      <h2>${words.couponsRedeemed}</h2>
      <p>${words.couponsSum(coupons.count, yuan(coupons.amount))}</p>
      <p class="quiet">${words.couponsHint}</p>
      <${Table} caption=${words.couponsRedeemed} rows=${coupons.days} columns=${counted(words, "date", words.date)} />
    </section>
  `;
}

/** @type {import("/types/channels.d.ts").AdminChannel} */
export const channel = {
  words,
  room: { name: "courses", place: 4, Show: Courses },
  stock: {
    courses: async (api) => {
      const { offers } = await api.om("course_offer_gets", { all: true, pagesize: 500 });
      return offers
        .filter((it) => it.active)
        .map((it) => ({ name: it.name, gone: it.sold, href: "#rooms/courses/offers" }));
    },
  },
  wayBack: { call: "course_order_refund", label: "refund", hint: "refundCourseHint", refused: "voucherRedeemed" },
  Redeemed,
};
