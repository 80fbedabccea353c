// Synthesizes the stack from one of the settings, without an account, a network or a build.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { afterAll } from 'vitest';
import cdk from '../../cdk.json' with { type: 'json' };
import { checkSettings } from '../../infra/settings/settings.ts';
import { BastionAck } from '../../infra/stack.ts';
import { envEdge, fiftyHosts } from './settings/large.ts';

// biome-ignore lint/suspicious/noExplicitAny: a template is JSON of any shape
export type Json = any;

const file = (path: string) => fileURLToPath(new URL(path, import.meta.url));
/** Settings in files, which `npm run synth` takes. */
export const SETTINGS = {
  example: file('../../infra/settings.example.json'),
  existing: file('settings/existing.json'),
  three: file('settings/three.json'),
  endpoints: file('settings/endpoints.json'),
  'identity-center-ja': file('settings/identity-center-ja.json'),
  'windows-existing-network': file('settings/windows-existing-network.json'),
  govcloud: file('settings/govcloud.json'),
  china: file('settings/china.json'),
  second: file('settings/second.json'),
} as const;
/** Settings too large to write by hand. */
const LARGE = { 'fifty-hosts': fiftyHosts, 'env-edge': envEdge } as const;

export type Name = keyof typeof SETTINGS | keyof typeof LARGE;
/** Every rule for templates holds for all of them. */
export const ALL = [...Object.keys(SETTINGS), ...Object.keys(LARGE)] as readonly Name[];

/** @returns a fresh copy, which a test may change */
export function settingsOf(name: Name): Json {
  if (name === 'fifty-hosts' || name === 'env-edge') return structuredClone(LARGE[name]());
  return JSON.parse(readFileSync(SETTINGS[name], 'utf8'));
}

const folder = mkdtempSync(join(tmpdir(), 'bastion-ack-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
// The content of a bundle changes only its hash in the template. Other tests cover the build.
for (const handler of ['slack', 'session-events', 'watchdog', 'audit-export']) {
  mkdirSync(join(folder, handler));
  writeFileSync(join(folder, handler, 'index.mjs'), `// ${handler}`);
}

/** Each deployed handler, and the id of its construct. */
export const HANDLERS = [
  ['slack', 'Slack'],
  ['session-events', 'SessionEvents'],
  ['watchdog', 'Watchdog'],
  ['audit-export', 'AuditExport'],
] as const;

type Change = (settings: Json) => void;

const unchanged = new Map<Name, Template>();

/** @param change alters the settings before `checkSettings`; without it each template is synthesized once for a file of tests */
export function templateOf(name: Name, change?: Change): Template {
  if (change !== undefined) return Template.fromStack(stackOf(name, change));
  const template = unchanged.get(name) ?? Template.fromStack(stackOf(name));
  unchanged.set(name, template);
  return template;
}

export function stackOf(name: Name, change: Change = () => {}): BastionAck {
  const json = settingsOf(name);
  change(json);
  const settings = checkSettings(json);
  const app = new App({ context: cdk.context, analyticsReporting: false });
  return new BastionAck(app, settings.name, settings, folder);
}

export interface Resource {
  readonly Type: string;
  readonly Properties: Json;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

export function resourcesOf(template: Template, type?: string): Map<string, Resource> {
  const all = Object.entries<Resource>(template.toJSON().Resources);
  return new Map(all.filter(([, resource]) => type === undefined || resource.Type === type));
}

/** @returns each statement of every policy in a template, with the resource that has the policy */
export function statementsOf(
  template: Template,
): { readonly id: string; readonly type: string; readonly statement: Json }[] {
  return [...resourcesOf(template)].flatMap(([id, { Type, Properties }]) =>
    ['PolicyDocument', 'AssumeRolePolicyDocument', 'KeyPolicy']
      .flatMap((name) => Properties?.[name]?.Statement ?? [])
      .map((statement: Json) => ({ id, type: Type, statement })),
  );
}

/** @param id of a function, e.g. "Slack" @returns the statements of its role */
export function permissionsOf(template: Template, id: string): Json[] {
  const found = statementsOf(template).filter((one) => one.id.startsWith(`Functions${id}RoleDefaultPolicy`));
  return found.map(({ statement }) => statement);
}
