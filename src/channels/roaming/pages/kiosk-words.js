// What the kiosk says of cards, data, minutes and numbers, in both languages, and English captions for what is named
// in Chinese only.

import { captioned, english, known } from "/web/kiosk/captions.js";

const COUNTED = {
  zh: { piece: "张", item: "件", day: "天", minute: "分钟", period: "期" },
  en: { piece: "pieces", item: "pieces", day: "days", minute: "minutes", period: "periods" },
};

const zh = {
  shelf: "上网与通话",
  all: "全部",
  from: "",
  unit: ({ unit, days }) =>
    ({ piece: "每张", item: "每件", day: "每天", minute: "每分钟", period: `每期${days}天` })[unit] ?? "",
  packageUnit: ({ unit }) => ({ day: "起，含首日", minute: "起，含首分钟" })[unit] ?? "起",
  tier: ({ unit, tier }) =>
    `满${tier.from}${COUNTED.zh[unit] ?? ""}${tier.percent % 10 === 0 ? tier.percent / 10 : tier.percent}折`,
  noPrice: "价格请询柜台",
  area: "去哪里",
  days: "使用日期",
  pickStart: "请选择开始日期",
  pickEnd: "请选择结束日期",
  chosen: (first, last, count) => `${first} 至 ${last}，共 ${count} 天`,
  minutes: "通话分钟",
  saved: (money) => `已优惠 ¥${money}`,
  choose: "请先选好日期，即可看到价格",
  chooseArea: "请先选好目的地，即可看到价格",
  add: "加入购物车",
  cart: "购物车",
  cartEmpty: "购物车是空的",
  remove: "移除",
  checkout: "去结算",
  goOn: "继续选购",
  toPickUp: "请到柜台取货",
  ready: "已开通，可直接使用",
  minutesOf: (count) => `${count} 分钟`,
  refused: {
    1310: "库存不足，请减少数量或询问柜台。",
    1311: "该商品已下架，请重新选择。",
    1401: "这段日期的号码已用完，请改日期或十分钟后再试。",
    1402: "上网卡库存不足，请减少数量或一小时后再试。",
  },
};

const en = {
  shelf: "Data and calls",
  all: "All",
  from: "from",
  unit: ({ unit, days }) =>
    ({ piece: "each", item: "each", day: "per day", minute: "per minute", period: `per ${days} days` })[unit] ?? "",
  packageUnit: ({ unit }) => ({ day: "incl. first day", minute: "incl. first minute" })[unit] ?? "",
  tier: ({ unit, tier }) => `${100 - tier.percent}% off from ${tier.from} ${COUNTED.en[unit] ?? ""}`.trim(),
  noPrice: "Ask at the counter",
  area: "Where to",
  days: "Days of use",
  pickStart: "Tap your first day",
  pickEnd: "Tap your last day",
  chosen: (first, last, count) => `${first} to ${last}, ${count} ${count === 1 ? "day" : "days"}`,
  minutes: "Call minutes",
  saved: (money) => `You save ¥${money}`,
  choose: "Choose your days to see the price",
  chooseArea: "Choose where to, to see the price",
  add: "Add to cart",
  cart: "Cart",
  cartEmpty: "The cart is empty",
  remove: "Remove",
  checkout: "Check out",
  goOn: "Go on choosing",
  toPickUp: "Please pick up at the counter",
  ready: "Active now, nothing to pick up",
  minutesOf: (count) => `${count} min`,
  refused: {
    1310: "Not so many left. Take fewer, or ask at the counter.",
    1311: "This is not for sale any more. Please choose again.",
    1401: "No number is free on these days. Choose other days, or try again in ten minutes.",
    1402: "Not so many data cards left. Take fewer, or try again in an hour.",
  },
};

export const words = { zh, en };

const PRODUCTS = {
  全球上网卡: "Global data card",
  上网卡流量: "Data by the day",
  全球通话时长: "International minutes",
  "流量+语音": "Data and voice",
  "上网卡+流量": "Data card with data",
  专属号码: "Your own number",
  "号码+语音": "Number with minutes",
  号码月套餐: "Number for a month",
  号码年套餐: "Number for a year",
};
// By the whole Chinese text, so that one that the outlet has changed is shown as it is.
const DESCRIPTIONS = {
  "一张卡走遍全球，插入手机即可上网，旅途中充值流量，回国后收好下次再用。":
    "One card for the whole world: put it into your phone, load data on the way, keep it for the next journey.",
  "上网流量套餐，充值给上网卡上网使用。": "Data for a card that you have, by the day.",
  "在国外也能放心打电话，按分钟计费，购买后一年内有效，买满三百分钟享九五折。":
    "Call home by the minute; what you buy is good for a year.",
  "上网流量与通话时长一次买齐，适合既要上网又要打电话的旅客。": "Data and call minutes in one.",
  "上网卡和流量一起带走，适合第一次出国的旅客，落地开机就能上网。":
    "Card and data together: switch on your phone when you land, and you are online.",
  "租用一个专属号码，出国期间亲友照常找得到您，不必支付漫游费。":
    "A number of your own while you are away, so that family and friends reach you without roaming fees.",
  "专属号码搭配通话时长，接听拨打一样方便，出差洽谈的好帮手。":
    "A number of your own with call minutes, to be reached and to call.",
  "整月租用专属号码，适合短期派驻和较长的旅行。": "A number of your own for a whole month.",
  "全年租用专属号码，适合经常出国的商务旅客，平均每天不到六角钱。": "A number of your own for a whole year.",
};
const CATEGORIES = {
  上网卡: "Cards",
  流量套餐: "Data",
  通话时长: "Minutes",
  专属号码: "Numbers",
  "上网卡+流量": "Card and data",
  "流量+语音": "Data and minutes",
};
const AREAS = { 美国: "USA", 欧洲: "Europe", 泰国: "Thailand", 新加坡: "Singapore", 马尔代夫: "Maldives" };

/** A product's caption. */
export const productCaption = captioned(PRODUCTS);
/** What a product is, with the language of the text. */
export function productDescription(language, { description }) {
  const text = language === "en" && known(DESCRIPTIONS, description);
  return text ? { text, lang: "en" } : { text: description, lang: "zh-CN" };
}
/** A category's caption. */
export const categoryCaption = captioned(CATEGORIES);
/** An area's caption. */
export const areaCaption = (language, area) => english(AREAS, language, area);
