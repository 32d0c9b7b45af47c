// The ferry at the counter: how many seats an order has, and who has paid goes on board.

const zh = {
  caption: "渡轮",
  next: { deal: "下一步：核对人数，然后请乘客上船。" },
  seats: "座位",
  deal: "确认上船",
  dealt: "已上船。",
  dealHint: "船票已付，请核对人数后登船。",
};

const en = {
  caption: "Ferry",
  next: { deal: "Next: count the passengers, then let them on board." },
  seats: "Seats",
  deal: "On board",
  dealt: "They are on board.",
  dealHint: "The seats are paid. Count the passengers, then let them on board.",
};

/** @type {import("/types/channels.d.ts").CounterChannel} */
export const channel = {
  words: { zh, en },
  facts: (words, order) => [[words.seats, order.seats]],
};
