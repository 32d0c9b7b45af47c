// The list that the server makes of the registry of channels (src/pages/modules.rs).

import type { KioskChannel } from "./channels.d.ts";

export const channels: (KioskChannel & { name: string })[];
