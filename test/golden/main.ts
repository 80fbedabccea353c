// `npm run golden`: writes the golden files of the form that this version stores, once.
import { existsSync, renameSync, rmSync } from 'node:fs';
import { CURRENT_FORM, folderOf } from './forms.ts';

const REPLACE = '--replace';

/** @returns the exit status */
async function main(words: readonly string[]): Promise<number> {
  const unknown = words.find((word) => word !== REPLACE);
  if (unknown !== undefined)
    return refuse(`"${unknown}" is not known: npm run golden takes ${REPLACE} and no other word.`);
  const folder = folderOf(CURRENT_FORM);
  if (existsSync(folder) && !words.includes(REPLACE)) {
    return refuse(
      `${folder} holds the golden files of form ${CURRENT_FORM} already: name a new form in test/golden/forms.ts, or say ${REPLACE} if no version with this form was ever released.`,
    );
  }
  // Only now: with the embedded DynamoDB it takes seconds to load.
  const { writeGolden } = await import('./write.ts');
  // Beside it first: what is there stays until all of the new is written.
  const fresh = `${folder}.${process.pid}.partial`;
  try {
    await writeGolden(fresh);
    rmSync(folder, { recursive: true, force: true });
    renameSync(fresh, folder);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  console.log(`${folder}: the golden files of form ${CURRENT_FORM}.`);
  return 0;
}

function refuse(sentence: string): number {
  console.error(sentence);
  return 2;
}

process.exitCode = await main(process.argv.slice(2));
