// Shows the checklist among everything else that the CDK command prints.
import { explainFailure } from './advice.ts';
import { type Checklist, createChecklist } from './checklist.ts';
import type { Group } from './groups.ts';
import { isStackSummary, parseStackEvent } from './stack-event.ts';

/** Where the text goes: a terminal, or a pipe or file. */
export interface Screen {
  readonly isTTY: boolean;
  readonly columns: number;
  write(text: string): void;
}

export interface Display {
  /** Takes one text of the CDK command: an event changes the checklist, everything else is written above or below it. */
  show(text: string, screen: Screen): void;
  /** @returns lines that explain the failure of the deployment, for the end */
  explain(): string[];
}

/** Enough of what CDK printed to find a reason in it. */
const KEPT_CHARACTERS = 20_000;

/** @param readTotals reads the template, which exists once the first event arrives */
export function createDisplay(readTotals: () => ReadonlyMap<Group, number>): Display {
  let checklist: Checklist | undefined;
  let printed = '';
  /** Lines of the checklist that stand at the end of the terminal */
  let drawn = 0;
  const ticked = new Set<Group>();

  function draw(screen: Screen, lines: readonly string[]): void {
    screen.write(`${lines.map((line) => line.slice(0, screen.columns - 1)).join('\n')}\n`);
    drawn = lines.length;
  }

  function erase(screen: Screen): void {
    if (drawn > 0) screen.write(`\x1b[${drawn}A\x1b[J`);
    drawn = 0;
  }

  /** A pipe or a file gets one line for each part that is complete. */
  function tick(screen: Screen, { lines, completed }: Checklist): void {
    for (const group of completed().filter((one) => !ticked.has(one))) {
      ticked.add(group);
      const line = lines().find((one) => one.includes(` ${group} `));
      if (line !== undefined) screen.write(`${line}\n`);
    }
  }

  return {
    show(text, screen) {
      const event = parseStackEvent(text);
      if (event !== undefined) {
        checklist ??= createChecklist(readTotals());
        checklist.add(event);
        if (!screen.isTTY) return tick(screen, checklist);
        erase(screen);
        return draw(screen, checklist.lines());
      }
      if (isStackSummary(text)) return;
      printed = (printed + text).slice(-KEPT_CHARACTERS);
      if (drawn === 0 || checklist === undefined) return screen.write(text);
      // Once CloudFormation has finished, the checklist stays where it is.
      if (checklist.isOver()) {
        drawn = 0;
        return screen.write(text);
      }
      erase(screen);
      screen.write(text);
      draw(screen, checklist.lines());
    },
    explain: () => explainFailure(checklist?.failure(), printed),
  };
}
