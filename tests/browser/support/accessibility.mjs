// The accessibility check of a page as it stands, in both colour schemes.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** A function that checks the page and adds a line to `faults` for each violation. */
export function checker(page, faults) {
  return async (name) => {
    // Over the debugger, as the page's own policy lets nothing in.
    if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(AXE);
    for (const colorScheme of ["dark", "light"]) {
      await page.emulateMedia({ colorScheme });
      const { violations } = await page.evaluate((values) => axe.run({ runOnly: { type: "tag", values } }), RULES);
      for (const { id, help, nodes } of violations) {
        const where = nodes.map((node) => `${node.target.join(" ")}: ${node.failureSummary}`).join("\n");
        faults.push(`accessibility, ${name}, ${colorScheme}: ${id}, ${help}\n${where}`);
      }
    }
  };
}
