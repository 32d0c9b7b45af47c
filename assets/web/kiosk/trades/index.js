// The trades of the kiosk, by the `trade` of an order; one without is of the roaming shop.

import { courseTrade } from "/web/kiosk/trades/course.js";
import { roaming } from "/web/kiosk/trades/roaming.js";
import { ticketTrade } from "/web/kiosk/trades/ticket.js";
import { tourTrade } from "/web/kiosk/trades/tour.js";

const TRADES = { course: courseTrade, ticket: ticketTrade, tour: tourTrade };

/** The trade of an order. */
export const tradeOf = (order) => TRADES[order.trade] ?? roaming;
