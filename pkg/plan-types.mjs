// Makes the types of plans from their JSON Schema.
//
// `json-schema-to-typescript` reads no conditions, by which the schema says what an object is: they become
// unions first. References are resolved where what they add is a description, so that an editor shows it.

import { compile } from "json-schema-to-typescript";

const banner = "// Made from `plans/plan.schema.json` by the build; not to be changed by hand.\n";

// What only a recursive type can say.
const recursive = `
/** Any JSON. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** JSON in which \`{ "$parameter": … }\` and \`{ "$field": … }\` are filled in. */
export type Body = string | number | boolean | null | Reference | readonly Body[] | BodyMembers;
export interface BodyMembers {
  readonly [name: string]: Body;
  readonly [operation: \`$\${string}\`]: never;
}

/** A value of the answer: an operation, or what stands for itself. */
export type Template = string | number | boolean | null | Operation | readonly Template[] | TemplateMembers;
export interface TemplateMembers {
  readonly [name: string]: Template;
  readonly [operation: \`$\${string}\`]: never;
}
`;

const replaced = {
  body: "Body",
  constant_body: "Json",
  answer: "Template",
  default: "Json",
};

export async function planTypes(schema) {
  const defs = schema.$defs;
  const named = new Set([
    "reference",
    "operation",
    "group_member",
    "top_member",
    "trend_member",
    "breaker",
    "hedge",
  ]);
  for (const [name, def] of Object.entries(defs)) {
    if (def.type === "object" && !replaced[name]) named.add(name);
  }

  function simple(node) {
    if (Array.isArray(node)) return node.map(simple);
    if (typeof node !== "object" || node === null) return node;
    if (node.$ref) return referred(node);
    const {
      if: condition,
      then,
      else: otherwise,
      allOf,
      anyOf,
      not,
      propertyNames,
      $defs,
      pattern,
      minItems,
      ...rest
    } = node;
    const kept = Object.fromEntries(
      Object.entries(rest).map(([key, value]) => [
        key,
        key === "properties" ? members(value) : simple(value),
      ]),
    );
    const choices = allOf
      ?.filter((choice) => choice.if?.required)
      .map(({ if: { required }, then }) =>
        then.$ref ? then : { ...then, required: [...required, ...(then.required ?? [])] },
      );
    // An object that is told by its key.
    if (anyOf?.every((choice) => choice.required) && choices?.length === anyOf.length) {
      return { description: node.description, anyOf: choices.map(simple) };
    }
    // One of two kinds of value.
    if (condition?.type && otherwise) {
      return { description: node.description, anyOf: [{ ...condition, ...simple(then) }, simple(otherwise)] };
    }
    if (anyOf?.every((choice) => choice.type || choice.$ref)) return { ...kept, anyOf: anyOf.map(simple) };
    if (allOf?.[0]?.$ref) return { ...simple(allOf[0]), ...kept };
    const open = kept.description !== undefined && Object.keys(kept).length === 1;
    return open ? { ...kept, tsType: "Json" } : kept;
  }

  const members = (object) =>
    Object.fromEntries(Object.entries(object).map(([key, value]) => [key, member(key, value)]));

  // An object in an array has the array's name in the singular, for it must have one to be read-only.
  function member(key, value) {
    const made = simple(value);
    if (made.items?.properties) made.items.title = key.replace(/s$/, "");
    return made;
  }

  function referred({ $ref, ...more }) {
    const name = $ref.replace("#/$defs/", "");
    if (replaced[name]) return { description: defs[name].description, ...more, tsType: replaced[name] };
    if (named.has(name)) return { $ref };
    return { ...simple(defs[name]), ...more };
  }

  const kept = Object.entries(defs).filter(([name]) => named.has(name));
  const plan = simple(schema);
  plan.properties.endpoints = {
    description: schema.properties.endpoints.description,
    tsType: "{ readonly [route: `GET /${string}`]: Endpoint }",
  };
  const types = await compile(
    {
      ...plan,
      title: "Plan",
      $id: undefined,
      $schema: undefined,
      $defs: Object.fromEntries(kept.map(([name, def]) => [name, simple(def)])),
    },
    "Plan",
    {
      bannerComment: "",
      additionalProperties: false,
      ignoreMinAndMaxItems: true,
      unreachableDefinitions: true,
      style: { printWidth: 100 },
    },
  );
  const readonly = types
    .replace(/^(\s+)((?:[\w$]+|"[^"]+")\??|\[k: string\]): /gm, "$1readonly $2: ")
    .replace(/: (\([^()]*\)|\w+)\[\]/g, ": readonly $1[]")
    // Said of definitions that are in use all the same.
    .replace(
      / \* This interface was referenced by `Plan`'s JSON-Schema\n \* via the `definition` "\w+"\.\n/g,
      "",
    )
    .replace(/\/\*\*\n \*\/\n/g, "")
    .replace(/\n \*\n \*\//g, "\n */");
  return `${banner}${recursive}\n${readonly}`;
}
