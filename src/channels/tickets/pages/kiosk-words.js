// What the kiosk says of tickets, in both languages.

import { textBy } from "/web/lib/texts.js";

const zh = {
  shelf: "门票",
  perTicket: (unit) => (unit ? `/ ${unit}` : ""),
  ticketHow: "付款后凭小票上的二维码到柜台取票。",
  validUntil: (day) => `有效期至 ${day}`,
  leftToday: (count) => (count > 0 ? `今日余 ${count} 张` : "今日已售完"),
  otherTickets: "同时购买其他门票",
  notEnoughTickets: "今日余票不足",
  toTickets: "请到柜台出示二维码取票",
  toPayTickets: "请到柜台付款取票",
  refused: {
    "sold-out": "今日余票不足，请减少张数或明天再来。",
    gone: "该门票今日已停售，请重新选择。",
  },
};

const en = {
  shelf: "Tickets",
  perTicket: (unit) => (unit ? "each" : ""),
  ticketHow: "After paying, show the code on your slip at the counter and get your tickets.",
  validUntil: (day) => `Valid until ${day}`,
  leftToday: (count) => (count > 0 ? `${count} left today` : "Sold out for today"),
  otherTickets: "Add other tickets",
  notEnoughTickets: "Not so many left today",
  toTickets: "Show this code at the counter to get your tickets",
  toPayTickets: "Please pay at the counter and get your tickets there",
  refused: {
    "sold-out": "Not so many tickets left today. Take fewer, or come back tomorrow.",
    gone: "This ticket is not sold today any more. Please choose again.",
  },
};

export const words = { zh, en };

const TICKET_PICTURES = new Map(Object.entries({ 湖区门票: "tickets-lake", 游船票: "tickets-boat" }));

/** A ticket's caption: tickets are known by their code here, their texts by the row's number. */
export const ticketCaption = (language, { name }) => textBy(language, "ticket-products", "name", name);
/** A ticket's picture; one that nobody has drawn yet gets the shelf's. */
export const ticketPicture = ({ name }) => `/images/shop/${TICKET_PICTURES.get(name) ?? "category-tickets"}.png`;
