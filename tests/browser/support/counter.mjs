// What a clerk does at the counter's page: logs in, scans, and calls that other people make meanwhile.

/** Fails the walk with what should have been. */
export function must(holds, what) {
  if (!holds) throw new Error(`It should be that ${what}.`);
}

/** What a keyboard scanner does. */
export async function scan(page, text) {
  await page.keyboard.type(text);
  await page.keyboard.press("Enter");
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
