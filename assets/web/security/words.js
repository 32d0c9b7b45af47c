// What the page of log-ins says, in both languages.

const WORDS = {
  title: ["登录安全", "Log-in and sessions"],
  username: ["用户名", "User name"],
  password: ["密码", "Password"],
  code: ["动态验证码", "Code of the second factor"],
  codeHint: ["手机验证器上的六位数字，或一个恢复码", "Six digits of your telephone, or a recovery code"],
  logIn: ["登录", "Log in"],
  logOut: ["退出", "Log out"],
  factor: ["第二验证因素", "Second factor"],
  factorOn: ["已启用：登录时需要手机上的验证码。", "It is on: a log-in needs a code of your telephone."],
  factorOff: ["未启用：知道密码的人就能登录。", "It is off: whoever knows the password can log in."],
  factorDemanded: ["您的岗位必须启用后才能工作。", "Your role must set it up before it can work."],
  begin: ["开始设置", "Set it up"],
  scan: ["用手机验证器扫描，或输入密钥：", "Scan it with an authenticator on your telephone, or type the key:"],
  picture: ["密钥的二维码", "The key as a QR code"],
  firstCode: ["手机上现在显示的六位数字", "The six digits that it shows now"],
  enable: ["启用", "Switch it on"],
  disable: ["停用", "Switch it off"],
  recovery: ["恢复码", "Recovery codes"],
  recoveryHint: [
    "手机丢失时每个恢复码可以用一次。请抄下来放在安全的地方，这里不再显示。",
    "Each works once when the telephone is lost. Write them down and keep them safe: they are not shown again.",
  ],
  written: ["已抄下", "I have written them down"],
  pin: ["柜台 PIN", "PIN for the counter"],
  pinHint: [
    "在登记过的柜台上快速换班时使用，4 到 8 位数字。它只能用于柜台，不能打开管理页。",
    "For a fast change of clerk at an enrolled counter: 4 to 8 digits. It works at the counter alone and never opens " +
      "the manager's page.",
  ],
  pinOn: ["已设置。", "It is set."],
  pinOff: ["未设置。", "There is none."],
  newPin: ["新 PIN", "New PIN"],
  setPin: ["设置 PIN", "Set the PIN"],
  removePin: ["删除 PIN", "Remove the PIN"],
  yourPassword: ["您的密码", "Your password"],
  sessions: ["我的登录", "My sessions"],
  place: ["地址", "Address"],
  agent: ["程序", "Program"],
  begun: ["登录时间", "Begun"],
  used: ["最近使用", "Last used"],
  thisOne: ["当前", "This one"],
  end: ["结束", "End this one"],
  roles: ["必须启用第二验证因素的岗位", "Roles that must have a second factor"],
  role: [
    { 1: "店员", 2: "员工", 3: "运营", 4: "管理员" },
    { 1: "Clerks", 2: "Employees", 3: "Operators", 4: "Admins" },
  ],
  save: ["保存", "Save"],
  saved: ["已保存", "Saved"],
  devices: ["柜台设备", "Counters"],
  devicesOnly: ["员工只能在下列浏览器上登录柜台。", "The staff logs in at the counter on these browsers alone."],
  devicesOff: [
    "现在任何浏览器都可以登录柜台（设置 login.counter_devices）。",
    "Any browser may be a counter now (setting login.counter_devices).",
  ],
  deviceName: ["这台设备的名称", "Name of this machine"],
  enrol: ["登记此浏览器", "Enrol this browser"],
  enrolled: ["此浏览器已登记为柜台。", "This browser is a counter now."],
  remove: ["移除", "Remove"],
  none: ["还没有", "None yet"],
  toAdmin: ["管理页", "Manager's page"],
  toCounter: ["柜台", "Counter"],
  away: ["服务器暂时没有回答，正在重试。", "The server does not answer; trying again."],
};

const FAULTS = {
  1005: ["验证码不对或已经用过。", "The code is wrong, or was used."],
  1011: ["密码不对，请重新输入。", "The password is wrong: try again."],
  1013: ["这个账号不能登录。", "This account may not log in."],
  1014: [
    "请先在柜台或管理页修改初始密码。",
    "Change the first password at the counter or on the manager's page first.",
  ],
  1021: ["没有这个用户，请检查用户名。", "There is no such user: check the name."],
  1023: ["尝试过多，请稍候再试。", "Too many tries: wait a while."],
  1030: ["请输入动态验证码。", "Type the code of your second factor."],
  1102: ["此浏览器没有登记为柜台。", "This browser is not enrolled as a counter."],
  "the code is wrong": ["验证码不对或已经用过。", "The code is wrong, or was used."],
  "a PIN has 4 to 8 digits": ["PIN 是 4 到 8 位数字。", "A PIN has 4 to 8 digits."],
  "this PIN is one of those that everybody tries first": [
    "这个 PIN 太容易猜到，请换一个。",
    "This PIN is one of those that everybody tries first: choose another.",
  ],
  "the password is wrong": ["密码不对，请重新输入。", "The password is wrong: try again."],
  "too many failed logins": ["尝试过多，请稍候再试。", "Too many tries: wait a while."],
  "log in with your password first": ["请先用密码登录。", "Log in with your password first."],
  "the name is taken": ["这个名称已经有了。", "The name is taken."],
  "the name is too long": ["名称太长。", "The name is too long."],
  "this role may not see it": ["这个页面只给员工使用。", "This page is for the staff."],
};
const OTHER = ["没有做成，请再试一次。", "That did not work: try again."];

/**
 * @param {string} language `en`, else Chinese.
 * @returns {Record<string, any>}
 */
export function wordsOf(language) {
  const at = language === "en" ? 1 : 0;
  const words = Object.fromEntries(Object.entries(WORDS).map(([name, both]) => [name, both[at]]));
  const faultText = (error) => (FAULTS[error.no] ?? FAULTS[error.message] ?? OTHER)[at];
  return { ...words, faultText };
}
