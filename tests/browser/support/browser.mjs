// The browser, and everything that must not happen in it while somebody walks through the pages.

import { chromium } from "playwright-core";

const EXECUTABLE = process.env.CHROMIUM ?? "/usr/bin/chromium";
const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // Nothing but this machine has an address, so a request that leaves the outlet fails before the check sees it.
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
];
const PATIENCE_MS = 30_000;
const UNREACHABLE = /net::ERR_(CONNECTION|EMPTY_RESPONSE|ABORTED|INCOMPLETE|SOCKET)/;

// Milliseconds that the hands wait before each move. Zero as a rule; with some, a walk that races with the page is
// found out.
export const PACE_MS = Number(process.env.OUTPOST_WALK_PACE_MS ?? 0);

/** Starts the browser. */
export const launch = () => chromium.launch({ executablePath: EXECUTABLE, args: ARGUMENTS, slowMo: PACE_MS });

/** Opens a window on the server; `faults` takes a line for everything that must not happen. */
export async function visit(browser, server, faults) {
  const context = await browser.newContext({ viewport: { width: 1080, height: 1920 }, reducedMotion: "reduce" });
  context.setDefaultTimeout(PATIENCE_MS);
  const allowed = [];
  const fault = (line) => {
    if (!allowed.some((pattern) => pattern.test(line))) faults.push(line);
  };
  const { origin } = new URL(server.url);
  context.on("request", (request) => {
    const target = new URL(request.url());
    if (target.origin !== origin && !["data:", "blob:", "about:"].includes(target.protocol)) {
      fault(`foreign host: ${request.url()}`);
    }
  });
  context.on("console", (message) => {
    if (message.type() !== "error") return;
    if (server.away && UNREACHABLE.test(message.text())) return;
    fault(`console: ${message.text()} (${message.location().url})`);
  });
  context.on("weberror", (error) => fault(`page error: ${error.error().stack ?? error.error()}`));
  await context.exposeBinding("outpostViolation", (_, line) => fault(`content security policy: ${line}`));
  await context.addInitScript(() => {
    addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
      window.outpostViolation(`${violatedDirective} ${blockedURI}`),
    );
  });
  // `allow` names an error that a walk makes on purpose, as a wrong password.
  return { context, page: await context.newPage(), allow: (pattern) => allowed.push(pattern) };
}
