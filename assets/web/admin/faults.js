// What went wrong, and what to do about it: the services' numbers and the pages' own sentences, [中文, English].

const BY_NUMBER = {
  1000: ["用户名已存在，请换一个。", "The user name is taken: choose another."],
  1011: ["密码不对，请重新输入。", "The password is wrong: try again."],
  1012: ["旧密码不对。", "The old password is wrong."],
  1013: ["账户已停用，请联系管理员。", "The account is disabled: ask an admin."],
  1014: ["请先更改初始密码。", "Change the first password first."],
  1015: ["新密码不能与旧密码相同。", "The new password must differ from the old one."],
  1005: ["验证码不对或已经用过。", "The code is wrong, or was used."],
  1030: ["请输入动态验证码。", "Type the code of your second factor."],
  1021: ["没有这个用户，请检查用户名。", "There is no such user: check the name."],
  1023: ["失败次数过多，请十五分钟后再试。", "Too many failed tries: wait a quarter of an hour."],
  1100: ["有内容没填或填写不正确，请检查后重试。", "Something is missing or not right: check what was entered."],
  1101: ["登录已失效，请重新登录。", "The session has ended: log in again."],
  1103: ["您的角色没有这个权限，请联系管理员。", "Your role may not do this: ask an admin."],
  1201: ["没有这个券模板。", "There is no such template."],
  1301: ["没有这张数据卡。", "There is no such data card."],
  1305: ["没有这个订单。", "There is no such order."],
  1307: ["当前状态下不能这样做，请刷新后查看。", "The present state does not allow it: load the page again and look."],
  1308: ["没有这个退款申请。", "There is no such refund."],
};

