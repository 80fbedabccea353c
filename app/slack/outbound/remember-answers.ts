// Answers about people, cached for a short time only because they decide who may act.
import type { Clock } from '../../ports.ts';

const REMEMBERED_MILLIS = 60_000;

/** Asks once for each key and caches the answer for a while, but never a failure. */
export function rememberAnswers<T>(clock: Clock, ask: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const answers = new Map<string, { until: number; answer: Promise<T> }>();
  return (key) => {
    const now = clock.now().getTime();
    const known = answers.get(key);
    if (known && known.until > now) return known.answer;
    const answer = ask(key);
    answers.set(key, { until: now + REMEMBERED_MILLIS, answer });
    answer.catch(() => {
      // A later call may have stored a newer answer.
      if (answers.get(key)?.answer === answer) answers.delete(key);
    });
    return answer;
  };
}
