// How a walk says what should be.

const PATIENCE_MS = 30_000;
const LOOK_MS = 50;

/** Fails the walk with what should have been. */
export function must(holds, what) {
  if (!holds) throw new Error(`It should be that ${what}.`);
}

/** As `must`, for what a page shows a moment after it was told to: looks until it is so. */
export async function becomes(look, what) {
  const until = Date.now() + PATIENCE_MS;
  while (!(await look())) {
    if (Date.now() > until) must(false, what);
    await new Promise((done) => setTimeout(done, LOOK_MS));
  }
}
