// The main job, by hand on the page: a session gets its notice, and is acknowledged, terminated and listed.
import type { Locator } from 'playwright-core';
import { expect, test } from 'vitest';
import { pageOf, shown } from './visit.ts';

const { visit } = pageOf();

// This test comes first, because it needs an empty channel.
test('an empty channel offers to start a first session, and then shows its notice', async () => {
  const { page, sessions, notice } = await visit();
  expect(await page.locator('article').count()).toBe(0);
  await page.getByRole('button', { name: 'Start the first session' }).click();
  const first = notice((await sessions.first().getAttribute('data-session-id')) ?? '');
  await first.says('A session has started');
  const said = await first.text();
  expect(said).toContain('operator → bastion-linux');
  expect(said).toContain('Reason: Check the disk usage');
  expect(said).toMatch(/Acknowledge by \d{4}\/\d\d\/\d\d \d\d:\d\d JST/);
  expect(await first.buttons()).toEqual(['Acknowledge', 'Terminate']);
  expect(await page.getByRole('button', { name: 'Start the first session' }).count()).toBe(0);
});

test('the notice shows the name of the approver who acknowledges', async () => {
  const { be, start } = await visit();
  for (const approver of ['approver-1', 'approver-2']) {
    await be(approver);
    const notice = await start();
    await notice.button('Acknowledge').click();
    await notice.says('Session acknowledged');
    expect(await notice.text()).toContain(`Acknowledged by @${approver}, `);
    expect(await notice.buttons()).toEqual(['Terminate']);
  }
});

test.each([
  { name: 'bystander', why: 'Only approvers can acknowledge a session. No change was made.' },
  { name: 'operator', why: 'This is your own session. Somebody else has to acknowledge it.' },
])('the $name cannot acknowledge, and is the only one who sees the reason', async ({ name, why }) => {
  const { page, be, start, onlyYou } = await visit();
  await be(name);
  const notice = await start();
  await notice.button('Acknowledge').click();
  const answer = onlyYou.filter({ hasText: why });
  await answer.waitFor();
  expect(await shown(answer)).toContain('Only visible to you');
  expect(await notice.text()).toContain('A session has started');

  const another = await visit();
  await another.notice(notice.sessionId).card.waitFor();
  expect(await another.page.getByText(why).count()).toBe(0);
  for (const other of ['approver-1', 'approver-2', 'guest']) {
    await be(other);
    expect(await page.getByText(why).count()).toBe(0);
  }
  await be(name);
  expect(await answer.count()).toBe(1);
});

test('a click in a private list updates the list in place', async () => {
  const { page, be, say, start, onlyYou } = await visit();
  await be('approver-1');
  const [first, second] = [await start(), await start()];
  await say('/bastion pending');
  const list = onlyYou.filter({ hasText: 'need acknowledgement' }).last();
  await list.getByText(first.sessionId).waitFor();
  const lists = await onlyYou.count();
  await list.getByRole('button', { name: 'Acknowledge' }).last().click();
  const changed = onlyYou.filter({ hasText: 'Done: you acknowledged operator' }).last();
  await changed.waitFor();
  const left = await shown(changed);
  expect([first, second].filter(({ sessionId }) => left.includes(sessionId))).toHaveLength(1);
  expect(left).toContain('Only visible to you');
  expect(left).not.toContain('edited');
  expect(await onlyYou.count()).toBe(lists);
  expect(await page.getByText('has expired').count()).toBe(0);
});

test('each page shows changes that are made in another page', async () => {
  const one = await visit();
  const two = await visit();
  const notice = await one.start();
  const seen = two.notice(notice.sessionId);
  await seen.says('A session has started');
  await notice.button('Acknowledge').click();
  await seen.says('Acknowledged by @approver-1');
  expect(await seen.buttons()).toEqual(['Terminate']);
});

test('an approver who clicks too late reads the name of the first one', async () => {
  const one = await visit();
  const two = await visit();
  const notice = await one.start();
  const late = two.notice(notice.sessionId);
  // The click of the second approver arrives after that of the first one.
  const arrives = Promise.withResolvers<void>();
  await two.page.route('**/api/click', async (route) => {
    await arrives.promise;
    await route.continue();
  });
  await two.be('approver-2');
  await late.button('Acknowledge').click();
  await notice.button('Acknowledge').click();
  await late.says('Acknowledged by @approver-1');
  arrives.resolve();
  await two.onlyYou.filter({ hasText: /@approver-1 already acknowledged this session at \d{4}/ }).waitFor();
  expect(await late.text()).not.toContain('approver-2');
});

