// Course vouchers at the counter: their codes beside an order and on its receipt, and redeeming one for its school.

import { Coupon } from "/web/channels/courses/pages/counter-coupon.js";
import { symbol } from "/web/lib/symbol.js";
import { html } from "/web/vendor/preact-htm.module.js";

const zh = {
  caption: "课程",
  whenPaid: "课程券已付款，请把印有券码的收据交给顾客。",
  school: "学校",
  couponTitle: (course) => `课程券：${course}`,
  couponOffer: "优惠",
  couponWorth: "抵扣学费",
  couponPaid: (value) => `购券价 ${symbol()}${value}`,
  couponDays: "有效期",
  couponCode: "券码",
  couponOrder: (number) => `查看订单 ${number}`,
  couponsOf: "课程券",
  couponStates: {
    ready: "可核销",
    used: "已核销",
    expired: "已过期",
    early: "未到使用期",
    disabled: "课程已停",
    back: "退款中",
    void: "已退款",
    school: "不是本校",
  },
  couponWhy: (it) =>
    ({
      ready: "下一步：核对顾客，然后核销。",
      used: `此券已于 ${it.used_at} 核销${it.used_by ? `（${it.used_by}）` : ""}，不能再用。`,
      expired: `此券已于 ${it.until} 过期，不能核销。请顾客联系学校。`,
      early: `此券从 ${it.from} 起才能使用。`,
      disabled: "此课程已停开，不能核销。请顾客联系学校或退款。",
      back: "此券的订单正在申请退款，不能核销。主管拒绝退款后才能使用。",
      void: "此券已退款，不能核销。",
      school: `您的账号不能为“${it.school ?? ""}”核销。请顾客到该校，或请管理员授权。`,
    })[it.state],
  redeemHint: "核销后此券即作废，只能核销一次。",
  redeem: "核销",
  redeemed: (it) => `已核销：${it.course}，抵扣学费 ${symbol()}${it.worth}。`,
  refused: {
    coupon: "没有这张课程券，请核对券码。",
  },
};

const en = {
  caption: "Course",
  whenPaid: "The course vouchers are paid. Give the customer the receipt: it has their codes.",
  school: "School",
  couponTitle: (course) => `Course voucher: ${course}`,
  couponOffer: "Offer",
  couponWorth: "Pays tuition of",
  couponPaid: (value) => `bought for ${symbol()}${value}`,
  couponDays: "Valid",
  couponCode: "Code",
  couponOrder: (number) => `Open order ${number}`,
  couponsOf: "Course vouchers",
  couponStates: {
    ready: "ready",
    used: "redeemed",
    expired: "expired",
    early: "not yet valid",
    disabled: "course ended",
    back: "money asked back",
    void: "money went back",
    school: "another school's",
  },
  couponWhy: (it) =>
    ({
      ready: "Next: check the customer, then redeem.",
      used:
        `This voucher was redeemed at ${it.used_at}${it.used_by ? ` by ${it.used_by}` : ""}. It cannot be ` +
        "used again.",
      expired: `This voucher expired on ${it.until}. The customer may ask the school.`,
      early: `This voucher is taken from ${it.from} on.`,
      disabled: "The course is not given any more. The customer may ask the school, or for the money back.",
      back: "The money of this voucher was asked back. It can be redeemed only after a refusal.",
      void: "The money of this voucher went back. It cannot be redeemed.",
      school:
        `Your account does not redeem for ${it.school ?? "this school"}. Send the customer there, or ask an ` +
        "admin.",
    })[it.state],
  redeemHint: "A redeemed voucher is used up: it works once.",
  redeem: "Redeem",
  redeemed: (it) => `Redeemed: ${it.course}, tuition of ${symbol()}${it.worth}.`,
  refused: {
    coupon: "There is no such course voucher. Check the code.",
  },
};

/** The codes that an order bought. */
function Codes({ words, order, goesBack }) {
  const coupons = order.coupons ?? [];
  if (coupons.length === 0) return null;
  const unused = goesBack ? "back" : "ready";
  return html`
    <section class="coupons">
      <h3>${words.couponsOf}</h3>
      <ul>
        ${coupons.map(
          ({ code, used }) => html`
            <li key=${code}>
              <strong>${code}</strong> <span class="badge">${words.couponStates[used ? "used" : unused]}</span>
            </li>
          `,
        )}
      </ul>
    </section>
  `;
}

/** The codes on the receipt: who pays at the counter gets them here for the first time. */
function PrintedCodes({ words, order }) {
  return (order.coupons ?? []).map(
    ({ code, used }) => html`
      <p class="receipt-code" key=${code}>
        <img src=${`/api/pages/qr?text=${code}`} alt="" width="120" height="120" />
        <span>
          ${words.couponCode}
          <br />
          <strong>${code}</strong>
          ${used ? html`<br />${words.couponStates.used}` : ""}
        </span>
      </p>
    `,
  );
}

/** @type {import("/types/channels.d.ts").CounterChannel} */
export const channel = {
  words: { zh, en },
  handsNothingOver: true,
  Parts: Codes,
  ReceiptParts: PrintedCodes,
  thing: { name: "coupon", View: Coupon },
};
