// Where pictures are: the one of a path, or the one that stands for a name where no picture was given.

/**
 * @param {string} path
 * @param {string} name
 */
export const addressOf = (path, name) =>
  path ? `/${path}` : `/images/name/${encodeURIComponent(name.trim() || "·")}.svg`;
