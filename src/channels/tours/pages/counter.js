// Tours at the counter: nothing is handed over but the receipt.

const zh = {
  caption: "自由行",
  whenPaid: "行程已付款，请把收据交给顾客。",
};

const en = {
  caption: "Tour",
  whenPaid: "The tour is paid. Give the customer the receipt.",
};

/** @type {import("/types/channels.d.ts").CounterChannel} */
export const channel = { words: { zh, en }, handsNothingOver: true };
