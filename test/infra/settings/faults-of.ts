// Lists the faults of settings, each with its path.
import { checkSettings, SettingsError } from '../../../infra/settings/settings.ts';
import { type Json, settingsOf } from '../stack-fixture.ts';

/** @returns the faults, none for valid settings */
export function faultsOf(json: unknown): string[] {
  try {
    checkSettings(json, 'settings.json');
    return [];
  } catch (fault) {
    if (!(fault instanceof SettingsError)) throw fault;
    return fault.message
      .split('\n')
      .slice(1)
      .map((line) => line.replace('  - ', ''));
  }
}

/** Name of the case, path in the example, value at that path, and the expected fault. */
export type Bad = [name: string, path: (string | number)[], value: unknown, said: string];

/** @returns the example with another value at the path */
export function spoiled(path: readonly (string | number)[], value: unknown): Json {
  const settings = settingsOf('example');
  const holder = path.slice(0, -1).reduce<Json>((at, part) => at[part], settings);
  holder[path.at(-1) ?? ''] = value;
  return settings;
}
