// `npm run golden`: writes the golden files of the form that this version stores, once.
import { existsSync, renameSync, rmSync } from 'node:fs';
import { runCommand, UsageError } from '../../cli/command-line.ts';
import { CURRENT_FORM, folderOf } from './forms.ts';

const GOLDEN = {
  name: 'npm run golden --',
  says: 'Writes the golden files of the form that this version stores.',
  options: { replace: { says: 'also where there are some: no version with this form was ever released' } },
} as const;

/** @throws UsageError where there are golden files of this form already */
async function write(isReplacing: boolean): Promise<void> {
  const folder = folderOf(CURRENT_FORM);
  if (existsSync(folder) && !isReplacing) {
    throw new UsageError(
      `${folder} holds the golden files of form ${CURRENT_FORM} already, so name a new form in test/golden/forms.ts, or say --replace if no version with this form was ever released`,
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
}

await runCommand(GOLDEN, async ({ has }) => {
  await write(has('replace'));
  return 0;
});
