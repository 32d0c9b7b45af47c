// What the counter says of eSIMs, in both languages.

export const words = {
  zh: {
    esims: "eSIM",
    esimStates: {
      held: "待付款",
      ready: "未显示",
      shown: (at) => `已显示 ${at}`,
      spent: "已退款，作废",
    },
    esimShow: "显示激活码",
    esimShowHint: "激活码一经显示，顾客就不能自行退款。",
    esimQr: "eSIM 二维码",
    esimConfirmation: "确认码",
    esimAsks: "手机会要求输入运营商另给的确认码",
    esimPrint: "打印激活码",
    esimKept: "激活码已显示过，可能已装进手机。仍要退款，请写明原因；该激活码不再出售。",
    esimWhy: "退款原因",
    esimExcuse: "允许退款",
  },
  en: {
    esims: "eSIM",
    esimStates: {
      held: "waits for payment",
      ready: "not shown yet",
      shown: (at) => `shown ${at}`,
      spent: "refunded, not sold again",
    },
    esimShow: "Show the activation code",
    esimShowHint: "Once a code was shown, the customer cannot give it back.",
    esimQr: "QR code of the eSIM",
    esimConfirmation: "Confirmation code",
    esimAsks: "The phone asks for a confirmation code, which the operator gives",
    esimPrint: "Print the code",
    esimKept: "The code was shown and may be in use. To refund it all the same, say why; it is not sold again.",
    esimWhy: "Reason",
    esimExcuse: "Allow the refund",
  },
};
