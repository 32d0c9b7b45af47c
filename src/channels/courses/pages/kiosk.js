// Course vouchers at the kiosk: how they look on their shelf, and how they are ordered and paid. The walk-in account
// is the order's own, so an order of it that is there already is this one, and sending it again would make a second
// one.

import { course } from "/web/channels/courses/pages/api.js";
import { CourseProduct } from "/web/channels/courses/pages/kiosk-course.js";
import { belowCourse, courseCaption, coursePicture, words as texts } from "/web/channels/courses/pages/kiosk-words.js";
import { fenOf, moneyText } from "/web/lib/money.js";

const WECHAT = 0;
const MOST_VOUCHERS = 20;

const find = (order) => course("order/list", order.session).then(({ data }) => data[0]);

/** @type {import("/types/channels.d.ts").Trade} */
const trade = {
  codeOf: "wechat", // whose app scans the code

  async place(order, _shop, step) {
    const { choice } = order;
    const wish = { mobile: order.phone, courses_id: choice.id, rebate_id: choice.offer, num: choice.quantity };
    const made = (await find(order)) ?? (await course("order/create", order.session, wish));
    step({ id: made.id });
  },

  async state(order) {
    const [found, { pay_status: status }] = await Promise.all([
      course(`order/detail/${order.id}`, order.session),
      course(`pay/order/query/${order.id}`, order.session),
    ]);
    return { due: moneyText(fenOf(found.price)), paid: status === 1 };
  },

  payByCode: async (order) => (await course(`pay/create/pay/${order.id}/${WECHAT}`, order.session)).pay_url,
  payAtCounter: async () => {}, // The counter finds the order by its number.
  cancel: async () => {}, // Nothing is held; it lapses by itself.

  async slip(order, { language, words, shop }) {
    const found = await course(`order/detail/${order.id}`, order.session);
    const { data } = await course(`user/${order.session.userid}/rebate/0?per_page=${MOST_VOUCHERS}`, order.session);
    const vouchers = await Promise.all(
      data.map((row) => course(`user/rebate/${row.user_rebate_id}/detail`, order.session)),
    );
    return {
      paid: found.order_status > 0,
      number: found.order_sn, // the counter knows no other
      time: null,
      total: moneyText(fenOf(found.price)),
      next: words.toSchool,
      toPay: words.toPayWithin(shop.holdMinutes),
      codes: vouchers.map((voucher) => ({ caption: words.promoCode, text: voucher.promo_code })),
      lines: [
        {
          caption: `${courseCaption(language, order.choice)} × ${found.num}`,
          facts: order.choice.worth ? words.worth(order.choice.worth) : "",
        },
      ],
    };
  },
};

/** @type {import("/types/channels.d.ts").KioskChannel} */
export const channel = {
  words: texts,
  shelf: {
    name: "courses",
    screen: "course",
    caption: courseCaption,
    picture: coursePicture,
    subname: belowCourse,
    badge: (words, row) => words.worth(row.worth),
  },
  screens: { course: CourseProduct },
  trade,
};
