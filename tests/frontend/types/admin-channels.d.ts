// The list that the server makes of the registry of channels (src/pages/modules.rs).

import type { AdminChannel } from "./channels.d.ts";

export const channels: (AdminChannel & { name: string })[];
