// What the kiosk says of course vouchers, in both languages.

import { symbol } from "/web/lib/symbol.js";
import { captioned } from "/web/lib/texts.js";

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
/** A course's picture, out of the house: what the school names lies on another host. */
export const coursePicture = ({ name }) => `/images/shop/${COURSE_PICTURES.get(name) ?? "category-courses"}.png`;
