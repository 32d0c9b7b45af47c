// English captions for what the services name in Chinese only. They go by the Chinese text, never by an id: an outlet
// that sells something else under the same number shows its own words. Each channel has its own list of them.

/** What a list has for a name. */
export const known = (list, name) => (Object.hasOwn(list, name) ? list[name] : undefined);

/** A name in the page's language. */
export const english = (list, language, name) => (language === "en" && known(list, name)) || name;

/** A function that captions a row by its name. */
export const captioned = (list) => (language, row) => english(list, language, row.name);
