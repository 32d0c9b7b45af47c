// Every text of the shop's page, in both languages, and English captions for what the services name in Chinese only.

const ZH_COUNTED = { piece: "张", day: "天", minute: "分钟", period: "期" };
const EN_COUNTED = { piece: "pieces", day: "days", minute: "minutes", period: "periods" };
const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

export const texts = {
  zh: {
    title: "出境上网与通话",
    date: (year, month, day) => `${year}年${month}月${day}日价格`,
    categories: "商品分类",
    all: "全部",
    counter: "请在柜台选购",
    from: "",
    unit: ({ unit, days }) => ({ piece: "每张", day: "每天", minute: "每分钟", period: `每期${days}天` })[unit] ?? "",
    packageUnit: ({ unit }) => ({ day: "起，含首日", minute: "起，含首分钟" })[unit] ?? "起",
    // 95 per cent is 95折, 90 per cent is 9折.
    tier: ({ unit, tier }) => `满${tier.from}${ZH_COUNTED[unit] ?? ""}${tier.percent % 10 === 0 ? tier.percent / 10 : tier.percent}折`,
    noPrice: "价格请询柜台",
    empty: "暂无在售商品",
    emptyHint: "请稍后再来，或询问柜台。",
    away: "服务器暂时离开",
    awayHint: "正在重新连接，请稍候，页面会自动恢复。",
    stale: "服务器暂时离开，正在重新连接…",
  },
  en: {
    title: "Data and calls abroad",
    date: (year, month, day) => `Prices of ${day} ${MONTHS[month - 1]} ${year}`,
    categories: "Categories",
    all: "All",
    counter: "Please ask at the counter to buy",
    from: "from",
    unit: ({ unit, days }) => ({ piece: "each", day: "per day", minute: "per minute", period: `per ${days} days` })[unit] ?? "",
    packageUnit: ({ unit }) => ({ day: "incl. first day", minute: "incl. first minute" })[unit] ?? "",
    tier: ({ unit, tier }) => `${100 - tier.percent}% off from ${tier.from} ${EN_COUNTED[unit] ?? ""}`.trim(),
    noPrice: "Ask at the counter",
    empty: "Nothing is on sale just now",
    emptyHint: "Please come back later or ask at the counter.",
    away: "The server is away",
    awayHint: "Trying again. This page comes back by itself.",
    stale: "The server is away, trying again…",
  },
};

/** English captions by product id; a product without one keeps its own name. */
export const productCaptions = {
  1: "Global data card",
  2: "Data by the day",
  3: "International minutes",
  4: "Data and voice",
  5: "Data card with data",
  6: "Your own number",
  7: "Number with minutes",
  8: "Number for a month",
  9: "Number for a year",
};

/** English captions by category id. */
export const categoryCaptions = { 1: "Cards", 2: "Data", 3: "Minutes", 4: "Numbers" };
