// Names of what the server numbers or calls by a code, in both languages: [中文, English].

import { ACTIONS } from "/web/admin/actions.js";

export const LISTS = {
  actions: [0, 1].map((place) => Object.fromEntries(Object.entries(ACTIONS).map(([name, both]) => [name, both[place]]))),
  stockRows: [
    { cards: "在库的卡", numbers: "空闲的号码", codes: "未兑换的券码" },
    { cards: "Cards in stock", numbers: "Numbers that are free", codes: "Serials not redeemed" },
  ],
  stockKinds: [
    { cards: "数据卡", numbers: "号码", products: "商品", codes: "兑换码", leases: "IP 租用", tours: "旅游套餐", tickets: "门票", courses: "课程券" },
    { cards: "Data cards", numbers: "Numbers", products: "Products", codes: "Redeem codes", leases: "IP leases", tours: "Tours", tickets: "Tickets", courses: "Course vouchers" },
  ],
  leaseStates: [
    { free: "可租", leased: "已租", cooling: "冷却中", retired: "停用" },
    { free: "Free", leased: "Leased", cooling: "Cooling", retired: "Retired" },
  ],
  roles: [
    { 0: "顾客", 1: "柜员", 2: "员工", 3: "运营", 4: "管理员" },
    { 0: "Customer", 1: "Clerk", 2: "Employee", 3: "Operator", 4: "Admin" },
  ],
  channels: [
    { roaming: "出境上网与通话", lease: "IP 租用", tour: "旅游套餐", ticket: "电子门票", course: "课程券", "": "其它" },
    { roaming: "Travel SIM", lease: "IP leases", tour: "Tours", ticket: "Tickets", course: "Course vouchers", "": "Other" },
  ],
  per: [
    { 1: "/张", 2: "/天", 3: "/分钟", 4: "/天", 5: "/期" },
    { 1: "a piece", 2: "a day", 3: "a minute", 4: "a day", 5: "a period" },
  ],
  unit: [
    { 1: "张", 2: "天", 3: "分钟", 4: "天", 5: "期" },
    { 1: "pieces", 2: "days", 3: "minutes", 4: "days", 5: "periods" },
  ],
  cardStates: [
    { "in stock": "在库", reserved: "已预留", "handed over": "已交出", owned: "已绑定", returned: "已退回", blocked: "已停用" },
    { "in stock": "In stock", reserved: "Reserved", "handed over": "Handed over", owned: "Owned", returned: "Returned", blocked: "Blocked" },
  ],
  cardKinds: [
    { 1: "欧洲", 2: "香港", 3: "双 IMSI" },
    { 1: "Europe", 2: "Hong Kong", 3: "Dual IMSI" },
  ],
  voucherKinds: [
    { 1: "提货券", 2: "充值券", 3: "抵价券", 4: "会员券", 5: "减天券" },
    { 1: "Pick-up", 2: "Recharge", 3: "Money off", 4: "Member", 5: "Days off" },
  ],
  payStates: [
    { 0: "未付款", 1: "付款中", 2: "已付款", 3: "已退款" },
    { 0: "Not paid", 1: "Paying", 2: "Paid", 3: "Refunded" },
  ],
  orderStates: [
    { 0: "未确认", 1: "已确认", 2: "已取消", 3: "退货中", 4: "退款中", 5: "已关闭" },
    { 0: "Not confirmed", 1: "Confirmed", 2: "Cancelled", 3: "Returning", 4: "Refunding", 5: "Closed" },
  ],
  shippingStates: [
    { 0: "未交付", 1: "已发货", 2: "已收货", 3: "准备中" },
    { 0: "Not delivered", 1: "Shipped", 2: "Received", 3: "Being packed" },
  ],
  refundStates: [
    { 0: "待处理", 1: "已同意", 2: "已拒绝", 3: "退款中", 4: "已退款" },
    { 0: "To decide", 1: "Agreed", 2: "Refused", 3: "Going back", 4: "Paid back" },
  ],
  goodsStates: [
    { 0: "未寄回", 1: "已寄回", 2: "已收到" },
    { 0: "Not sent back", 1: "Sent back", 2: "Received" },
  ],
  moneyKinds: [
    { payment: "付款", refund: "退款", "top-up": "充值", wallet: "余额" },
    { payment: "Payment", refund: "Refund", "top-up": "Top-up", wallet: "Wallet" },
  ],
  askTitles: [
    { disabled: "停用账户", enabled: "启用账户", "new-password": "新的一次性密码" },
    { disabled: "Disable an account", enabled: "Enable an account", "new-password": "A new one-time password" },
  ],
  askUser: [
    {
      disabled: (name) => `${name} 将不能登录，正在使用的会话立即结束。`,
      enabled: (name) => `${name} 将可以重新登录。`,
      "new-password": (name) => `${name} 的旧密码将失效，正在使用的会话立即结束。`,
    },
    {
      disabled: (name) => `${name} cannot log in any more; open sessions end at once.`,
      enabled: (name) => `${name} can log in again.`,
      "new-password": (name) => `The old password of ${name} is void; open sessions end at once.`,
    },
  ],
  kinds: [
    {
      accounts: "账户", phones: "账户电话", cities: "地区", outlets: "网点", addresses: "收货地址", stores: "商店", brands: "品牌",
      categories: "分类", products: "商品", "product-parts": "套餐组成", attributes: "属性", "product-attributes": "商品属性", prices: "价格",
      discounts: "阶梯折扣", carriers: "快递公司", "shipping-fees": "运费", "payment-ways": "付款方式", homepages: "首页内容",
      "refund-reasons": "退款原因", "area-groups": "区号分组", "area-codes": "区号", "pool-devices": "号码池设备", "pool-channels": "号码池通道",
      "data-cards": "数据卡", "data-card-keys": "数据卡密钥", "voucher-templates": "券模板", "voucher-products": "券适用商品", vouchers: "电子券", "voice-usage": "通话记录",
      "app-keys": "接口密钥", "course-offers": "课程优惠", courses: "课程", "flow-orders": "流量订单", "gift-packages": "赠品",
      "lease-addresses": "租用地址", "lease-prices": "租用价格", "lease-wallet": "租用余额", "offer-bindings": "优惠适用课程",
      "gift-claims": "礼包领取", "organisation-staff": "机构核销员", organisations: "机构", "ticket-customers": "门票客户", "ticket-deals": "门票成交",
      "ticket-keys": "门票密钥", "ticket-orders": "门票订单", "ticket-products": "门票产品", "tour-addresses": "旅游地址",
      "tour-calendar": "旅游日历", "tour-certificates": "旅客证件", "tour-contacts": "旅客", "tour-coupon-batches": "旅游优惠券批次",
      "tour-coupons": "旅游优惠券", "tour-offers": "旅游资源", "tour-packages": "旅游套餐",
    },
    {
      accounts: "Accounts", phones: "Phones of accounts", cities: "Regions", outlets: "Outlets", addresses: "Delivery addresses", stores: "Stores",
      brands: "Brands", categories: "Categories", products: "Products", "product-parts": "Parts of packages", attributes: "Attributes",
      "product-attributes": "Attributes of products", prices: "Prices", discounts: "Tier discounts", carriers: "Carriers",
      "shipping-fees": "Delivery fees", "payment-ways": "Ways of paying", homepages: "Home page", "refund-reasons": "Reasons for refunds",
      "area-groups": "Groups of telephone areas", "area-codes": "Telephone areas", "pool-devices": "Pool devices", "pool-channels": "Pool channels",
      "data-cards": "Data cards", "data-card-keys": "Keys of data cards", "voucher-templates": "Voucher templates", "voucher-products": "Products of vouchers", vouchers: "Vouchers",
      "voice-usage": "Calls",
      "app-keys": "App keys", "course-offers": "Course offers", courses: "Courses", "flow-orders": "Traffic orders",
      "gift-packages": "Gift packages", "lease-addresses": "Leased addresses", "lease-prices": "Lease prices",
      "lease-wallet": "Lease wallets", "offer-bindings": "Courses of offers", "gift-claims": "Gift claims", "organisation-staff": "Staff of schools",
      organisations: "Schools", "ticket-customers": "Ticket customers", "ticket-deals": "Ticket deals",
      "ticket-keys": "Ticket keys", "ticket-orders": "Ticket orders", "ticket-products": "Ticket products",
      "tour-addresses": "Tour addresses", "tour-calendar": "Tour calendar", "tour-certificates": "Travellers' papers",
      "tour-contacts": "Travellers", "tour-coupon-batches": "Tour coupon batches", "tour-coupons": "Tour coupons",
      "tour-offers": "Tour offers", "tour-packages": "Tours",
    },
  ],
};
