// Runs the walks one after another and counts them. A walk is a module beside this folder with a `name` (a sentence
// about the outlet) and `walk({ page, url, check, shot, server, context, allow })`; it may have `at`, the outlet's time
// at its start, `settings`, an object of settings, and `command`, `serve` for a new folder instead of a demonstration.
// A walk with `ways` is taken once for each of them, and gets the way as its second argument.

import { mkdirSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { checker } from "./accessibility.mjs";
import { launch, PACE_MS, visit } from "./browser.mjs";
import { ADMIN_SIDE, isTouchable } from "./measures.mjs";
import { photographer } from "./pictures.mjs";
import { start } from "./server.mjs";

const FOLDER = fileURLToPath(new URL("../", import.meta.url));
const PICTURES = fileURLToPath(new URL("../../../target/screenshots/", import.meta.url));
const WALK_LIMIT_MS = 600_000 + 1000 * PACE_MS; // A busy machine compiles beside us.
// Days in the middle of a month, so that no walk depends on when it is taken.
const AT = "2026-07-06 10:00:00";

const [executable, ...wanted] = process.argv.slice(2);
const files = readdirSync(FOLDER)
  .filter((file) => file.endsWith(".mjs"))
  .filter((file) => wanted.length === 0 || wanted.includes(file.replace(/\.mjs$/, "")))
  .sort();

/** Rejects when a walk takes too long, so that a run fails and never hangs. */
function deadline() {
  let timer;
  const passed = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done after ${WALK_LIMIT_MS / 1000} s`)), WALK_LIMIT_MS);
  });
  return { passed, end: () => clearTimeout(timer) };
}

/** Takes one walk, in one of its ways if it has several; answers what went wrong, nothing if all went well. */
async function take(module, way) {
  const server = await start(module.command ?? "demo", executable, module.at ?? AT, module.settings);
  const browser = await launch();
  const limit = deadline();
  const faults = [];
  let visitor;
  const stray = (error) => faults.push(error.stack ?? String(error)); // in a handler that nobody waits for
  process.on("unhandledRejection", stray);
  try {
    visitor = await visit(browser, server, faults);
    const { page } = visitor;
    const isAccessible = checker(page, faults);
    const check = async (name) => {
      if (name.startsWith("kiosk")) await isTouchable(page, name);
      if (name.startsWith("admin")) await isTouchable(page, name, ADMIN_SIDE);
      await isAccessible(name);
    };
    const tools = { ...visitor, url: server.url, server, check, shot: photographer(page, PICTURES) };
    await Promise.race([module.walk(tools, way), limit.passed]);
  } catch (error) {
    faults.push(error.stack ?? String(error));
    // What was seen at last says more than the line that waited for it.
    await visitor?.page.screenshot({ path: `${PICTURES}failed.png`, timeout: 5000 }).catch(() => {});
  } finally {
    process.off("unhandledRejection", stray);
    limit.end();
    await browser.close();
    await server.end();
  }
  return faults;
}

mkdirSync(PICTURES, { recursive: true });
let taken = 0;
let failed = files.length === 0 ? 1 : 0;
for (const file of files) {
  const module = await import(new URL(`../${file}`, import.meta.url));
  for (const way of module.ways ?? [undefined]) {
    const faults = await take(module, way);
    const sentence = way ? `${module.name}, ${way.told}` : module.name;
    console.log(`${faults.length === 0 ? "ok" : "FAILED"}  ${sentence} (${file})`);
    for (const fault of faults) console.log(`        ${fault.replaceAll("\n", "\n        ")}`);
    taken += 1;
    if (faults.length > 0) failed += 1;
  }
}
console.log(`${taken - Math.min(failed, taken)} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
