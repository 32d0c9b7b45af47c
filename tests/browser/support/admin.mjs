// How a manager comes in at his page.

/** Fills the log-in in and sends it. */
export async function sendLogIn(page, username = "admin", password = "demo-admin") {
  await page.locator(".door").waitFor();
  await page.getByLabel("User name").fill(username);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Log in" }).click();
}

/** Logs the demonstration's admin in, in a browser that speaks English already. */
export async function enterOffice({ page, url }) {
  await page.goto(`${url}/admin`);
  await sendLogIn(page);
  await page.getByRole("heading", { name: "Overview" }).waitFor();
}

/** As `enterOffice`, in a browser that was never here. */
export async function enterOfficeFirst({ page, url }) {
  await page.goto(`${url}/admin`);
  await page.getByRole("button", { name: "English" }).click();
  await sendLogIn(page);
  await page.getByRole("heading", { name: "Overview" }).waitFor();
}
