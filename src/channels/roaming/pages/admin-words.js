// What the manager's page says of this channel, side by side: [中文, English].

import { bothOf } from "/web/lib/words.js";

export const words = bothOf({
  caption: ["出境上网与通话", "Travel SIM"],
  stockKinds: [
    { cards: "数据卡", numbers: "号码", products: "商品", codes: "兑换码" },
    { cards: "Data cards", numbers: "Numbers", products: "Products", codes: "Redeem codes" },
  ],
  stockRows: [
    { cards: "在库的卡", numbers: "空闲的号码", codes: "未兑换的券码" },
    { cards: "Cards in stock", numbers: "Numbers that are free", codes: "Serials not redeemed" },
  ],
  vouchersRedeemed: ["已使用的电子券", "Vouchers redeemed"],
});
