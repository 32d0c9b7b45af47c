// The texts of people, in both languages: [中文, English].

import { sides } from "/web/lib/words.js";

export const PEOPLE_TEXTS = {
  comma: ["、", ", "],
  displayName: ["显示名称", "Display name"],
  displayHint: [
    "在列表、小票和操作记录中代替用户名；可不填。",
    "Stands for the user name in lists, on receipts and in the trail. May stay empty.",
  ],
  permissions: sides({
    discount: ["打折", "Discounts"],
    refund: ["退款", "Refunds"],
    price: ["改价", "Price changes"],
    till: ["查看营业报表", "Till report"],
  }),
  personHint: ["更改角色会立即结束此人正在使用的会话。", "Another role ends open sessions at once."],
  adminMayAll: [
    "管理员可以做一切。更改角色会立即结束此人正在使用的会话。",
    "Admins may do everything. Another role ends open sessions at once.",
  ],
  removePin: ["删除 PIN", "Remove the PIN"],
};
