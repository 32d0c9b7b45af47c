// Ticket orders with what was handed over of each.

import { html, useState } from "/web/vendor/preact-htm.module.js";
import { Pages, Read } from "/web/admin/rooms/room.js";
import { Table, yuan } from "/web/admin/ui.js";

const PAGE = 50;

export function TicketOrders({ words, api }) {
  return html`<p>…</p>`;
}
