// What a page must be for its reader beside accessible: at rest, and large enough to touch. How soon it is there
// depends on the machine, so that is measured by benches/first-paint and tested nowhere.

import { must } from "./must.mjs";

/** Pixels of what can be touched on the manager's page, where nobody stands before a kiosk. */
export const ADMIN_SIDE = 44;

const SETTLE_MS = 200; // A browser tells of what has moved a little later.

// Layout shift that no eye sees: a hundredth of what is still called good. Rounding to pixels makes some
// hundred-thousandths.
const SEEN = 0.001;

/** Fails unless a screen stays where it was painted; `shown` is there when it is whole. */
export async function isAtRest(page, shown, screen) {
  await page.reload();
  await shown.waitFor();
  const shift = await page.evaluate(measureShift, SETTLE_MS);
  must(shift < SEEN, `nothing on ${screen} moves (it moved by ${shift})`);
}

/** In the page: how much has moved since its first paint. */
async function measureShift(settle) {
  await Promise.all([...document.images].map((image) => image.decode()));
  return await new Promise((resolve) => {
    let sum = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) sum += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
    setTimeout(() => resolve(sum), settle);
  });
}

/**
 * Fails unless everything that can be touched is at least so many pixels high and wide. A tick is touched by its label,
 * and a link in a sentence is as high as its line.
 */
export async function isTouchable(page, screen, side = 48) {
  const small = await page.evaluate(
    (least) =>
      [...document.querySelectorAll("button, a, input, select, summary")]
        .filter((element) => !element.matches("p a, small a, .skip, .unseen"))
        .map((element) => element.closest("label.tick") ?? element)
        .map((element) => [element, element.getBoundingClientRect()])
        .filter(([, box]) => box.width > 0 && (box.width < least - 0.5 || box.height < least - 0.5))
        .map(([element, box]) => `${element.textContent.trim()} ${box.width}x${box.height}`),
    side,
  );
  must(small.length === 0, `everything on ${screen} can be touched: ${small.join(", ")}`);
}