test('the page asks before it terminates a session, names its operator and target, and keeps it by default', async () => {
  const { page, start } = await visit();
  const notice = await start();
  const before = await notice.text();
  let clicks = 0;
  await page.route('**/api/click', (route) => {
    clicks += 1;
    return route.continue();
  });
  const dialog = page.getByRole('dialog', { name: 'Terminate this session?' });
  const close: (() => Promise<void>)[] = [
    () => dialog.getByRole('button', { name: 'Cancel' }).click(),
    () => page.keyboard.press('Escape'),
    // The dialog focuses the harmless answer when it appears.
    () => page.keyboard.press('Enter'),
  ];
  for (const keep of close) {
    await notice.button('Terminate').click();
    await dialog.waitFor();
    expect(await shown(dialog)).toContain('operator’s session on bastion-linux ends immediately.');
    await keep();
    await dialog.waitFor({ state: 'detached' });
  }
  expect(clicks).toBe(0);
  expect(await notice.text()).toBe(before);
  expect(await shown(notice.session)).toContain('Connected');
  expect(await notice.replies.count()).toBe(0);
});

test('the notice of a terminated session shows the request and then the end, and the thread has both', async () => {
  const { page, be, start } = await visit();
  await be('approver-2');
  const notice = await start();
  const headers = await headersFromNowOn(notice.card);
  await notice.button('Terminate').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Terminate' }).click();
  await notice.says('Session terminated');
  await notice.replies.nth(1).waitFor();
  expect(await headers.jsonValue()).toEqual([
    '🔔 A session has started',
    '✂️ Session is being terminated (unacknowledged)',
    '✂️ Session terminated (unacknowledged)',
  ]);
  const replies = await notice.replies.allInnerTexts();
  expect(replies).toHaveLength(2);
  expect(replies[0]).toContain('@approver-2 requested termination of @operator’s session on bastion-linux.');
  expect(replies[1]).toMatch(/Terminated: @operator’s session on bastion-linux ended at .* by @approver-2\./);
  expect(await page.getByRole('region', { name: '2 replies' }).count()).toBe(1);
  expect(await notice.buttons()).toEqual(['Acknowledge']);
  expect(await shown(notice.session)).toContain('Terminated');
});

test('the operator can terminate their own session, and a bystander cannot', async () => {
  const { page, be, start, onlyYou } = await visit();
  const notice = await start();
  const cut = async () => {
    await notice.button('Terminate').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Terminate' }).click();
  };
  await be('bystander');
  await cut();
  await onlyYou.filter({ hasText: 'Only approvers or the operator of the session can terminate it.' }).waitFor();
  expect(await shown(notice.session)).toContain('Connected');
  await be('operator');
  await cut();
  await notice.says('Session terminated');
  expect(await notice.text()).toContain('Termination requested by @operator');
});

test('/bastion who lists only live sessions, and only to the person who asks', async () => {
  const { page, be, start, say, sessions, onlyYou } = await visit();
  const over = await start({ kind: 'ssh' });
  await start({ kind: 'command', principal: 'identity-center' });
  await over.session.getByRole('button', { name: 'End' }).click();
  await over.session.filter({ hasText: 'Terminated' }).waitFor();
  await be('bystander');
  await say('/bastion who');
  const answer = onlyYou.filter({ hasText: 'According to Session Manager' });
  await answer.waitFor();
  const said = await shown(answer);
  const live = await sessions.and(page.locator('[data-live="true"]')).count();
  expect(said).toContain(`${live} open sessions`);
  expect(said.match(/^(🔔|✅|✂️|⚠️) \S+ → /gmu)).toHaveLength(live);
  expect(said).toMatch(/🔔 operator@example\.com → bastion-linux, Command: top, since .*, unacknowledged/);
  expect(said).not.toContain('SSH');
  await be('approver-1');
  expect(await answer.count()).toBe(0);
});

test('text that is no slash command goes to the channel, and a guest may not use slash commands', async () => {
  const { page, be, say, onlyYou } = await visit();
  await be('bystander');
  await say('Is *anybody* on <!channel>?');
  await page
    .getByRole('article', { name: /^bystander/ })
    .getByText('Is anybody on <!channel>?')
    .waitFor();
  await be('guest');
  await page.getByRole('button', { name: '/bastion who' }).click();
  await onlyYou.filter({ hasText: 'Only full members of the workspace can use this. Guests cannot.' }).waitFor();
});

/** The headers of a notice from now on, in order. */
function headersFromNowOn(card: Locator) {
  return card.evaluateHandle((article) => {
    const headers: string[] = [];
    const note = () => {
      const header = article.querySelector('h3')?.textContent ?? '';
      if (header !== headers.at(-1)) headers.push(header);
    };
    note();
    new MutationObserver(note).observe(article, { subtree: true, childList: true, characterData: true });
    return headers;
  });
}
