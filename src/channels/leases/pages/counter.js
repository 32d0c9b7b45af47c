// Leases at the counter: they are only shown.

const zh = {
  caption: "IP 租用",
};

const en = {
  caption: "IP lease",
};

/** @type {import("/types/channels.d.ts").CounterChannel} */
export const channel = { words: { zh, en } };
