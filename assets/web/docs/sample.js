// What an answer looks like: a JSON text out of its schema, with a word for each value.

import { resolved } from "/web/docs/calls.js";

/**
 * @param {any} schema
 * @param {any} document The document, in which references are looked up.
 * @param {string[]} within The shapes that it stands in, so that one within itself ends.
 * @returns {any}
 */
function sample(schema, document, within) {
  if (schema.$ref) {
    const name = schema.$ref.split("/").at(-1);
    return within.includes(name) ? "…" : sample(resolved(schema, document), document, [...within, name]);
  }
  if (schema.anyOf) return sample(schema.anyOf[0], document, within);
  if (schema.type === "array") return schema.items ? [sample(schema.items, document, within)] : [];
  if (schema.type === "object") {
    const members = Object.entries(schema.properties ?? {}).map(([name, inner]) => {
      const shown = (schema.required ?? []).includes(name) ? name : `${name}?`;
      return [shown, sample(inner, document, within)];
    });
    return Object.fromEntries(members);
  }
  return schema.format ?? schema.type ?? "any";
}

/**
 * @param {any} schema
 * @param {any} document
 */
export const sampleText = (schema, document) => JSON.stringify(sample(schema, document, []), null, 2);
