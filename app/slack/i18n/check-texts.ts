// The texts of the checks in the language of the team. Only the checks load them: a click has no use for them.
import type { CheckResult, Reason, ReasonKey, Reasons } from '../../checks/outcome.ts';
import type { Locale } from '../../lib/locale.ts';
import { type CheckTexts, checks as en } from './en/checks.ts';
import { formatTime, type LocaleOptions } from './format-time.ts';
import { checks as ja } from './ja/checks.ts';
import { sanitize } from './rich-text.ts';

const TEXTS: Readonly<Record<Locale, CheckTexts>> = { en, ja };
/** A line may quote what a service answered. */
const MAX_LINE = 600;

export function selectCheckTexts({ locale }: Pick<LocaleOptions, 'locale'>): CheckTexts {
  return TEXTS[locale];
}

/** One line of a report of checks, e.g. "✗ The archive is locked: New objects in … get no lock, …" */
export function formatCheck({ name, outcome }: CheckResult, reading: LocaleOptions): string {
  const texts = selectCheckTexts(reading);
  const title = texts.names[name];
  if (outcome.reason === undefined) return `✓ ${title}`;
  const reason = sanitize(formatReason(outcome.reason, reading), MAX_LINE);
  if (outcome.outcome === 'passed') return `✓ ${title}: ${reason}`;
  if (outcome.outcome === 'not-applicable') return `– ${title}: ${reason}`;
  return `✗ ${title}: ${outcome.outcome === 'unknown' ? texts.unknown(reason) : reason}`;
}

/** @returns the sentences of a reason: what is wrong, and what to do */
function formatReason(reason: Reason, reading: LocaleOptions): string {
  const { reasons } = selectCheckTexts(reading);
  if (reason.key === 'no-poll' && reason.at !== undefined)
    return reasons['no-poll']({ at: formatTime(reason.at, reading) });
  if (reason.key === 'slack-request-seen') return reasons[reason.key]({ at: formatTime(reason.at, reading) });
  if (reason.key === 'slack-request-old') return reasons[reason.key]({ ...reason, at: formatTime(reason.at, reading) });
  return sentenceOf(reasons, reason.key, reason);
}

/** The compiler follows a key and its parameters only through a type parameter. */
function sentenceOf<K extends ReasonKey>(reasons: CheckTexts['reasons'], key: K, about: Reasons[K]): string {
  return reasons[key](about);
}
