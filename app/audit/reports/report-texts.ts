// The texts of the monthly report, in every language.
import type { Locale } from '../../lib/locale.ts';
import { enReport } from './en.ts';
import { jaReport } from './ja.ts';
import type { ReportTexts } from './report-words.ts';

export const REPORT_TEXTS: Readonly<Record<Locale, ReportTexts>> = { en: enReport, ja: jaReport };
