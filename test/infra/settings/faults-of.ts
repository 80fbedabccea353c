// Lists the faults of settings, each with its path.
import { checkSettings, SettingsError } from '../../../infra/settings/settings.ts';

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
