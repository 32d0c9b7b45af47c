// What a page must be for its reader beside accessible: swift, at rest, and large enough to touch.

import { must } from "./must.mjs";

const FIRST_PAINT_MS = 200;
const TRIES = 5; // Other programs run on the machine, too: the best of a few counts.
// What a page may take where an empty one takes long: the machine is too busy for the limit to say anything.
const TIMES_EMPTY = 4;

/** Fails unless a screen is painted soon, and stays where it was painted; `shown` is there when it is whole. */
export async function isSwift(page, shown, screen) {
  const limit = Math.max(FIRST_PAINT_MS, TIMES_EMPTY * (await emptyPaint(page)));
  const paints = [];
  for (let tries = 0; tries < TRIES; tries += 1) {
    await page.reload();
    await shown.waitFor();
    const { paint, shift } = await page.evaluate(measure);
    paints.push(Math.round(paint));
    must(shift === 0, `nothing on ${screen} moves (it moved by ${shift})`);
  }
  must(Math.min(...paints) < limit, `the first paint of ${screen} comes within ${limit} ms (${paints.join(", ")})`);
}

/**
 * Milliseconds that this machine takes just now for the first paint of a page with one word and no file: the best of a
 * few.
 */
async function emptyPaint(page) {
  const other = await page.context().newPage();
  const paints = [];
  for (let tries = 0; tries < TRIES; tries += 1) {
    await other.goto("data:text/html,<p>Outpost");
    paints.push((await other.evaluate(measure)).paint);
  }
  await other.close();
  return Math.round(Math.min(...paints));
}

/** In the page: milliseconds to the first paint with something on it, and how much has moved since. */
async function measure() {
  await Promise.all([...document.images].map((image) => image.decode()));
  const shift = await new Promise((resolve) => {
    let sum = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) sum += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
    setTimeout(() => resolve(sum), 200);
  });
  return { paint: performance.getEntriesByName("first-contentful-paint")[0].startTime, shift };
}

/** Fails unless everything that can be touched is at least 48 px high and wide. */
export async function isTouchable(page, screen) {
  const small = await page.evaluate(() =>
    [...document.querySelectorAll("button, a, input, select")]
      .map((element) => [element, element.getBoundingClientRect()])
      .filter(([, box]) => box.width > 0 && (box.width < 48 || box.height < 48))
      .map(([element, box]) => `${element.textContent.trim()} ${box.width}x${box.height}`),
  );
  must(small.length === 0, `everything on ${screen} can be touched: ${small.join(", ")}`);
}
