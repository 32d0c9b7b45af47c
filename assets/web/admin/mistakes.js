// Sentences about files that are imported. The server writes them in English; here they are said in Chinese.

const RULES = [
  [/^a text without the sign NUL$/, () => "不含 NUL 字符的文字"],
  [/^a text$/, () => "文字"],
  [/^a text that is not empty$/, () => "不能为空的文字"],
  [/^a text of one line that is not empty$/, () => "不能为空的一行文字"],
  [/^a code of letters and digits$/, () => "由字母和数字组成的代码"],
  [/^a phone: digits/, () => "电话号码：数字，前面可有 +，中间可有符号"],
  [/^one of: (.*)$/, (words) => `以下之一：${words}`],
  [/^a whole number above 0$/, () => "大于 0 的整数"],
  [/^the number of a row that is in (\S+) already$/, (table) => `表 ${table} 中已有的编号`],
  [/^a whole number from (-?\d+) to (-?\d+)$/, (least, most) => `${least} 到 ${most} 的整数`],
  [/^an amount in yuan/, () => "金额，最多两位小数，不能为负，例如 60.5"],
  [/^a local time such as/, () => "当地时间如 2016-07-06 14:44:34，或日期如 2016-07-06"],
  [/^0, 1, true or false$/, () => "0、1、true 或 false"],
  [/^a mobile number/, () => "十一位手机号码"],
  [/^an e-mail address$/, () => "电子邮件地址"],
  [/^a day such as/, () => "日期，例如 2016-07-06"],
  [/^the SHA-256 of a key/, () => "密钥的 SHA-256，64 位小写十六进制，不能是密钥本身"],
  [/^an IP address such as/, () => "IP 地址，例如 198.51.100.7"],
  [/^an argon2id hash/, () => "以 $argon2id$ 开头的散列，不能是密码本身"],
];

const SENTENCES = [
  [/^failure_at must not come before effect_at$/, () => "失效时间不能早于生效时间"],
  [/^a value is missing; this must be (.*)$/, (rule) => `缺少内容，必须是${inChinese(rule)}`],
  [/^another top-up has this reference already$/, () => "已有相同凭证号的充值"],
  [/^a top-up is more than nothing$/, () => "充值金额必须大于 0"],
  [/^this must be (.*)$/, (rule) => `必须是${inChinese(rule)}`],
  [/^other rows name this one/, () => "其它内容还在使用它，请先处理那些内容"],
  [/^an earlier line has the same (.*)$/, (key) => `前面已有 ${key} 相同的行，请删除其中一行`],
  [/^another row has the same (.*) already$/, (key) => `${key} 与已有的行重复，请换一个值`],
  [/^the rule (\S+) of the table refuses this row$/, (rule) => `表的规则 ${rule} 不接受这一行`],
  [
    /^the line has (\d+) values where the header names (\d+) columns$/,
    (values, columns) => `这一行有 ${values} 个值，而表头有 ${columns} 列`,
  ],
  [/^(\S+) has no such column; it has: (.*)$/, (_kind, columns) => `没有这一列；可用的列：${columns}`],
  [/^the header names this column twice$/, () => "表头中这一列出现了两次"],
  [
    /^the header does not name this column, which must be (.*)$/,
    (rule) => `表头缺少这一列，内容应为${inChinese(rule)}`,
  ],
  [
    /^the file is neither UTF-8 nor GB18030/,
    () => "从这里起既不是 UTF-8 也不是 GB18030 编码；请另存为“CSV UTF-8”后再导入",
  ],
  [/^the file is no text/, () => "这不是文本文件；请另存为“CSV UTF-8”后再导入"],
  [/^this address is leased or cooling/, () => "这个地址正在租用或冷却中，回到库存后才能修改"],
  [/^this package was sold by this outlet/, () => "这个套餐已由本店售出，不能用文件修改"],
  [/^the code of a country is its two letters/, () => "国家或地区的代码是两位大写字母（ISO 3166），例如 JP"],
  [/^the code of a region has three letters/, () => "区域的代码至少三位，字母用大写，例如 EUROPE"],
  [/^a region with countries and a country of a region stay/, () => "已经互相包含的区域和国家不能改变类型"],
  [/^only a region has countries$/, () => "只有区域可以包含国家"],
  [/^a region has countries, and no regions$/, () => "区域只能包含国家，不能包含区域"],
  [/^the file is empty; its first line names columns: (.*)$/, (columns) => `文件是空的；第一行应为列名：${columns}`],
];

function translate(table, text) {
  for (const [pattern, say] of table) {
    const found = pattern.exec(text);
    if (found) return say(...found.slice(1));
  }
  return text;
}

const inChinese = (rule) => translate(RULES, rule);

/** What a column takes. */
export const ruleText = (language, text) => (language === "en" ? text : inChinese(text));

/** What is wrong with a cell or a line. */
export const mistakeText = (language, text) => (language === "en" ? text : translate(SENTENCES, text));
