// The other rooms, one for each channel that has one. Each is a place of its own, and so are its parts:
// `#rooms/tours/offers`.

import { captionOf, channels, wordsFor } from "/web/admin/channel-of.js";
import { html } from "/web/vendor/preact-htm.module.js";

const rooms = channels.filter(({ room }) => room).sort((one, other) => one.room.place - other.room.place);

export function Rooms(shared) {
  const { words, at } = shared;
  const [name, part] = at.split("/");
  const channel = rooms.find(({ room }) => room.name === name) ?? rooms[0];
  const { Show } = channel.room;
  return html`
    <nav class="tabs" aria-label=${words.rooms}>
      ${rooms.map(
        (it) => html`
          <a href=${`#rooms/${it.room.name}`} aria-current=${it === channel ? "true" : undefined}>
            ${captionOf(words, it.name)}
          </a>
        `,
      )}
    </nav>
    <${Show} key=${channel.room.name} ...${{ ...shared, words: wordsFor(words, channel), part }} />
  `;
}
