// What the kiosk says of cards, data, minutes and numbers, in both languages.

import { symbol } from "/web/lib/symbol.js";
import { captioned, textBy, textOf } from "/web/lib/texts.js";

const COUNTED = {
  zh: { piece: "张", item: "件", day: "天", minute: "分钟", period: "期" },
  en: { piece: "pieces", item: "pieces", day: "days", minute: "minutes", period: "periods" },
};

const zh = {
  shelf: "上网与通话",
  where: "您要去哪里？",
  whereHint: "输入国家或地区、拼音或首字母",
  reach: "范围",
  reaches: { all: "全部", countries: "国家和地区", regions: "多国通用" },
  placesFound: (count) => `找到 ${count} 个目的地`,
  noPlace: "没有找到。请换个写法，或询问柜台。",
  fromPrice: (money, unit) => [unit, " ", money, " 起"],
  soldOut: "已售完",
  goodIn: (names) => `适用：${names.join("、")}`,
  planDays: "天数",
  daysOf: (count) => `${count} 天`,
  daysOfChoice: "自选",
  planData: "流量",
  unlimited: "不限量",
  dataOf: (amount, daily) => (daily ? `每天 ${amount}` : `共 ${amount}`),
  planSpeed: "网速",
  planNetwork: "网络",
  planStart: "有效期",
  startWithin: (days) => `购买后 ${days} 天内启用`,
  planReach: "范围",
  planKind: "类型",
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
  saved: (money) => `已优惠 ${symbol()}${money}`,
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
  esimNext: "请显示并扫描 eSIM 二维码",
  esimHint: "请先确认手机支持 eSIM，并已连上 Wi‑Fi。激活码显示后不能自行退款。",
  esimShow: "显示 eSIM 二维码",
  esimOf: (place, all) => (all === 1 ? "eSIM" : `eSIM ${place} / ${all}`),
  esimServer: "SM-DP+ 地址",
  esimActivation: "激活码",
  esimConfirmation: "确认码",
  esimAsks: "安装时要输入运营商另给您的确认码。",
  esimSteps: [
    "手机连上 Wi‑Fi，打开 设置 → 蜂窝网络（移动网络）→ 添加 eSIM。",
    "扫描二维码；扫不了就手动输入 SM-DP+ 地址和激活码。",
    "到达后打开这张 eSIM 的数据漫游。请勿删除：激活码只能用一次。",
  ],
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
  where: "Where are you going?",
  whereHint: "Country or region, in English, Chinese or pinyin",
  reach: "Reach",
  reaches: { all: "All", countries: "One country", regions: "Several countries" },
  placesFound: (count) => (count === 1 ? "1 destination" : `${count} destinations`),
  noPlace: "Nothing found. Try another spelling, or ask at the counter.",
  fromPrice: (money, unit) => ["from ", money, " ", unit],
  soldOut: "Sold out",
  goodIn: (names) => `Works in ${names.join(", ")}`,
  planDays: "Days",
  daysOf: (count) => (count === 1 ? "1 day" : `${count} days`),
  daysOfChoice: "as many as you like",
  planData: "Data",
  unlimited: "unlimited",
  dataOf: (amount, daily) => (daily ? `${amount} a day` : `${amount} in all`),
  planSpeed: "Speed",
  planNetwork: "Network",
  planStart: "Validity",
  startWithin: (days) => `start within ${days} days`,
  planReach: "Reach",
  planKind: "Kind",
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
  saved: (money) => `You save ${symbol()}${money}`,
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
  esimNext: "Show the eSIM's QR code and scan it",
  esimHint: "Make sure that your phone takes eSIMs and is on Wi‑Fi. Once the code was shown, you cannot give it back.",
  esimShow: "Show the eSIM's QR code",
  esimOf: (place, all) => (all === 1 ? "eSIM" : `eSIM ${place} of ${all}`),
  esimServer: "SM-DP+ address",
  esimActivation: "Activation code",
  esimConfirmation: "Confirmation code",
  esimAsks: "Installing it asks for a confirmation code, which the operator gives you.",
  esimSteps: [
    "On Wi‑Fi, open Settings → Mobile (cellular) → Add eSIM.",
    "Scan the QR code; or type the SM-DP+ address and the activation code.",
    "Switch data roaming on for it when you arrive. Do not delete it: the code works once.",
  ],
  minutesOf: (count) => `${count} min`,
  refused: {
    1310: "Not so many left. Take fewer, or ask at the counter.",
    1311: "This is not for sale any more. Please choose again.",
    1401: "No number is free on these days. Choose other days, or try again in ten minutes.",
    1402: "Not so many data cards left. Take fewer, or try again in an hour.",
  },
};

export const words = { zh, en };

/** A product's caption. */
export const productCaption = captioned("products");
/** What a product is, with the language of the text. */
export function productDescription(language, { id, description }) {
  const text = textOf(language, "products", "description", id, description);
  return { text, lang: text === description ? "zh-CN" : language };
}
/** A category's caption. */
export const categoryCaption = captioned("categories");
/** An area's caption. */
export const areaCaption = (language, area) => textBy(language, "product-attributes", "value", area);
/** What a destination is called. */
export const destinationName = (language, place) => place[language];
/** What a plan says in a language. */
export const planText = (language, column, plan) => textOf(language, "plans", column, plan.id, plan[column]);
