// Printing on a roll of paper: one page, as long as what is printed. A style sheet cannot say "80 mm wide and as long
// as need be", so the page is laid out as for paper for a moment, measured, and only then is said how long it is.

const ROLL_MM = 80;
const MARGIN_MM = 4;
const SHORTEST_MM = 40;
const SPARE_MM = 4; // So that a line that the printer sets wider does not begin a second page.
const MM_OF_PX = 25.4 / 96;

/** @type {{ sheet: CSSStyleSheet, at: number } | null} Where the rule stands that says how long the page is. */
let rule = null;

/**
 * Whether a rule is for paper alone.
 * @param {CSSRule} it
 * @returns {it is CSSMediaRule}
 */
const isOfPaper = (it) => it instanceof CSSMediaRule && it.media.mediaText === "print";

/**
 * How long an element is on paper, in whole millimetres. Nothing of this is ever seen: no frame is drawn meanwhile.
 * @param {Element} element
 */
function lengthOf(element) {
  const rules = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules].filter(isOfPaper));
  for (const it of rules) it.media.mediaText = "all";
  const { height } = element.getBoundingClientRect();
  for (const it of rules) it.media.mediaText = "print";
  return Math.max(SHORTEST_MM, Math.ceil(height * MM_OF_PX) + 2 * MARGIN_MM + SPARE_MM);
}

/** @param {Element} element */
function fit(element) {
  const text = `@page { size: ${ROLL_MM}mm ${lengthOf(element)}mm; margin: ${MARGIN_MM}mm; }`;
  // The policy of the page allows no style sheet in its text; a rule of a sheet that it has is as good.
  if (rule) rule.sheet.deleteRule(rule.at);
  else {
    const sheet = [...document.styleSheets].slice(-1)[0];
    rule = { sheet, at: sheet.cssRules.length };
  }
  rule.sheet.insertRule(text, rule.at);
}

/**
 * Makes the page of the printer just as long as what is printed, by a button or by the browser's own menu. Returns a
 * function that ends it.
 * @param {string} selector of what is printed
 */
export function watchPaper(selector) {
  const look = () => {
    const element = document.querySelector(selector);
    if (element) fit(element);
  };
  addEventListener("beforeprint", look);
  return () => removeEventListener("beforeprint", look);
}
