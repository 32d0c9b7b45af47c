// The other rooms: tours, tickets, leased addresses, courses. Each is a place of its own, and so are its parts:
// `#rooms/tours/offers`.

import { Courses } from "/web/admin/rooms/courses.js";
import { Leases } from "/web/admin/rooms/leases.js";
import { Tickets } from "/web/admin/rooms/tickets.js";
import { Tours } from "/web/admin/rooms/tours.js";
import { html } from "/web/vendor/preact-htm.module.js";

const ROOMS = { tours: Tours, tickets: Tickets, leases: Leases, courses: Courses };

export function Rooms(shared) {
  const { words, at } = shared;
  const [room, part] = at.split("/");
  const name = Object.hasOwn(ROOMS, room) ? room : "tours";
  return html`
    <nav class="tabs" aria-label=${words.rooms}>
      ${Object.keys(ROOMS).map(
        (it) => html`
          <a href=${`#rooms/${it}`} aria-current=${it === name ? "true" : undefined}>${words[it]}</a>
        `,
      )}
    </nav>
    <${ROOMS[name]} key=${name} ...${{ ...shared, part }} />
  `;
}
