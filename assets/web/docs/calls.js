// The OpenAPI document as a list of calls: one for each path, with the methods that do the same.

/**
 * @typedef {{ name: string, place: string, required: boolean, type: string, about: string, example: string }} Field
 * @typedef {{
 *   path: string, methods: string[], tag: string, summary: string, fields: Field[], roles: string[],
 *   security: string[], isOpen: boolean, bodies: string[], answers: Answer[], errors: [string, string][], text: string,
 * }} Call
 * @typedef {{ status: string, about: string, kind: string, schema: any }} Answer
 */

/** @param {any} value */
const asText = (value) => (value === undefined ? "" : typeof value === "string" ? value : JSON.stringify(value));

/**
 * @param {any} schema
 * @returns {string}
 */
const typeOf = (schema) => {
  const type = schema.type ?? "string";
  return schema.format && schema.format !== type ? schema.format : type;
};

/**
 * What a part of the document says, or what it refers to says.
 * @param {any} part
 * @param {any} document
 * @returns {any}
 */
export function resolved(part, document) {
  if (!part?.$ref) return part;
  const names = part.$ref.slice(2).split("/");
  return names.reduce((inner, name) => inner[name], document);
}

/** @returns {Field} */
const parameter = (it) => ({
  name: it.name,
  place: it.in,
  required: Boolean(it.required),
  type: typeOf(it.schema),
  about: it.description ?? "",
  example: asText(it.example),
});

/**
 * @param {any} operation
 * @param {any} document
 * @returns {Field[]}
 */
function fieldsOf(operation, document) {
  const beside = operation.parameters.map((it) => parameter(resolved(it, document)));
  const content = Object.values(operation.requestBody?.content ?? {}).filter((it) => it.schema);
  if (content.length === 0) return beside;
  const { properties = {}, required = [] } = resolved(content[0].schema, document);
  const inside = Object.entries(properties).map(([name, schema]) => ({
    name,
    place: "body",
    required: required.includes(name),
    type: typeOf(schema),
    about: schema.description ?? "",
    example: asText(schema.examples?.[0]),
  }));
  return [...beside, ...inside];
}

/**
 * @param {any} operation
 * @param {any} document
 * @returns {Answer[]}
 */
const answersOf = (operation, document) =>
  Object.entries(operation.responses).map(([status, told]) => {
    const response = resolved(told, document);
    const [kind, content] = Object.entries(response.content ?? {})[0] ?? ["", null];
    return { status, about: response.description, kind, schema: content?.schema };
  });

/**
 * The calls of a document, in the order of its groups.
 * @param {any} document
 * @returns {Call[]}
 */
export function callsOf(document) {
  const calls = Object.entries(document.paths).flatMap(([path, methods]) => {
    const names = Object.keys(methods).filter((name) => name !== "head");
    // Where a call takes both, the form shows more than the query does.
    const operation = methods.post ?? methods[names[0]];
    const fields = fieldsOf(operation, document);
    const security = operation.security ?? [];
    const tag = document.tags.find((it) => it.name === operation.tags?.[0]);
    const errors = (operation["x-errors"] ?? []).map((code) => [code, tag?.["x-errors"][code] ?? ""]);
    const call = {
      path,
      methods: names.map((name) => name.toUpperCase()),
      tag: tag?.name ?? "",
      summary: operation.summary,
      fields:
        names.length > 1 ? fields.map((it) => ({ ...it, place: it.place === "body" ? "any" : it.place })) : fields,
      roles: operation["x-roles"] ?? [],
      security: security.flatMap((scheme) => Object.keys(scheme)),
      isOpen: security.length === 0 || security.some((scheme) => Object.keys(scheme).length === 0),
      bodies: Object.keys(operation.requestBody?.content ?? {}),
      answers: answersOf(operation, document),
      errors,
      text: "",
    };
    const about = [path, call.tag, call.summary, ...fields.flatMap((it) => [it.name, it.about]), ...errors.flat()];
    return [{ ...call, text: about.join(" ").toLowerCase() }];
  });
  const order = document.tags.map((tag) => tag.name);
  return calls.sort((one, other) => order.indexOf(one.tag) - order.indexOf(other.tag));
}

/**
 * The calls that have every word.
 * @param {Call[]} calls
 * @param {string} wanted
 */
export function found(calls, wanted) {
  const words = wanted.toLowerCase().split(/\s+/).filter(Boolean);
  return calls.filter((call) => words.every((word) => call.text.includes(word)));
}
