// A table of what was used: how many, and how much they were worth.

import { yuan } from "/web/admin/ui.js";

/** Its columns; the first one is called `name` in the rows. */
export const counted = (words, name, label) => [
  { name, label, by: (row) => row[name] },
  { name: "count", label: words.count, amount: true, by: (row) => row.count },
  { name: "amount", label: words.amount, amount: true, by: (row) => row.amount, show: (row) => yuan(row.amount) },
];
