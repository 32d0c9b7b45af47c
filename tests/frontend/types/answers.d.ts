// What the pages' own API answers, as far as several modules read it.

/** What would go back for a refund that somebody thinks of asking for (`/api/pages/counter/refund/quote`). */
export interface Quote {
  /** Yuan with two decimals. */
  money?: string;
  /** Whether the counter pays it out in cash. */
  cash?: boolean;
  /** The way of paying that it goes back to. */
  way?: number;
  /** Why nothing can go back, in the page's words. */
  trouble?: string;
}

/** A refund of an order, as the counter sees it. */
export interface DeskRefund {
  id: number;
  /** `REFUND` of constants.js. */
  status: number;
  money: string;
  reason: string;
  /** The line that it is for; null for the whole order. */
  line: number | null;
  cash: boolean;
  way: number;
  /** Whether goods of it are with the customer. */
  goods_out: boolean;
}

/** A line of an order, as the counter sees it. */
export interface DeskLine {
  id: number;
  title: string;
  quantity: number;
  price: string;
  area?: string;
  from?: string;
  until?: string;
  minutes?: number;
  phone?: string;
  /** The cards that were handed over. */
  cards: string[];
  refunded: boolean;
  refundable: boolean;
}

/** An order, as the counter sees it: what it is, and the actions that make sense now, the next one first. */
export interface DeskReceipt {
  id: number;
  number: string;
  kind: string;
  at: string;
  gross: string;
  way: number;
  fiscal_number: string | null;
  rates: { rate: string; net: string; tax: string; gross: string }[];
}

export interface DeskOrder {
  id: number;
  number: string;
  /** The order book's name for its channel. */
  channel: string;
  state: string;
  actions: string[];
  lines: DeskLine[];
  /** The papers for its money, with net and tax by rate. */
  receipts: DeskReceipt[];
  refunds: DeskRefund[];
  phones: string[];
  due: string;
  /** Null while nothing was paid. */
  paid: string | null;
  paid_at: string | null;
  pay_way: number | null;
  /** The cash that it stands paid with; null for any other payment. */
  payment: {
    amount: string;
    at: string;
    by: string;
    change: string | null;
    reference: string;
    tendered: string | null;
  } | null;
  created: string;
  delivery: "pick-up" | "courier" | null;
  outlet?: string;
  obtain_at?: string;
  carrier?: string;
  address?: string;
  waybill?: string;
  voucher: { serial: string; state: string } | null;
  /** What the staff wrote about it. */
  notes: { id: number; at: string; by: string; note: string }[];
  /** What the order's channel says besides. */
  [own: string]: any;
}
