// `npm run golden`: writes the golden files of the form that this version stores, once.
import { existsSync, renameSync, rmSync } from 'node:fs';
import { runCommand, UsageError } from '../../cli/command-line.ts';
import { CURRENT_FORM, folderOf } from './forms.ts';

const GOLDEN = {
  name: 'npm run golden --',
  says: 'Writes the golden files of the form that this version stores.',
  options: { replace: { says: 'also where there are some: no version with this form was ever released' } },
} as const;

/** @throws {UsageError} if golden files of this form exist */
async function write(isReplacing: boolean): Promise<void> {
  const folder = folderOf(CURRENT_FORM);
  if (existsSync(folder) && !isReplacing) {
    throw new UsageError(
      `${folder} holds the golden files of form ${CURRENT_FORM} already, so name a new form in test/golden/forms.ts, or say --replace if no version with this form was ever released`,
    );
  }
  // Loads late, because the embedded DynamoDB takes seconds.
  const { writeGolden } = await import('./write.ts');
  // Writes to a second folder first, so that the old files stay until the new ones are complete.
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
