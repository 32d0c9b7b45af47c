// The list that the server makes of the registry of channels (src/pages/modules.rs).

import type { CounterChannel } from "./channels.d.ts";

export const channels: (CounterChannel & { name: string })[];
