// What a clerk does at the counter's page: logs in, scans, and calls that other people make meanwhile.

const SCANNER_KEY_MS = 4;

/** What the browser is told of one key of a scanner. */
function keyEvents(key, timestamp) {
  const [code, text] = key === "Enter" ? ["Enter", "\r"] : ["", key];
  const both = { key, code, timestamp, windowsVirtualKeyCode: key === "Enter" ? 13 : 0 };
  return [
    { ...both, type: "keyDown", text, unmodifiedText: text },
    { ...both, type: "keyUp" },
  ];
}

/**
 * What a keyboard scanner does: keys a few milliseconds apart by the keyboard's own clock, however busy this machine
 * is.
 */
export async function scan(page, text) {
  const session = await page.context().newCDPSession(page);
  const begun = Date.now() / 1000;
  const keys = [...text, "Enter"].flatMap((key, place) => keyEvents(key, begun + (place * SCANNER_KEY_MS) / 1000));
  await Promise.all(keys.map((event) => session.send("Input.dispatchKeyEvent", event)));
  await session.detach();
}

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
