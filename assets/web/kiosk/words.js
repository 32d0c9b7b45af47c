// Every text of the kiosk, in both languages, and English captions for what the services name in Chinese only.

const COUNTED = {
  zh: { piece: "张", day: "天", minute: "分钟", period: "期" },
  en: { piece: "pieces", day: "days", minute: "minutes", period: "periods" },
};

const zh = {
  title: "出境上网与通话",
  prices: (date) => `${date} 价格`,
  all: "全部",
  from: "",
  unit: ({ unit, days }) => ({ piece: "每张", day: "每天", minute: "每分钟", period: `每期${days}天` })[unit] ?? "",
  packageUnit: ({ unit }) => ({ day: "起，含首日", minute: "起，含首分钟" })[unit] ?? "起",
  tier: ({ unit, tier }) =>
    `满${tier.from}${COUNTED.zh[unit] ?? ""}${tier.percent % 10 === 0 ? tier.percent / 10 : tier.percent}折`,
  noPrice: "价格请询柜台",
  shelves: "柜台",
  shelf: { roaming: "上网与通话", tours: "旅游套餐", courses: "课程券" },
  fromAfter: " 起",
  worth: (money) => `抵学费 ¥${Number.parseInt(money, 10)}`,
  courseHow: "付款后立即出券码，到校出示即可抵扣学费。",
  buy: "去结算",
  promoCode: "券码",
  toSchool: "到校出示券码，由前台核销",
  empty: "暂无在售商品，请询问柜台。",
  away: "服务器暂时离开，正在重新连接…",
  back: "返回",
  area: "去哪里",
  days: "使用日期",
  pickStart: "请选择开始日期",
  pickEnd: "请选择结束日期",
  chosen: (first, last, count) => `${first} 至 ${last}，共 ${count} 天`,
  earlier: "上个月",
  later: "下个月",
  weekdays: ["一", "二", "三", "四", "五", "六", "日"],
  month: (day) => `${day.slice(0, 4)} 年 ${Number(day.slice(5, 7))} 月`,
  minutes: "通话分钟",
  quantity: "数量",
  fewer: "减少",
  more: "增加",
  price: "合计",
  saved: (money) => `已优惠 ¥${money}`,
  choose: "请先选好日期，即可看到价格",
  add: "加入购物车",
  cart: "购物车",
  cartOf: (count) => `购物车 ${count}`,
  cartEmpty: "购物车是空的",
  remove: "移除",
  checkout: "去结算",
  goOn: "继续选购",
  phone: "手机号",
  phoneHint: "用于取货核对，不会外传",
  phoneWrong: "请输入 11 位手机号",
  order: "提交订单",
  ordering: "正在提交，请稍候…",
  how: "如何付款",
  payCode: "扫码付款",
  payCodeHint: "微信扫一扫",
  payCounter: "到柜台付款",
  payCounterHint: "现金或刷卡，凭取货单",
  scan: "请用手机扫码付款",
  waiting: "等待付款…付款后自动出单",
  demoPay: "演示：在本机打开付款页",
  otherWay: "换一种方式",
  due: "应付",
  payHint: "付款未成功？可以再扫一次，或换一种方式付款。",
  startOver: "重新开始",
  startOverSure: "要放弃这次购买、回到首页吗？",
  done: "订单已提交",
  paid: "付款成功",
  toCounter: "请到柜台付款并取货",
  toPickUp: "请到柜台取货",
  ready: "已开通，可直接使用",
  codeOf: (code) => `二维码 ${code}`,
  minutesOf: (count) => `${count} 分钟`,
  voucher: "取货单号",
  orderNo: "订单号",
  print: "打印小票",
  finish: "完成",
  idle: (seconds) => `${seconds} 秒后返回首页`,
  stay: "继续购买",
  refused: {
    1310: "库存不足，请减少数量或询问柜台。",
    1311: "该商品已下架，请重新选择。",
    1401: "这段日期的号码已用完，请改日期或十分钟后再试。",
    1402: "上网卡库存不足，请减少数量或一小时后再试。",
    1307: "订单状态已变化，请重新下单。",
    later: "操作太频繁，请稍后再试。",
    other: "没有成功，请重试或询问柜台。",
  },
};

const MONTHS = "January February March April May June July August September October November December".split(" ");

