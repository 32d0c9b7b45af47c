// What accounting says: [中文, English].

export const BOOK_TEXTS = {
  accounting: ["账务", "Accounting"],
  bookParts: [
    { receipts: "收据", fiscal: "待开税务号码", invoices: "发票", tax: "税额报表", journal: "记账凭证" },
    {
      receipts: "Receipts",
      fiscal: "Waiting for fiscal numbers",
      invoices: "Invoices",
      tax: "Tax report",
      journal: "Journal",
    },
  ],
  bookHints: [
    {
      "tax-rates": "先建税率，再到商品里选择，或在“默认税率”里按渠道设定。没有税率时，一切都不征税。",
      "tax-defaults": "商品没有自己的税率时，按这里的渠道税率计算；配送费也在这里设定。",
      "ledger-accounts": "凭证记到哪个科目。没有填写的，用通用科目。“细目”可填付款方式编号、渠道或税率（如 13%）。",
    },
    {
      "tax-rates":
        "Make rates here, then give them to products, or to whole channels below. Without any nothing is taxed.",
      "tax-defaults":
        "What counts for a channel's goods that name no rate of their own, and for the fee of a delivery.",
      "ledger-accounts":
        "Where the journal books what; what is not named here goes to the common accounts. The detail is the number " +
        "of a way of paying, a channel, or a rate such as 13%.",
    },
  ],
  receiptKinds: [
    { sale: "销售", refund: "退款", deposit: "无法入单的款项", "deposit back": "退回款项", "top-up": "钱包充值" },
    { sale: "Sale", refund: "Refund", deposit: "Deposit", "deposit back": "Deposit back", "top-up": "Top-up" },
  ],
  fiscalStates: [
    { none: "不需要", waiting: "等待号码", done: "已有号码" },
    { none: "Not asked for", waiting: "Waiting", done: "Has a number" },
  ],
  receiptKind: ["类别", "Kind of receipt"],
  receiptNumber: ["收据编号", "Receipt no."],
  receiptText: ["收据号、订单号或税务号码", "Receipt, order or fiscal number"],
  receiptsFound: [(count) => `共 ${count} 张收据`, (count) => (count === 1 ? "1 receipt" : `${count} receipts`)],
  noReceipts: ["没有符合条件的收据。", "No receipt fits."],
  receiptPaper: ["收据", "Receipt"],
  refundReceipt: ["退款收据", "Refund receipt"],
  showPaper: ["查看、打印", "Show and print"],
  deliveryPart: ["配送费", "Delivery"],
  taxNumber: ["纳税人识别号", "Tax no."],
  taxByRate: ["按税率", "Tax by rate"],
  taxRate: ["税率", "Rate"],
  noRate: ["不征税", "None"],
  net: ["不含税", "Net"],
  tax: ["税额", "Tax"],
  gross: ["含税", "Gross"],
  fiscalState: ["税务号码状态", "Fiscal number is"],
  fiscalNumber: ["税务号码", "Fiscal number"],
  fiscalHint: [
    "这些收据等待税务系统的号码：可逐张填写，可导出后填好再导入，也可由开票设备自动领取和回填。",
    "These receipts wait for a number from outside. Type it in, bring an export back filled in, or let " +
      "a device fetch and answer them by itself.",
  ],
  fiscalOff: [
    "新收据现在不等待号码。需要时，请在“系统—设置”里打开“收据等待税务号码”。",
    "New receipts wait for nothing. The setting “Receipts wait for a fiscal number” under System changes that.",
  ],
  fiscalWaiting: [
    (count) => `这里有 ${count} 张等待中`,
    (count) => (count === 1 ? "1 receipt waits here" : `${count} receipts wait here`),
  ],
  fiscalTaken: [
    (taken, before) => `已登记 ${taken} 个号码${before ? `，${before} 个早已登记` : ""}。`,
    (taken, before) => `${taken} taken${before ? `, ${before} known before` : ""}.`,
  ],
  fiscalImport: ["导入结果（CSV）", "Bring results (CSV)"],
  nothingWaits: ["没有等待号码的收据。", "No receipt waits."],
  invoice: ["发票", "Invoice"],
  creditNote: ["红字发票", "Credit note"],
  invoiceText: ["发票号、抬头、税号或订单号", "Number, buyer, tax number or order"],
  invoiceOrder: ["给订单开发票（订单号）", "Invoice for the order"],
  newInvoice: ["开发票", "New invoice"],
  makeInvoice: ["确认开票", "Make the invoice"],
  invoiceNumber: ["发票编号", "Invoice no."],
  buyer: ["购买方", "Buyer"],
  buyerTaxNumber: ["购买方税号", "The buyer's tax number"],
  invoiceNote: ["备注（地址、开户行等）", "Note: an address, a bank account"],
  invoiceWhat: ["项目", "Item"],
  invoiceTotal: ["合计", "Total"],
  invoiceCounts: ["有效", "Counts"],
  invoiceTakenBack: ["已冲销", "Taken back"],
  noInvoices: ["没有符合条件的发票。", "No invoice fits."],
  voidInvoice: ["冲销", "Take back"],
  askVoid: [
    (number) => `为 ${number} 开红字发票冲销？之后可以重新开票。`,
    (number) => `Make a credit note that takes ${number} back? There may be another invoice afterwards.`,
  ],
  invoiceVoided: [(number, note) => `${number} 已用 ${note} 冲销。`, (number, note) => `${note} took ${number} back.`],
  taxSales: ["销售", "Sales"],
  taxRefunds: ["退款", "Refunds"],
  taxTotal: ["合计", "Total"],
  taxReportHint: [
    "按税率汇总所选营业日的销售和退款，与收据逐张一致。",
    "Sales and refunds of these business days by rate: the sums of their receipts.",
  ],
  noMoves: ["这几天没有收付款。", "No money moved in these days."],
  account: ["科目编码", "Account"],
  accountName: ["科目名称", "Name of the account"],
  debit: ["借方", "Debit"],
  credit: ["贷方", "Credit"],
  journalHint: [
    "每一笔收付款一张凭证，借贷相等，与同期的收银报表一致。导出后可导入财务软件。",
    "An entry for each move of money, debits equal to credits, with the sums of the till's report. Export it for the " +
      "bookkeeper.",
  ],
  journalSums: [
    (entries, debit, credit) => `${entries} 张凭证，借方 ${debit}，贷方 ${credit}`,
    (entries, debit, credit) => `${entries} entries, debits ${debit}, credits ${credit}`,
  ],
  showAll: ["取消筛选", "Show all"],
  time: ["时间", "Time"],
  pieces: ["数量", "Pieces"],
  balance: ["余额", "Balance"],
  accounts: ["科目", "Accounts"],
};
