// Made from the server's source by a test of src/pages/constants.rs; to change it, change that.

/** `order_status` of an order. */
export const ORDER = Object.freeze({
  UNCONFIRMED: 0,
  CONFIRMED: 1,
  CANCELLED: 2,
  CLOSED: 5,
});

/** `pay_status` of an order. */
export const PAYMENT = Object.freeze({
  UNPAID: 0,
  PAYING: 1,
  PAID: 2,
  REFUNDED: 3,
});

/** `shipping_status` of an order. */
export const SHIPPING = Object.freeze({
  NOT_SHIPPED: 0,
  SHIPPED: 1,
  RECEIVED: 2,
  PREPARING: 3,
});

/** `status` of a refund. */
export const REFUND = Object.freeze({
  OPEN: 0,
  CONFIRMED: 1,
  REJECTED: 2,
  REFUNDING: 3,
  REFUNDED: 4,
});

/** `payid`: how an order is paid. */
export const PAY_WAY = Object.freeze({
  COUNTER: 1,
  ALIPAY_WEB: 2,
  ALIPAY_APP: 4,
  WECHAT: 5,
  CREDTRIP: 6,
});

/** `typeid` of a product. */
export const PRODUCT = Object.freeze({
  CARD: 1,
  TRAFFIC: 2,
  VOICE: 3,
  TRAFFIC_AND_VOICE: 4,
  NUMBER: 5,
  GOODS: 6,
  ESIM: 7,
});

/** `type` of an account. */
export const ROLE = Object.freeze({
  CUSTOMER: 0,
  CLERK: 1,
  EMPLOYEE: 2,
  OPERATOR: 3,
  ADMIN: 4,
});

/** States that have one number each. */
export const STATE = Object.freeze({
  ACCOUNT_ACTIVE: 1,
  PRODUCT_ON_SALE: 1,
});

/** `error_no` of the shop's and the staff's services. */
export const CODE = Object.freeze({
  FIRST_PASSWORD: 1014,
  SECOND_FACTOR: 1030,
  PARAMETER: 1100,
  SESSION: 1101,
  PRIVILEGE: 1103,
  NO_ORDER: 1305,
  ORDER_STATE: 1307,
});

/** `type` of a voucher's template. */
export const TEMPLATE = Object.freeze({
  PICK_UP: 1,
  RECHARGE: 2,
  DISCOUNT: 3,
  MEMBER: 4,
  DAYS: 5,
});

/** Kinds of customers of tickets: what sells at the kiosk. */
export const TICKETS = Object.freeze({
  OWN_CUSTOMER: 8,
});
