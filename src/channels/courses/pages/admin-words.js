// What the manager's page says of this channel, side by side: [中文, English].

import { bothOf, sides } from "/web/lib/words.js";

export const words = bothOf({
  caption: ["课程券", "Course vouchers"],
  stockKinds: [{ courses: "课程券" }, { courses: "Course vouchers" }],
  taught: ["课程", "Courses"],
  taughtHint: [
    "一门课程可以配多种优惠；优惠券在售卖期内才会出现在自助机上。",
    "A course may have several offers; the kiosk shows it while one of them is sold.",
  ],
  noCourses: ["还没有课程。", "There are no courses yet."],
  newCourse: ["添加课程", "Add a course"],
  schoolFirst: ["请先添加机构，再添加课程。", "Add a school first, then its courses."],
  school: ["机构", "School"],
  schools: ["机构", "Schools"],
  schoolsHint: [
    "核销员可以为机构核销课程券；由管理员指定。",
    "Who redeems for a school takes its vouchers; admins name them.",
  ],
  noSchools: ["还没有机构。", "There are no schools yet."],
  newSchool: ["添加机构", "Add a school"],
  servicePhone: ["服务电话", "Service phone"],
  phoneHint: [
    "数字、加号、括号、空格或横线；空着不显示",
    "Digits, +, brackets, blanks or dashes; empty: none is shown",
  ],
  redeemers: ["核销员", "Who redeems"],
  addRedeemer: ["添加核销员", "Add who redeems"],
  removeRedeemer: ["移除核销员", "Remove who redeems"],
  pictureHint: ["网址，或以 / 开头的路径；可不填", "A web address, or a path that begins with /; may stay empty"],
  isTaught: ["开课", "Taught"],
  notTaught: ["已停课", "Not taught any more"],
  courseOffer: ["优惠", "Offer"],
  courseOffers: ["课程优惠", "Course offers"],
  noOffers: ["还没有优惠。", "There are no offers yet."],
  newOffer: ["添加优惠", "Add an offer"],
  sellOffer: ["配优惠", "Sell an offer"],
  stopOffer: ["停售优惠", "Stop an offer"],
  gift: ["赠品", "Gift"],
  noGift: ["没有赠品", "No gift"],
  gifts: ["赠品", "Gifts"],
  noGifts: ["还没有赠品。", "There are no gifts yet."],
  newGift: ["添加赠品", "Add a gift"],
  giftWhen: ["何时赠送", "When it is given"],
  giftWhat: ["赠送什么", "What is given"],
  boundCourses: ["用于课程", "Courses with it"],
  voucherPrice: ["售价（不带小数）", "Price (no fractions)"],
  voucherWorth: ["抵用（不带小数）", "Worth (no fractions)"],
  worthLess: [
    "抵用金额不能低于售价，请改正其中之一。",
    "A voucher cannot cost more than it is worth: change one of the two.",
  ],
  wholeYuan: ["不低于售价", "Not below the price"],
  soldWhen: ["售卖期", "Sale dates"],
  takenWhen: ["使用期", "Use dates"],
  extend: ["延期", "Extend"],
  moreDays: ["延长天数", "Days more"],
  offerTimes: [
    { buy_from: "开始售卖", buy_until: "停止售卖", use_from: "开始使用", use_until: "停止使用" },
    { buy_from: "Sold from", buy_until: "Sold until", use_from: "Taken from", use_until: "Taken until" },
  ],
  offerTexts: [
    { use_condition: "使用条件", use_method: "使用方法", use_instruction: "使用说明" },
    { use_condition: "Who may use it", use_method: "How it is used", use_instruction: "What else is to be known" },
  ],
  claims: ["赠品申领", "Gift claims"],
  noClaims: ["没有这样的申领。", "There are no such claims."],
  claimStates: [
    ["待审核", "已通过", "已寄出"],
    ["To review", "Approved", "Sent"],
  ],
  approve: ["通过", "Approve"],
  sent: ["已寄出", "Sent"],
  askClaim: [
    (check, name) => (check === 1 ? `通过 ${name} 的申领？不能退回。` : `${name} 的赠品已寄出？不能退回。`),
    (check, name) =>
      check === 1
        ? `Approve the claim of ${name}? It cannot go back.`
        : `Was the gift sent to ${name}? It cannot go back.`,
  ],
  pictures: ["图片", "Pictures"],
  voucherNumber: ["券编号", "Voucher"],
  courseStates: [
    { 0: "未付款", 1: "已付款", 2: "已用完" },
    { 0: "Not paid", 1: "Paid", 2: "All used" },
  ],
  moneyWentBack: ["已退款", "Refunded"],
  refundCourseHint: [
    (amount) => `${amount} 原路退回（柜台收的退现金），课程券立即作废，没有寄出的赠品申领一起取消。`,
    (amount) =>
      `${amount} go back the way they came, in cash if the counter took them. The vouchers end at once, ` +
      "and with them gift claims that were not sent.",
  ],
  refundDone: [(amount) => `已退款 ${amount}。`, (amount) => `${amount} went back.`],
  refundBegun: [
    (amount) => `已同意退款 ${amount}，等支付平台退回。`,
    (amount) => `Agreed: ${amount} go back once the provider has paid them.`,
  ],
  voucherRedeemed: [
    "订单没有付款、已退款，或有课程券已经核销，不能退款。",
    "It is not paid, its money went back, or a voucher of it was redeemed.",
  ],
  enrolled: ["确认报名", "Has enrolled"],
  askEnrolled: [(order) => `订单 ${order} 的顾客已经报名？`, (order) => `Has the customer of order ${order} enrolled?`],
  cancelOrder: ["取消订单", "Cancel"],
  askCancelOrder: [(order) => `取消未付款的订单 ${order}？`, (order) => `Cancel order ${order}, which is not paid?`],
  timeShorter: [
    "已有券售出，使用期不能缩短，只能延长。",
    "Vouchers are out: the time in which they are taken can only grow.",
  ],
  couponsRedeemed: ["已核销的课程券", "Course vouchers redeemed"],
  couponsSum: [(count, amount) => `${count} 张，共 ${amount}`, (count, amount) => `${count} in all, worth ${amount}`],
  couponsHint: [
    "金额为所抵的学费，不是券的售价。",
    "The amount is what they pay for of the schools' fees, not what they were sold for.",
  ],
  // What the audit trail tells: who did what.
  actions: sides({
    course_binding_set: ["{who} 设置了{what}的优惠", "{who} set which offer goes with {what}"],
    course_claim_review: ["{who} 审核了{what}", "{who} reviewed {what}"],
    course_gift_set: ["{who} 保存了课程赠品{what}", "{who} kept the course gift {what}"],
    course_offer_extend: ["{who} 延长了{what}", "{who} extended {what}"],
    course_offer_set: ["{who} 保存了{what}", "{who} kept {what}"],
    course_order_confirm: ["{who} 确认了{what}的报名", "{who} confirmed the enrolment of {what}"],
    course_order_delete: ["{who} 从列表中移除了{what}", "{who} took {what} out of the lists"],
    course_order_refund: ["{who} 退了{what}的款", "{who} gave the money of {what} back"],
    course_phone_set: ["{who} 修改了{what}的电话", "{who} changed the telephone of {what}"],
    course_redeem: ["{who} 核销了{what}", "{who} redeemed {what}"],
    course_school_set: ["{who} 保存了{what}", "{who} kept {what}"],
    course_set: ["{who} 保存了{what}", "{who} kept {what}"],
    course_staff_set: ["{who} 修改了谁可以核销：{what}", "{who} changed who redeems: {what}"],
    course_weixin_bind: ["{who} 为{what}绑定了微信核销账号", "{who} bound a WeChat account to {what}"],
  }),
  // Its tables as files.
  kinds: [
    {
      "course-offers": "课程优惠",
      courses: "课程",
      "gift-packages": "赠品",
      "offer-bindings": "优惠适用课程",
      "gift-claims": "礼包领取",
      "organisation-staff": "机构核销员",
      organisations: "机构",
      "weixin-bindings": "机构微信号",
    },
    {
      "course-offers": "Course offers",
      courses: "Courses",
      "gift-packages": "Gift packages",
      "offer-bindings": "Courses of offers",
      "gift-claims": "Gift claims",
      "organisation-staff": "Staff of schools",
      organisations: "Schools",
      "weixin-bindings": "WeChat accounts of schools",
    },
  ],
});
