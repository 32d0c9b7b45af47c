// The answer to a manager's click is lost: the next click is answered with what the first one has made, and makes
// nothing.

import { enterOfficeFirst } from "./support/admin.mjs";
import { must } from "./support/must.mjs";

export const name = "A manager clicks again after an answer was lost and gets the same codes";

const SERVICE = "**/om/services/evouchersn_generate";

export async function walk(visit) {
  const { page, allow } = visit;
  await page.setViewportSize({ width: 1366, height: 768 });
  await enterOfficeFirst(visit);
  await page.locator(".side").getByRole("link", { name: "Stock", exact: true }).click();
  await page.getByRole("link", { name: "Redeem codes" }).click();
  const answers = [];
  let lost = true;
  await page.route(SERVICE, async (route) => {
    const response = await route.fetch();
    answers.push(await response.json());
    if (!lost) return route.fulfill({ response });
    lost = false;
    return route.abort("connectionreset");
  });
  allow?.(/ERR_CONNECTION_RESET/);
  const make = async () => {
    await page.getByLabel("Count", { exact: true }).fill("3");
    await page.getByRole("button", { name: "Make codes" }).click();
  };
  await make();
  await page.locator(".trouble").waitFor();
  must(answers.length === 1 && answers[0].error_no === 0, "the server has made the codes");
  await make();
  const shown = page.locator("textarea.mono");
  await shown.waitFor();
  const first = await shown.inputValue();
  must(first === answers[0].result.evoucher_sns.join("\n"), "the page shows the codes of the first click");
  await make();
  await page.waitForFunction((old) => document.querySelector("textarea.mono").value !== old, first);
  must(answers.length === 3, "each click was one request");
  must(
    JSON.stringify(answers[1].result) === JSON.stringify(answers[0].result),
    "the second click is answered as the first",
  );
  const both = new Set([...answers[0].result.evoucher_sns, ...answers[2].result.evoucher_sns]);
  must(both.size === 6, "a click after an answer is another wish");
}
