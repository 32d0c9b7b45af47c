// What the printer gets: a page of the roll's width, as long as what is printed.

import { must } from "./must.mjs";

const POINTS_OF_MM = 72 / 25.4;
const ROLL_MM = 80;

/** Prints into a file, as the browser does for a printer; fails unless it is one page of the roll's width. */
export async function isOnePage(page, what) {
  const pdf = (await page.pdf({ preferCSSPageSize: true, printBackground: true })).toString("latin1");
  const pages = pdf.match(/\/Type\s*\/Page\b(?!s)/g) ?? [];
  must(pages.length === 1, `${what} is one page, not ${pages.length}`);
  const [, width, height] = /\/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)/.exec(pdf) ?? [];
  const wide = Number(width) / POINTS_OF_MM;
  must(Math.abs(wide - ROLL_MM) < 1, `${what} is ${ROLL_MM} mm wide, not ${wide}`);
  return Number(height) / POINTS_OF_MM;
}
