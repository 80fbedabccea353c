// The languages that people can be told everything in: whoever adds one is led by the compiler to every catalogue.

export const LOCALES = ['en', 'ja'] as const;
export type Locale = (typeof LOCALES)[number];

export function isLocale(text: string): text is Locale {
  return LOCALES.some((locale) => locale === text);
}
