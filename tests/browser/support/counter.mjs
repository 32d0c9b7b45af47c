// What a clerk does at the counter's page: logs in, scans, and calls that other people make meanwhile.

const SCANNER_KEY_MS = 4;
const KEY_NUMBERS = { Enter: 13, Tab: 9 };
const KEY_TEXTS = { Enter: "\r", Tab: "" };

const codeOf = (key) => (/^[a-z]$/i.test(key) ? `Key${key.toUpperCase()}` : /^\d$/.test(key) ? `Digit${key}` : "");

/** What the browser is told of one key that is down for `hold` seconds. */
function keyEvents(key, timestamp, hold) {
  const text = KEY_TEXTS[key] ?? key;
  const isUpper = /^[A-Z]$/.test(key);
  const code = key in KEY_NUMBERS ? key : codeOf(key);
  const both = { key, code, windowsVirtualKeyCode: KEY_NUMBERS[key] ?? 0, modifiers: isUpper ? 8 : 0 };
  return [
    { ...both, timestamp, type: text ? "keyDown" : "rawKeyDown", text, unmodifiedText: text },
    { ...both, timestamp: timestamp + hold, type: "keyUp" },
  ];
}

/** Keys `gap(place)` milliseconds apart by the keyboard's own clock, however busy this machine is. */
async function typeKeys(page, keys, gap, holdMs) {
  const session = await page.context().newCDPSession(page);
  let at = Date.now();
  const events = keys.flatMap((key, place) => {
    at += gap(place);
    return keyEvents(key, at / 1000, holdMs / 1000);
  });
  await Promise.all(events.map((event) => session.send("Input.dispatchKeyEvent", event)));
  await session.detach();
}

/** What a keyboard scanner does: keys `pace` milliseconds apart, a third more or less, and `end`, null for nothing. */
export const scan = (page, text, { pace = SCANNER_KEY_MS, end = "Enter" } = {}) =>
  typeKeys(page, end ? [...text, end] : [...text], (place) => pace * [1, 0.67, 1.33, 0.9][place % 4], 2);

/** What a hand does, quick or slow. */
export const typeByHand = (page, text, { pace = 130, end = "Enter" } = {}) =>
  typeKeys(page, end ? [...text, end] : [...text], (place) => pace * [1, 0.8, 1.5, 1.1][place % 4], 85);

/** Logs in at the counter, in English. */
export async function logIn(page, url, username = "clerk", password = "demo-clerk") {
  await page.goto(`${url}/counter`);
  await page.getByRole("button", { name: "English" }).click();
  await page.getByLabel("User name").fill(username);
  await page.getByLabel("Password").fill(password);
  await page.keyboard.press("Enter");
  await page.getByText("Scan a voucher to begin").waitFor();
}

export async function logOut(page) {
  await page.getByRole("button", { name: "Log out" }).click();
  await page.getByRole("heading", { name: "Log in to the counter" }).waitFor();
}

/** Posts a form; the answer as JSON. */
export async function post(url, path, fields, headers = {}) {
  const answer = await fetch(url + path, { method: "POST", body: new URLSearchParams(fields), headers });
  return answer.json();
}

/** The session of a customer who walked in with this phone. */
export const walkIn = (url, phone) => post(url, "/api/pages/walk-in", { phone });

/** A call of the roaming shop in a session. */
export async function service(url, session, name, fields) {
  const answer = await post(url, `/uc/services/${name}`, { ...session, ...fields });
  if (answer.error_no !== 0) throw new Error(`${name}: ${JSON.stringify(answer)}`);
  return answer.result;
}
