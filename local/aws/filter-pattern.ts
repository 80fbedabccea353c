// The JSON filter patterns of CloudWatch Logs, as far as a trail's log group is asked by them: equality, and, or, parentheses.
// Written after https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html

/** Whether a message is one that the pattern asks for. */
export type Matcher = (message: string) => boolean;

type Test = (record: unknown) => boolean;

/** The pattern is none, or has something that is not known here. */
export class FilterPatternError extends Error {
  constructor(why: string) {
    super(`Invalid filter pattern: ${why}`);
    this.name = 'FilterPatternError';
  }
}

const TOKEN = /\s*(?:(?<mark>&&|\|\||[(){}=])|(?<selector>\$[\w.[\]-]*)|"(?<quoted>[^"]*)"|(?<bare>[\w.:*-]+))\s*/y;

/**
 * @param pattern e.g. `{ ($.eventSource = "ssm.amazonaws.com") && ($.eventName = "StartSession") }`; empty matches all
 * @throws FilterPatternError
 */
export function readFilterPattern(pattern: string): Matcher {
  if (pattern.trim() === '') return () => true;
  const tokens = tokensOf(pattern);
  const test = readJsonPattern(tokens);
  return (message) => {
    try {
      return test(JSON.parse(message));
    } catch {
      return false; // What is not JSON matches no pattern of JSON.
    }
  };
}

interface Token {
  readonly kind: 'mark' | 'selector' | 'quoted' | 'bare';
  readonly text: string;
}

function tokensOf(pattern: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  for (let at = 0; at < pattern.length; at = TOKEN.lastIndex) {
    const { groups } = TOKEN.exec(pattern) ?? {};
    if (groups === undefined) throw new FilterPatternError(`not understood from "${pattern.slice(at, at + 20)}" on`);
    for (const kind of ['mark', 'selector', 'quoted', 'bare'] as const) {
      const text = groups[kind];
      if (text !== undefined) tokens.push({ kind, text });
    }
  }
  return tokens;
}

function readJsonPattern(tokens: readonly Token[]): Test {
  let next = 0;

  function isNext(mark: string): boolean {
    const token = tokens[next];
    return token?.kind === 'mark' && token.text === mark;
  }

  function take(mark: string): void {
    if (!isNext(mark)) throw new FilterPatternError(`"${mark}" is missing before ${tokens[next]?.text ?? 'the end'}`);
    next += 1;
  }

  /** One or more, with this mark between them. */
  function several(mark: string, read: () => Test): Test[] {
    const all = [read()];
    while (isNext(mark)) {
      take(mark);
      all.push(read());
    }
    return all;
  }

  // `&&` binds tighter than `||`.
  function either(): Test {
    const all = several('||', both);
    return (record) => all.some((test) => test(record));
  }

  function both(): Test {
    const all = several('&&', single);
    return (record) => all.every((test) => test(record));
  }

  function single(): Test {
    if (!isNext('(')) return comparison();
    take('(');
    const test = either();
    take(')');
    return test;
  }

  function comparison(): Test {
    const selector = tokens[next++];
    if (selector?.kind !== 'selector') throw new FilterPatternError('a selector such as $.eventName is missing');
    take('=');
    const value = tokens[next++];
    if (value?.kind !== 'quoted' && value?.kind !== 'bare')
      throw new FilterPatternError('a value is missing after "="');
    const isWanted = wanted(value);
    return (record) => isWanted(selected(record, selector.text));
  }

  take('{');
  const test = either();
  take('}');
  if (next < tokens.length) throw new FilterPatternError('there is something after the last brace');
  return test;
}

/** Letters count as they are written; an asterisk stands for any of them; a number without quotation marks is one. */
function wanted({ kind, text }: Token): (value: unknown) => boolean {
  const like = new RegExp(`^${text.replace(/[\\^$.+?()[\]{}|]/g, '\\$&').replaceAll('*', '.*')}$`, 's');
  const number = kind === 'bare' ? Number(text) : Number.NaN;
  return (value) => (typeof value === 'string' ? like.test(value) : typeof value === 'number' && value === number);
}

/** @param selector e.g. "$.userIdentity.arn", "$.resources[0].type" */
function selected(record: unknown, selector: string): unknown {
  const steps = selector.match(/[\w-]+/g) ?? [];
  return steps.reduce<unknown>(
    (value, step) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, step) ? Reflect.get(value, step) : undefined,
    record,
  );
}
