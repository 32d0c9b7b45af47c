// Fetches the sections when the page has been painted, and again while the server is away.

import { useEffect, useState } from "/web/vendor/preact-htm.module.js";

const RETRY_MS = 2_000;

const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));

async function fetchSections() {
  await painted();
  for (let round = 0; ; round += 1) {
    try {
      // A module that failed once may be remembered as failed: another address is another try.
      const { sections } = await import(`/web/admin/sections.js${round ? `?${round}` : ""}`);
      return sections;
    } catch (error) {
      console.warn("The sections could not be fetched:", error.message);
      await new Promise((wake) => setTimeout(wake, RETRY_MS));
    }
  }
}

const fetched = fetchSections();

/** The sections by name; nothing until they are there. */
export function useSections() {
  const [known, setKnown] = useState(null);
  useEffect(() => {
    fetched.then((sections) => setKnown(() => sections));
  }, []);
  return known;
}