const en = {
  title: "Data and calls abroad",
  prices: (date) => `Prices of ${date}`,
  all: "All",
  from: "from",
  unit: ({ unit, days }) => ({ piece: "each", day: "per day", minute: "per minute", period: `per ${days} days` })[unit] ?? "",
  packageUnit: ({ unit }) => ({ day: "incl. first day", minute: "incl. first minute" })[unit] ?? "",
  tier: ({ unit, tier }) => `${100 - tier.percent}% off from ${tier.from} ${COUNTED.en[unit] ?? ""}`.trim(),
  noPrice: "Ask at the counter",
  shelves: "Departments",
  shelf: { roaming: "Data and calls", tours: "Tours", courses: "Courses" },
  fromAfter: "",
  worth: (money) => `worth ¥${Number.parseInt(money, 10)} of tuition`,
  courseHow: "You get a code at once; show it at the school and pay that much less.",
  buy: "Check out",
  promoCode: "Code",
  toSchool: "Show the code at the school's desk",
  empty: "Nothing is on sale just now. Please ask at the counter.",
  away: "The server is away for a moment, trying again…",
  back: "Back",
  area: "Where to",
  days: "Days of use",
  pickStart: "Tap your first day",
  pickEnd: "Tap your last day",
  chosen: (first, last, count) => `${first} to ${last}, ${count} ${count === 1 ? "day" : "days"}`,
  earlier: "Month before",
  later: "Month after",
  weekdays: ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"],
  month: (day) => `${MONTHS[Number(day.slice(5, 7)) - 1]} ${day.slice(0, 4)}`,
  minutes: "Call minutes",
  quantity: "Quantity",
  fewer: "Fewer",
  more: "More",
  price: "Total",
  saved: (money) => `You save ¥${money}`,
  choose: "Choose your days to see the price",
  add: "Add to cart",
  cart: "Cart",
  cartOf: (count) => `Cart ${count}`,
  cartEmpty: "The cart is empty",
  remove: "Remove",
  checkout: "Check out",
  goOn: "Go on choosing",
  phone: "Mobile phone",
  phoneHint: "To find your order at pick-up; it stays here",
  phoneWrong: "Please enter 11 digits",
  order: "Place the order",
  ordering: "Placing the order…",
  how: "How to pay",
  payCode: "Scan and pay",
  payCodeHint: "with WeChat",
  payCounter: "Pay at the counter",
  payCounterHint: "cash or card, with your slip",
  scan: "Scan with your phone to pay",
  waiting: "Waiting for the payment…",
  demoPay: "Demonstration: open the payment page here",
  otherWay: "Pay another way",
  due: "To pay",
  payHint: "Payment refused? Scan again, or pay another way.",
  startOver: "Start over",
  startOverSure: "Leave this purchase and go back to the start?",
  done: "Your order is placed",
  paid: "Paid, thank you",
  toCounter: "Please pay and pick up at the counter",
  toPickUp: "Please pick up at the counter",
  ready: "Active now, nothing to pick up",
  codeOf: (code) => `QR code of ${code}`,
  minutesOf: (count) => `${count} min`,
  voucher: "Pick-up number",
  orderNo: "Order",
  print: "Print the slip",
  finish: "Done",
  idle: (seconds) => `Back to the start in ${seconds} s`,
  stay: "I am still here",
  refused: {
    1310: "Not so many left. Take fewer, or ask at the counter.",
    1311: "This is not for sale any more. Please choose again.",
    1401: "No number is free on these days. Choose other days, or try again in ten minutes.",
    1402: "Not so many data cards left. Take fewer, or try again in an hour.",
    1307: "The order has changed meanwhile. Please order again.",
    later: "Too many tries. Please try again later.",
    other: "That did not work. Please try again or ask at the counter.",
  },
};

const WORDS = { zh, en };

/** The texts of a language. */
export const wordsOf = (language) => WORDS[language];

/** What a refusal means for the traveller. */
export const refusalText = (words, error) => words.refused[error.no || error.message] ?? words.refused.other;

const PRODUCTS = {
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
const CATEGORIES = { 1: "Cards", 2: "Data", 3: "Minutes", 4: "Numbers" };
const COURSES = { 30: "Drawing by hand", 52: "Colour basics", 60: "JavaScript for beginners" };
const COURSE_PICTURES = { 30: "course-drawing", 52: "course-colour", 60: "course-javascript" };
const TOURS = { 500: "Hangzhou on your own, four days" };
const AREAS = { 美国: "USA", 欧洲: "Europe", 泰国: "Thailand", 新加坡: "Singapore", 马尔代夫: "Maldives" };

const captioned = (list) => (language, row) => (language === "en" && list[row.id]) || row.name;
/** A product's caption. */
export const productCaption = captioned(PRODUCTS);
/** A category's caption. */
export const categoryCaption = captioned(CATEGORIES);
/** An area's caption. */
export const areaCaption = (language, area) => (language === "en" && AREAS[area]) || area;
/** A course's caption. */
export const courseCaption = captioned(COURSES);
/** A tour's caption. */
export const tourCaption = captioned(TOURS);
/** A course's picture, out of the house: what the school names lies on another host. */
export const coursePicture = ({ id }) => `/images/shop/${COURSE_PICTURES[id] ?? "category-courses"}.png`;
