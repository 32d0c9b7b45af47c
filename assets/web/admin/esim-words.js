// What the page of activation codes says: [中文, English].

export const ESIM_TEXTS = {
  esims: ["eSIM", "eSIMs"],
  esimsHint: [
    "激活码加密保存，这里只显示尾号。顾客付款后在自助机、小票和订单里看到整条激活码。",
    "Codes are kept sealed; this list shows their last letters alone. Who has paid sees the whole code at the kiosk, " +
      "on the slip and in the order.",
  ],
  esimStates: [
    { "in stock": "在库", sold: "已售", spent: "已退款作废", blocked: "停用" },
    { "in stock": "In stock", sold: "Sold", spent: "Refunded, not sold again", blocked: "Blocked" },
  ],
  esimCode: ["激活码", "Code"],
  esimGone: ["没有随数据迁来", "Did not come along"],
  esimShownAt: ["首次显示", "First shown"],
  noEsims: ["没有符合条件的激活码。", "No such codes."],
  noEsimProduct: [
    "还没有 eSIM 商品：请先在“商品与价格”新建一个类型为 eSIM 的商品。",
    "There is no eSIM product yet: make one of the kind eSIM under Products and prices.",
  ],
  newEsims: ["激活码入库", "Add activation codes"],
  esimCodes: ["激活码，每行一条", "Activation codes, one a line"],
  esimCodesHint: [
    "可用扫码枪逐条扫入。需要确认码的，写在激活码后面，用空格隔开。大量激活码可用文件导入。",
    "A scanner may type them. A confirmation code stands behind its code, after a blank. For many at once, import a " +
      "file.",
  ],
  esimsAdd: ["入库", "Add"],
  esimsTaken: [
    (taken, known) => `已入库 ${taken} 条${known ? `；${known} 条早已在库` : ""}。`,
    (taken, known) => `${taken} added${known ? `; ${known} were here before` : ""}.`,
  ],
  esimWrong: [(line, why) => `第 ${line} 条：${why}`, (line, why) => `Line ${line}: ${why}`],
  esimFaults: [
    {
      scheme: "激活码应以 LPA:1$ 开头",
      shape: "激活码的段数或长度不对",
      server: "服务器地址（SM-DP+）不是域名",
      "matching id": "匹配标识只能用大写字母、数字和连字符",
      "object id": "第四段（OID）应为数字和点",
      flag: "最后一段只能是 1",
      confirmation: "只有以 $1 结尾的激活码才带确认码",
    },
    {
      scheme: "a code begins with LPA:1$",
      shape: "the code has too few or too many parts, or is too long",
      server: "the server (SM-DP+) is no host name",
      "matching id": "the matching id has capital letters, digits and hyphens alone",
      "object id": "the fourth part (OID) has numbers with dots between",
      flag: "the last part is 1 or is not there",
      confirmation: "only a code that ends with $1 has a confirmation code",
    },
  ],
};
