// What the kiosk says of course vouchers, in both languages.

import { symbol } from "/web/lib/symbol.js";
import { belowOf, captioned } from "/web/lib/texts.js";

const zh = {
  shelf: "课程券",
  worth: (money) => `抵学费 ${symbol()}${Number.parseInt(money, 10)}`,
  courseHow: "付款后立即出券码，到校出示即可抵扣学费。",
  promoCode: "券码",
  toSchool: "到校出示券码，由前台核销",
};

const en = {
  shelf: "Courses",
  worth: (money) => `worth ${symbol()}${Number.parseInt(money, 10)} of tuition`,
  courseHow: "You get a code at once; show it at the school and pay that much less.",
  promoCode: "Code",
  toSchool: "Show the code at the school's desk",
};

export const words = { zh, en };

const COURSE_PICTURES = new Map(
  Object.entries({
    手绘测试: "course-drawing",
    色彩基础: "course-colour",
    "javascript 入门": "course-javascript",
  }),
);

/** A course's caption. */
export const courseCaption = captioned("courses");
/** The line below it: what its offer is called. */
export const belowCourse = (language, row, caption) =>
  belowOf(language, "course-offers", "name", { id: row.offer, name: row.name, subname: row.subname }, caption);

/** Whether a picture lies at the outlet; the page shows none of another host. */
const isHere = (path) => Boolean(path) && !path.includes(":");

/** A course's picture: its own if the outlet has it, else one drawn for what it is called, else the shelf's. */
export const coursePicture = ({ image, name }) =>
  isHere(image) ? `/${image}` : `/images/shop/${COURSE_PICTURES.get(name) ?? "category-courses"}.png`;
