// Every section by its name in the address. Fetched after the first paint: nobody at the usual door needs them (see
// later.js).

import { Books } from "/web/admin/books.js";
import { FirstRun } from "/web/admin/first-run.js";
import { FirstSteps } from "/web/admin/first-steps.js";
import { Import } from "/web/admin/import.js";
import { Orders } from "/web/admin/orders.js";
import { Overview } from "/web/admin/overview.js";
import { Products } from "/web/admin/products.js";
import { Reports } from "/web/admin/reports.js";
import { Rooms } from "/web/admin/rooms.js";
import { Setup } from "/web/admin/setup.js";
import { Stock } from "/web/admin/stock.js";
import { System } from "/web/admin/system.js";
import { Users } from "/web/admin/users.js";
import { Webhooks } from "/web/admin/webhooks.js";

export const sections = {
  // No section: a new outlet's door, which one page in its life shows.
  "first-run": FirstRun,
  "first-steps": FirstSteps,
  overview: Overview,
  reports: Reports,
  products: Products,
  stock: Stock,
  orders: Orders,
  accounting: Books,
  rooms: Rooms,
  setup: Setup,
  users: Users,
  webhooks: Webhooks,
  import: Import,
  system: System,
};
