// The fixtures, read fresh each time, so that a test may change its copy.
import { readdirSync, readFileSync } from 'node:fs';

const FOLDER = new URL('../../../fixtures/', import.meta.url);

/** @param name e.g. "cloudtrail.start-session.root" */
export function fixture(name: string): Record<string, unknown> {
  return JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), 'utf8'));
}

export function fixtureFiles(): string[] {
  return readdirSync(FOLDER).filter((file) => file.endsWith('.json'));
}

export function fixtureReadme(): string {
  return readFileSync(new URL('README.md', FOLDER), 'utf8');
}
