// The panel beside the channel: it sends the app the events of AWS, and the channel shows the result.
import { expect, test } from 'vitest';
import { START_KINDS, type StartKind } from '../../local/snapshot.ts';
import { PHONE, pageOf, shown } from './visit.ts';

const { visit } = pageOf();

// This test comes first, because it needs a trial without sessions.
test('the panel explains that there is no event to repeat yet', async () => {
  const { page } = await visit();
  await page.getByRole('button', { name: 'Redeliver last event' }).click();
  await page.getByRole('alert').getByText('There is no event to deliver again yet.').waitFor();
});

const IN_WORDS: Readonly<Record<StartKind, string>> = {
  shell: 'Shell',
  ssh: 'SSH',
  'remote-desktop': 'Remote desktop',
  'remote-desktop-via-host': 'Remote desktop on 10.0.3.15',
  database: 'PostgreSQL tunnel to db.internal.example.com, port 5432',
  'port-forward': 'Port forward, port 8080',
  command: 'Command: top',
  'custom-document': 'Session document Team-MaintenanceSession',
};
const WITHOUT_LOG: readonly StartKind[] = [
  'ssh',
  'remote-desktop',
  'remote-desktop-via-host',
  'database',
  'port-forward',
];

test('the notice of every kind of session names the kind in plain words', async () => {
  const { start } = await visit();
  for (const kind of START_KINDS) {
    const notice = await start({ kind });
    const lines = (await notice.text()).split('\n');
    expect(lines).toContain(IN_WORDS[kind]);
    expect(lines.includes('Session Manager keeps no command log of this kind of session'), kind).toBe(
      WITHOUT_LOG.includes(kind),
    );
  }
});

test('the notice names operator and target, and says if the name is not verified', async () => {
  const { start } = await visit();
  const target = 'i-0fedcba9876543210';
  const unverified = 'The caller chose this name; IAM does not verify it';
  const sure = await (await start({ principal: 'identity-center', target })).text();
  expect(sure).toContain('operator@example.com → bastion-windows');
  expect(sure).toContain(`Instance: ${target}`);
  expect(sure).not.toContain(unverified);
  expect(await (await start({ principal: 'assumed-role' })).text()).toContain(unverified);
});

test('denied attempts share one message with its own layout and no buttons', async () => {
  const { page, sessions } = await visit();
  const before = await sessions.count();
  const denied = page.locator('article').filter({ hasText: 'Access denied: no session was started' });
  const send = page.getByRole('button', { name: 'Send a denied attempt' });
  await send.click();
  await denied.getByText('1 attempt: ').waitFor();
  await send.click();
  await denied.getByText('2 attempts: ').waitFor();
  const said = await shown(denied);
  expect(said).toContain('AWS response: AccessDenied: ');
  expect(said).toContain('Nothing is connected. If you didn’t expect this, check with the operator.');
  expect(await denied.locator('.content').getByRole('button').count()).toBe(0);
  expect(await sessions.count()).toBe(before);
});

test('a repeated event adds no message and changes none', async () => {
  const { page, start } = await visit();
  const notice = await start();
  await notice.button('Acknowledge').click();
  await notice.says('Session acknowledged');
  const messages = () => page.locator('article').allInnerTexts();
  const before = await messages();
  await page.getByRole('button', { name: 'Redeliver last event' }).click();
  await page.getByRole('status').getByText('Delivered again through both paths; no duplicate notice.').waitFor();
  expect(await messages()).toEqual(before);
});

test('the notice of a session that its operator leaves shows that it ended, and can still be acknowledged', async () => {
  const { start } = await visit();
  const notice = await start();
  await notice.session.getByRole('button', { name: 'End' }).click();
  await notice.says('Session ended (unacknowledged)');
  expect(await notice.text()).toContain(
    'End cause unknown. The operator may have left, it may have been idle, or the connection was lost.',
  );
  expect(await notice.buttons()).toEqual(['Acknowledge']);
  expect(await notice.replies.count()).toBe(0);
  await notice.button('Acknowledge').click();
  await notice.says('Acknowledged by @approver-1');
  expect(await notice.text()).toContain('⚪ Session ended\n');
  expect(await notice.buttons()).toEqual([]);
});

test('the notice shows a typed reason literally and mentions nobody', async () => {
  const { start } = await visit();
  const reason = '<!channel> <@U0APPROVER1> *bold* `code` &lt; <script>alert(1)</script> 🚒';
  const notice = await start({ reason });
  expect(await notice.text()).toContain(`Reason: ${reason}`);
  expect(await notice.card.locator('.mention, script').count()).toBe(0);
});

test('on a phone the view of the bastion hosts starts a session and returns to the channel', async () => {
  const { page, start } = await visit({ viewport: PHONE });
  await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Bastion hosts' }).click();
  const notice = await start({ reason: 'from the train' });
  await notice.button('Acknowledge').click();
  await notice.says('Acknowledged by @approver-1');
});
