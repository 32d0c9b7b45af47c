// What the kiosk says of tours, in both languages.

import { belowOf, captioned, textBy } from "/web/lib/texts.js";

const zh = {
  shelf: "旅游套餐",
  adults: "成人",
  children: "儿童",
  adult: "成人",
  child: "儿童",
  nights: "入住晚数",
  rooms: "房间数",
  room: "房型",
  flight: "航班",
  extras: "可选项目",
  seats: (count) => `余${count}`,
  chooseDay: "请先选出发日期",
  notEnough: "这一天余量不足，请改日期或数量",
  travellers: "出行人",
  name: "姓名",
  card: "身份证号",
  email: "电子邮箱",
  nameWrong: "请填写姓名",
  cardWrong: "身份证号应为 18 位，请核对",
  cardTwice: "与另一位出行人的号码相同",
  emailWrong: "请填写邮箱，例如 name@example.com",
  goAhead: "下一步",
  nameHint: "中文或拼音均可",
  party: (adults, children) => `${adults} 成人${children > 0 ? ` ${children} 儿童` : ""}`,
  partOf: (name, count, nights) => `${name} × ${count}${Number(nights) > 1 ? `，${nights} 晚` : ""}`,
  toTravel: (date) => `已确认，${date} 出发`,
  from: "",
  fromAfter: " 起",
  refused: {
    300001: "有信息不正确，请返回核对。",
    300003: "房间刚被订完，请返回换日期或房型。",
    300004: "机票刚被订完，请返回换日期或航班。",
    300050: "这一天已订满，请返回换日期。",
    300051: "房间不够了，请返回减少房间或换房型。",
  },
};

const en = {
  shelf: "Tours",
  adults: "Adults",
  children: "Children",
  adult: "Adult",
  child: "Child",
  nights: "Nights",
  rooms: "Rooms",
  room: "Room",
  flight: "Flight",
  extras: "Extras",
  seats: (count) => `${count} left`,
  chooseDay: "Choose the day you leave",
  notEnough: "Not so many left on this day. Choose another, or fewer",
  travellers: "Travellers",
  name: "Name",
  card: "Identity card number",
  email: "E-mail",
  nameWrong: "Please give the name",
  cardWrong: "An identity card has 18 characters; please check the number",
  cardTwice: "Another traveller has this number",
  emailWrong: "Please give an e-mail address, like name@example.com",
  goAhead: "Next",
  nameHint: "in Chinese or as in the passport",
  party: (adults, children) => {
    const grown = `${adults} ${adults === 1 ? "adult" : "adults"}`;
    return children > 0 ? `${grown}, ${children} ${children === 1 ? "child" : "children"}` : grown;
  },
  partOf: (name, count, nights) => `${name} × ${count}${Number(nights) > 1 ? `, ${nights} nights` : ""}`,
  toTravel: (date) => `Confirmed, leaving on ${date}`,
  from: "from",
  fromAfter: "",
  refused: {
    300001: "Something is not right. Please go back and check.",
    300003: "The rooms were just sold. Please go back and choose another day or room.",
    300004: "The seats were just sold. Please go back and choose another day or flight.",
    300050: "This day was just sold out. Please go back and choose another day.",
    300051: "Not so many rooms left. Please go back and take fewer rooms or another kind.",
  },
};

export const words = { zh, en };

/** The caption of a tour's part. */
export const partCaption = (language, name) => textBy(language, "tour-offers", "name", name);
/** A tour's caption. */
export const tourCaption = captioned("tour-packages", "title");

/** The line below it. */
export const belowTour = (language, row, caption) => belowOf(language, "tour-packages", "sub_title", row, caption);
