// What the page of webhooks says: [中文, English].

export const WEBHOOK_TEXTS = {
  webhooks: ["网络通知", "Webhooks"],
  webhooksHint: [
    "订单付款、退款、交付或库存偏低时，自动通知您指定的系统（如财务、ERP、聊天机器人）。不设置地址，就什么也不发送。",
    "Tells systems that you name, such as bookkeeping or a chat, when an order is paid, refunded or handed over, or " +
      "when few are left. While no address is set, nothing is sent.",
  ],
  webhookTargets: ["通知地址", "Targets"],
  noTargets: ["还没有通知地址：什么也不会发送。", "There is no target: nothing is sent."],
  newTarget: ["添加通知地址", "Add a target"],
  changeTarget: ["修改通知地址", "Change the target"],
  targetHost: ["地址", "Host"],
  targetUrl: ["网址", "Address"],
  targetUrlHint: ["以 https:// 开头；只有本机可以用 http://", "Begins with https:// (on this machine http:// will do)"],
  targetUrlKept: ["空着则不变", "Empty: as it is"],
  targetPrivate: ["在内网（允许发往私有地址）", "Lies in a private network"],
  targetOn: ["启用", "On"],
  targetOff: ["停用", "Off"],
  webhookEvents: [
    {
      "order.paid": "订单已付款",
      "order.refunded": "已退款",
      "order.handed_over": "已交付",
      "stock.low": "库存偏低",
      test: "测试",
    },
    {
      "order.paid": "Order paid",
      "order.refunded": "Refunded",
      "order.handed_over": "Handed over",
      "stock.low": "Few left",
      test: "Test",
    },
  ],
  webhookStates: [
    { waiting: "等待发送", taken: "已送达", failed: "重试中", parked: "已搁置" },
    { waiting: "Waiting", taken: "Delivered", failed: "Tried again", parked: "Parked" },
  ],
  eventsWanted: ["通知哪些事", "Tell of"],
  noEventWanted: ["请至少选一项。", "Choose at least one."],
  sendTest: ["发送测试", "Send a test"],
  testOwed: ["测试通知马上发出。", "A test leaves at once."],
  newSecret: ["更换密钥", "New secret"],
  newSecretAsk: [
    "旧密钥还有效一天，其间两个密钥都会签名。现在更换？",
    "The old secret signs beside the new one for a day. Change it now?",
  ],
  secretOnce: [
    "签名密钥只显示这一次，请存到接收方的系统里。",
    "The signing secret is shown this once: put it into the system that receives.",
  ],
  oldSecretUntil: [(at) => `旧密钥到 ${at}`, (at) => `old secret until ${at}`],
  endTarget: ["删除", "Remove"],
  endTargetAsk: [
    (host) => `删除 ${host}？未送达的通知将不再发送。`,
    (host) => `Remove ${host}? What it is still owed is not sent any more.`,
  ],
  webhookMessages: ["通知记录", "Messages"],
  noMessages: ["没有符合条件的通知。", "No such messages."],
  webhookEvent: ["事件", "Event"],
  triesCount: ["次数", "Tries"],
  lastAnswer: ["最近的回应", "Last answer"],
  nextTry: ["下次发送", "Next try"],
  replay: ["重新发送", "Send again"],
};
