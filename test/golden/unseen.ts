// Finds the parts of a schema that no given value shows, so that a new field or word cannot be stored without a golden item.
import * as v from 'valibot';

/** Parts of a schema, as valibot keeps them. */
interface Node {
  readonly type: string;
  readonly entries?: Readonly<Record<string, Node>>;
  readonly options?: readonly unknown[];
  readonly item?: Node;
  readonly value?: unknown;
  readonly key?: string;
  readonly wrapped?: Node;
  readonly literal?: unknown;
}

/** The values met at each part of a schema. A part that occurs in two places counts as seen in both. */
type Met = Map<Node, unknown[]>;

/**
 * @param values of the schema
 * @returns e.g. ".events.started.mfa: never left out" or ".events.ended.status: never Failed"; empty if every part was seen
 */
export function findUnseen(shape: v.GenericSchema, values: readonly unknown[]): string[] {
  const met: Met = new Map();
  for (const value of values) meet(shape, value, met);
  return unseen(shape, '', met, new Set());
}

function meet(node: Node, value: unknown, met: Met): void {
  met.set(node, [...(met.get(node) ?? []), value]);
  for (const { part, of } of partsOf(node)) for (const one of of(value)) meet(part, one, met);
}

function unseen(node: Node, place: string, met: Met, told: Set<Node>): string[] {
  if (told.has(node)) return [];
  told.add(node);
  const values = met.get(node) ?? [];
  if (values.length === 0) return [`${place}: never there`];
  const missing = wordsOf(node).filter((word) => !values.includes(word));
  return [
    ...missing.map((word) => `${place}: never ${word ?? 'left out'}`),
    ...partsOf(node).flatMap(({ part, name }) => unseen(part, place + name, met, told)),
  ];
}

/** The values that must each occur. */
function wordsOf({ type, options = [] }: Node): readonly unknown[] {
  if (type === 'optional') return [undefined];
  if (type === 'boolean') return [true, false];
  return type === 'picklist' ? options : [];
}

interface Part {
  readonly part: Node;
  /** Appended to the place; empty for a part without its own name */
  readonly name: string;
  /** Reads the part from a value */
  readonly of: (value: unknown) => readonly unknown[];
}

function partsOf({ type, entries = {}, options = [], item, value: member, key = '', wrapped }: Node): Part[] {
  if (type === 'variant') {
    return options.filter(isNode).map((part) => {
      const word = part.entries?.[key]?.literal;
      return { part, name: `.${word}`, of: (value) => (Object(value)[key] === word ? [value] : []) };
    });
  }
  const inside: Part[] = Object.entries(entries).map(([name, part]) => ({
    part,
    name: `.${name}`,
    of: (value) => [Object(value)[name]],
  }));
  if (wrapped) inside.push({ part: wrapped, name: '', of: (value) => (value === undefined ? [] : [value]) });
  if (item) inside.push({ part: item, name: '', of: (value) => (Array.isArray(value) ? value : []) });
  if (type === 'union') {
    return options
      .filter(isSchema)
      .map((part, index) => ({ part, name: `|${index}`, of: (value) => (v.is(part, value) ? [value] : []) }));
  }
  // An object with names from outside.
  if (type === 'custom' && isNode(member))
    inside.push({ part: member, name: '.*', of: (value) => Object.values(Object(value)) });
  return inside;
}

function isSchema(value: unknown): value is Node & v.GenericSchema {
  return isNode(value);
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value;
}
