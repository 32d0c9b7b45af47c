// Pictures of a page on the three screens it is made for: an upright kiosk, a laptop, a phone.

import { join } from "node:path";

const SIZES = [
  [1366, 768],
  [390, 844],
  [1080, 1920],
];

/** A function that writes NAME-WIDTHxHEIGHT.png for each size and leaves the page as it was. */
export function photographer(page, folder) {
  return async (name) => {
    const before = page.viewportSize();
    for (const [width, height] of SIZES) {
      await page.setViewportSize({ width, height });
      await page.evaluate(() => Promise.all([...document.images].map((image) => image.decode().catch(() => {}))));
      await page.screenshot({ path: join(folder, `${name}-${width}x${height}.png`), animations: "disabled" });
    }
    await page.setViewportSize(before);
  };
}
