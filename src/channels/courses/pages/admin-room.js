// Courses: what is taught where, the vouchers that are sold for it, gifts and who claims them, orders.

import { Editor } from "/web/admin/edit.js";
import { Pager } from "/web/admin/pager.js";
import { Read, Room } from "/web/admin/rooms/room.js";
import { Pill, yuan } from "/web/admin/ui.js";
import { Gifts, Offers, Schools, Taught } from "/web/channels/courses/pages/admin-shelf.js";
import { CODE, PAYMENT, REFUND } from "/web/lib/constants.js";
import { html, useState } from "/web/vendor/preact-htm.module.js";

const PARTS = {
  orders: { label: "orders", show: Orders },
  claims: { label: "claims", show: Claims },
  courses: { label: "taught", show: Taught },
  offers: { label: "courseOffers", show: Offers },
  gifts: { label: "gifts", show: Gifts },
  schools: { label: "schools", show: Schools },
};
const PAGE = 50;

export const Courses = (shared) => html`<${Room} room="courses" parts=${PARTS} ...${shared} />`;

const TONES = ["soon", "good", "plain"];

function Orders({ words, api }) {
  const [page, setPage] = useState(1);
  const load = () => api.om("course_order_gets", { pageindex: page - 1, pagesize: PAGE });
  const confirm = (it) => ({
    label: words.enrolled,
    ask: words.askEnrolled(it.order_sn),
    go: () => api.om("course_order_confirm", { orderid: it.id }).then(() => null),
  });
  const remove = (it) => ({
    label: words.cancelOrder,
    ask: words.askCancelOrder(it.order_sn),
    go: () => api.om("course_order_delete", { orderid: it.id }).then(() => null),
  });
  const giveBack = async (it, values) => {
    const { money, status } = await api.om("course_order_refund", { orderid: it.id, ...values });
    return (status === REFUND.REFUNDED ? words.refundDone : words.refundBegun)(yuan(money));
  };
  const refund = (it) => ({
    label: words.refund,
    note: words.refundCourseHint(yuan(it.price)),
    caption: words.refund,
    fields: [{ name: "reason", label: words.reason, maxlength: 200, required: true }],
    save: (values) => giveBack(it, values),
  });
  const actions = (it) => {
    if (it.pay_status === PAYMENT.REFUNDED) return [];
    if (it.pay_status !== PAYMENT.PAID) return [remove(it)];
    return [confirm(it), it.used === 0 && refund(it)];
  };
  const state = (it) =>
    it.pay_status === PAYMENT.REFUNDED
      ? html`<${Pill}>${words.moneyWentBack}<//>`
      : html`<${Pill} tone=${TONES[it.order_status]}>${words.courseStates[it.order_status]}<//>`;
  return html`
    <${Read}
      words=${words}
      load=${load}
      keys=${[page]}
      show=${({ orders, count }, again) => html`
        <${Editor}
          ...${{ words, again, actions, rows: orders }}
          faults=${{ [CODE.ORDER_STATE]: words.voucherRedeemed }}
          title=${words.orders}
          note=${words.found(count)}
          empty=${words.noOrders}
          keyOf=${(it) => it.id}
          nameOf=${(it) => it.order_sn}
          columns=${[
            {
              name: "order_sn",
              label: words.order,
              by: (it) => it.order_sn,
              show: (it) =>
                html`<a href=${`#orders/${it.order_sn}`}>${it.order_sn}</a><small class="quiet">${it.mobile}</small>`,
            },
            {
              name: "course",
              label: words.product,
              by: (it) => it.rebate.courses_name,
              show: (it) => html`${it.rebate.courses_name}<small class="quiet">${it.rebate.name}</small>`,
            },
            { name: "num", label: words.quantity, amount: true, by: (it) => it.num },
            { name: "price", label: words.price, amount: true, by: (it) => it.price, show: (it) => yuan(it.price) },
            { name: "state", label: words.state, by: (it) => it.order_status, show: state },
          ]}
        >
          <${Pager} ...${{ words, page, size: PAGE, total: count, turn: setPage }} />
        <//>
      `}
    />
  `;
}

const CLAIM_STATES = [0, 1, 2];

function Claims({ words, api }) {
  const [marks, setMarks] = useState({ check: 0, page: 1 });
  const load = () => api.om("course_claim_gets", { check: marks.check, pageindex: marks.page - 1, pagesize: PAGE });
  const move = (label, check) => (it) => ({
    label,
    ask: words.askClaim(check, it.name),
    go: () => api.om("course_claim_review", { claimid: it.id, check }).then(() => null),
  });
  const next = [move(words.approve, 1), move(words.sent, 2)];
  return html`
    <div class="row" role="group" aria-label=${words.state}>
      ${CLAIM_STATES.map(
        (it) => html`
          <button aria-pressed=${String(it === marks.check)} onClick=${() => setMarks({ check: it, page: 1 })}>
            ${words.claimStates[it]}
          </button>
        `,
      )}
    </div>
    <${Read}
      words=${words}
      load=${load}
      keys=${[marks.check, marks.page]}
      show=${({ claims, count }, again) => html`
        <${Editor}
          ...${{ words, again, rows: claims }}
          title=${words.claims}
          note=${words.found(count)}
          empty=${words.noClaims}
          keyOf=${(it) => it.id}
          nameOf=${(it) => it.name}
          actions=${(it) => next.slice(it.check).map((make) => make(it))}
          columns=${[
            { name: "id", label: words.number, by: (it) => it.id },
            {
              name: "name",
              label: words.customer,
              by: (it) => it.name,
              show: (it) => html`${it.name}<small class="quiet">${it.phone_num}</small>`,
            },
            { name: "address", label: words.address },
            { name: "voucher", label: words.pictures, show: (it) => pictures(words, it.voucher) },
            { name: "user_rebate_id", label: words.voucherNumber, amount: true },
            { name: "sent", label: words.state, show: (it) => words.claimStates[it.check] },
          ]}
        >
          <${Pager}
            ...${{ words, page: marks.page, size: PAGE, total: count, turn: (page) => setMarks({ ...marks, page }) }}
          />
        <//>
      `}
    />
  `;
}

/**
 * Links to what the customer sent. Only web addresses and pictures of the house become links: the customer wrote them.
 */
function pictures(words, text) {
  const all = (text ?? "")
    .split(",")
    .map((it) => it.trim())
    .filter((it) => /^(https?:\/\/|\/)/i.test(it));
  return all.length === 0
    ? "—"
    : html`
      <div class="row">
        ${all.map(
          (it, index) => html`
            <a href=${it} target="_blank" rel="noreferrer noopener">${words.picture} ${index + 1}</a>
          `,
        )}
      </div>
    `;
}
