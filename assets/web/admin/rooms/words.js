// The texts that several rooms have in both languages, side by side: [中文, English].

export const ROOMS = {
  is: ["是", "Yes"],
  isNot: ["否", "No"],
  close: ["关闭", "Close"],
  note: ["备注", "Note"],
  newKey: ["换密钥", "New key"],
  keyMade: ["新密钥已生成。", "The new key is made."],
  daysTurned: ["结束时间早于开始时间，请检查日期。", "It ends before it begins: check the dates."],

  askKey: [
    (name) => `为 ${name} 生成新密钥？旧密钥立即失效，用旧密钥签名的请求会被拒绝。`,
    (name) => `Make a new key for ${name}? The old one ends at once, and requests signed with it are refused.`,
  ],

  soldCount: ["已售", "Sold"],
  address: ["地址", "Address"],
  refund: ["退款", "Refund"],

  region: ["地区", "Region"],
  slip: ["收据号", "Slip"],
  appKeyHint: ["只显示这一次，请现在复制并交给客户。", "Shown this once: copy it now and give it to the customer."],

  priceYuan: ["价格", "Price"],
};