const BY_SENTENCE = {
  "the passwords differ": ["两次输入的新密码不同，请重新输入。", "The two new passwords differ: type them again."],
  "the session has ended": ["登录已失效，请重新登录。", "The session has ended: log in again."],
  "the disk is full": [
    "服务器的磁盘已满，没有保存。请先腾出空间。",
    "The server's disk is full, and nothing was saved: make room first.",
  ],
  "the database's folder or a file in it cannot be written": [
    "服务器无法写入数据文件夹，没有保存。",
    "The server cannot write to its data folder, and nothing was saved.",
  ],
  "a user name of the staff is no mobile number and no e-mail address": [
    "员工的用户名不能是手机号或电子邮件地址。",
    "A user name of the staff is no mobile number and no e-mail address.",
  ],
  "this role may not see it": ["您的角色没有这个权限，请联系管理员。", "Your role may not see this: ask an admin."],
  "there is no such order": ["没有这个订单，请检查订单号。", "There is no such order: check the number."],
  "there is no such product": [
    "没有这个商品，或它不按件计库存。",
    "There is no such product, or it is not counted in pieces.",
  ],
  "the file is neither PNG nor JPEG": ["这不是 PNG 或 JPEG 图片。", "This is neither a PNG nor a JPEG."],
  "the picture is too large": ["图片太大。", "The picture is too large."],
  "the picture is damaged": ["图片已损坏。", "The picture is damaged."],
  "a row shows the picture": ["还有内容在使用这张图片。", "Something still shows this picture."],
  "there is no such row": ["这一行已经不在了，请刷新。", "The row is not there any more: load the page again."],
  "this is not the set-up code": [
    "设置码不对，请看启动程序的窗口。",
    "This is not the set-up code: look into the window that Outpost was started in.",
  ],
  "a password has at least 12 letters": ["密码至少要十二个字符。", "A password has at least twelve characters."],
  "this password is one of those that everybody tries first": [
    "这个密码太常见，请换一个。",
    "This password is one of those that everybody tries first: choose another.",
  ],
  "the shelves are not empty": [
    "货架上已经有东西了，请刷新。",
    "There is something on the shelves already: load the page again.",
  ],
  "there is no such account": ["没有这个账户。", "There is no such account."],
  "the product is no eSIM": ["这个商品不是 eSIM。", "This product is no eSIM."],
  "the address may not be called": [
    "网址须以 https:// 开头（只有本机可以用 http:// ），且不能指向内网，除非勾选“在内网”。",
    "The address begins with https:// (on this machine http://) and leads to no private network, unless you say so.",
  ],
  "there is no such target": ["没有这个通知地址。", "There is no such target."],
  "there are twenty targets already": ["最多二十个通知地址。", "There are twenty targets already."],
  "there is no such message": ["没有这条通知。", "There is no such message."],
  "somebody has this code": ["这条激活码已有人使用。", "Somebody has this code."],
  "there is no such code": ["没有这条激活码。", "There is no such code."],
  "this was not allowed to the account": [
    "您的账户没有这个权限，请联系管理员。",
    "Your account may not do this: ask an admin.",
  ],
  "the user name is taken": [
    "用户名已存在。请换一个，或在列表中为它设一次性密码。",
    "The user name is taken: choose another, or give that account a one-time password in the list.",
  ],
  "nobody may do this to the own account": ["不能对自己的账户这样做。", "You cannot do this to your own account."],
  "the last admin must stay": ["至少要保留一位管理员，请先添加另一位。", "One admin must stay: add another one first."],
  "the server did not answer": [
    "服务器没有回答。请先看列表，再决定是否重试。",
    "The server did not answer. Look at the list before you try again.",
  ],
  "this is too large for the page": [
    "数据太多，网页无法导出；请在服务器上运行 outpost export。",
    "This is too much for the page: run `outpost export` at the server.",
  ],
  "nothing of the order is paid": [
    "这个订单没有已付的金额，不能开发票。",
    "Nothing of this order is paid: there is nothing to invoice.",
  ],
  "the order has another invoice": [
    "这个订单已有发票。请先冲销，再开新的。",
    "The order has an invoice already: take that back first.",
  ],
  "there is no such order or invoice": ["没有这个订单或发票。", "There is no such order or invoice."],
  "there is no such receipt": ["没有这张收据。", "There is no such receipt."],
  "the receipt waits for no number": ["这张收据不需要号码。", "This receipt waits for no number."],
  "the file has columns id, fiscal_number, fiscal_signature": [
    "文件须有 id、fiscal_number 两列（fiscal_signature 可选）。",
    "The file needs the columns id and fiscal_number; fiscal_signature may be there.",
  ],
  "from and to are dates, yyyy-mm-dd, of at most 400 days": [
    "请选择正确的起止日期，最多 400 天。",
    "Choose a span of at most 400 days.",
  ],
  "a date is yyyy-mm-dd, and a report has at most 400 days": [
    "一份报表最多 400 天，请缩短期间。",
    "A report has at most 400 days: choose a shorter span.",
  ],
};

/** An error of a form of the page itself, whose sentence is said already. */
export const told = (sentence) => Object.assign(new Error(sentence), { told: sentence });

/** The sentence for an error, in a language. */
export function explain(language, error) {
  if (error.told) return error.told;
  const place = language === "en" ? 1 : 0;
  const known = BY_NUMBER[error.no] ?? BY_SENTENCE[error.message];
  if (known) return known[place];
  if (error.message === "the stock has moved since") {
    const { stock } = error.detail;
    return [`库存刚刚变为 ${stock}，请重新清点后再填写。`, `The stock has just become ${stock}: count again.`][place];
  }
  const receipt = /^the receipt (\S+) has this number$|^the receipt has another number: (.+)$/.exec(error.message);
  if (receipt)
    return receipt[1]
      ? [`收据 ${receipt[1]} 已用这个号码。`, `Receipt ${receipt[1]} has this number.`][place]
      : [`这张收据已有号码 ${receipt[2]}。`, `This receipt has the number ${receipt[2]} already.`][place];
  return [`没有成功：${error.message}`, `That did not work: ${error.message}`][place];
}
