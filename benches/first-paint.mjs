// How soon a page is there: the time from the request to the first paint with something on it, of a demonstration on
// this machine.

import { launch, visit } from "../tests/browser/support/browser.mjs";
import { startDemo } from "../tests/browser/support/server.mjs";

const TRIES = 15;
const AT = "2026-07-06 10:00:00";
const PAGES = [
  ["an empty page", () => "data:text/html,<p>Outpost"],
  ["the kiosk", (url) => `${url}/`],
  ["the counter's log-in", (url) => `${url}/counter`],
  ["the manager's log-in", (url) => `${url}/admin`],
  ["the documentation", (url) => `${url}/docs`],
];

const firstPaint = () =>
  new Promise((resolve) => {
    new PerformanceObserver((list) => resolve(list.getEntries()[0].startTime)).observe({
      type: "paint",
      buffered: true,
    });
  });

const server = await startDemo(process.argv[2], AT);
const browser = await launch();
try {
  const { page } = await visit(browser, server, []);
  console.log("first paint, ms: best, median, worst");
  for (const [name, address] of PAGES) {
    const paints = [];
    for (let tries = 0; tries < TRIES; tries += 1) {
      await page.goto(address(server.url));
      paints.push(await page.evaluate(firstPaint));
    }
    paints.sort((a, b) => a - b);
    const figures = [paints[0], paints[TRIES >> 1], paints[TRIES - 1]].map(Math.round);
    console.log(`${name}: ${figures.join(", ")}`);
  }
} finally {
  await browser.close();
  await server.end();
}
