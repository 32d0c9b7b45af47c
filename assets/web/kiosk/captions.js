// English captions and pictures for what the services name in Chinese only. They go by the Chinese text, never by an
// id: an outlet that sells something else under the same number shows its own words.

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
const COURSES = {
  手绘测试: "Drawing by hand",
  色彩基础: "Colour basics",
  "javascript 入门": "JavaScript for beginners",
};
const COURSE_PICTURES = {
  手绘测试: "course-drawing",
  色彩基础: "course-colour",
  "javascript 入门": "course-javascript",
};
const TOURS = { 杭州四日自由行: "Hangzhou on your own, four days" };
const TICKETS = { 湖区门票: "Lake park ticket", 游船票: "Boat trip ticket" };
const TICKET_PICTURES = { 湖区门票: "tickets-lake", 游船票: "tickets-boat" };
const PARTS = {
  往返机票: "Flights there and back",
  旅游意外险: "Travel accident insurance",
  接送用车: "Car to and from the airport",
  湖区景点门票: "Lake park ticket",
  "湖景酒店 大床房": "Lake hotel, double bed",
  "湖景酒店 双床房": "Lake hotel, two beds",
};
const AREAS = { 美国: "USA", 欧洲: "Europe", 泰国: "Thailand", 新加坡: "Singapore", 马尔代夫: "Maldives" };

const known = (list, name) => (Object.hasOwn(list, name) ? list[name] : undefined);
const english = (list, language, name) => (language === "en" && known(list, name)) || name;
const captioned = (list) => (language, row) => english(list, language, row.name);

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
/** The caption of a tour's part. */
export const partCaption = (language, name) => english(PARTS, language, name);
/** A course's caption. */
export const courseCaption = captioned(COURSES);
/** A tour's caption. */
export const tourCaption = captioned(TOURS);
/** A ticket's caption. */
export const ticketCaption = captioned(TICKETS);
/** A ticket's picture; one that nobody has drawn yet gets the shelf's. */
export const ticketPicture = ({ name }) => `/images/shop/${known(TICKET_PICTURES, name) ?? "category-tickets"}.png`;
/** A course's picture, out of the house: what the school names lies on another host. */
export const coursePicture = ({ name }) => `/images/shop/${known(COURSE_PICTURES, name) ?? "category-courses"}.png`;
