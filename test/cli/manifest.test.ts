// The manifest requests only scopes that the app uses, and is printed for one endpoint or for Socket Mode.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { LogLevel, WebClient } from '@slack/web-api';
import { describe, expect, onTestFinished, test } from 'vitest';
import { listFollowUps } from '../../app/session/follow-ups.ts';
import { help } from '../../app/slack/i18n/en/help.ts';
import { createAuditMessenger } from '../../app/slack/outbound/audit-messenger.ts';
import { createDirectory } from '../../app/slack/outbound/directory.ts';
import { createMessenger } from '../../app/slack/outbound/messenger.ts';
import { UsageError } from '../../cli/command-line.ts';
import { fillManifest } from '../../cli/manifest.ts';
import { createSlackClient } from '../../local/slack/slack-client.ts';
import { startSlack } from '../../local/slack/stand-in.ts';
import manifest from '../../manifest.json' with { type: 'json' };
import { aSession, MESSAGE_OPTIONS } from '../app/slack/notice-states-fixture.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const fileOf = (name: string) => readFileSync(`${root}/${name}`, 'utf8');
const SCOPES = manifest.oauth_config.scopes.bot;
const [CHANNEL, GROUP, EMAIL] = ['C0BASTION01', 'S0APPROVERS', 'operator@example.com'];
const PERSON = { id: 'U0OPERATOR1', name: 'operator', email: EMAIL };

/** Runs the app's calls to Slack with a token of these scopes. */
async function openApp(scopes: string[], { isPrivate = false } = {}) {
  const channel = { id: CHANNEL, name: 'bastion', isPrivate };
  const userGroups = [{ id: GROUP, handle: 'approvers', users: [PERSON.id] }];
  const slack = await startSlack({ scopes, channel, people: [PERSON], userGroups });
  onTestFinished(() => slack.close());
  const client = new WebClient(slack.botToken, {
    slackApiUrl: slack.apiUrl,
    retryConfig: { retries: 0 },
    logLevel: LogLevel.ERROR,
  });
  const clock = { now: () => new Date(), pause: async () => {} };
  const directory = createDirectory(client, clock);
  const messenger = createMessenger(client, { channel: CHANNEL }, MESSAGE_OPTIONS, clock);

  async function post() {
    const sent = await messenger.post(aSession('unnoticed'));
    if (sent.outcome !== 'sent') throw sent.cause;
    const warned = aSession('warned');
    const alone = listFollowUps(warned, { warnOnHost: false, askReason: false, tellOperator: false }).find(
      ({ audience }) => audience === 'operator',
    );
    const told = alone && (await messenger.sendFollowUp(warned, alone));
    if (told?.outcome !== 'sent') throw told?.cause ?? new Error('nobody is warned alone');
  }

  async function file() {
    const path = fileURLToPath(new URL('../../manifest.json', import.meta.url));
    const sent = { name: 'export.csv', path, text: 'An export', withoutFile: 'no file' };
    await createAuditMessenger(client, CHANNEL).sendFile(PERSON.id, sent);
    if (slack.messages().some(({ text }) => text.includes('no file')))
      throw new Error('missing_scope: no file was sent');
  }

  /** @throws {Error} with the text that the person reads, if the command does not reach the app */
  async function command() {
    let delivered = false;
    const deliver = async () => {
      delivered = true;
      return { statusCode: 200, body: '' };
    };
    const client = createSlackClient({ slack, channel, scopes, signingSecret: 'of-the-test', deliver });
    await client.command(PERSON, '/bastion', 'who');
    if (!delivered) throw new Error(slack.messages().at(-1)?.text);
  }

  return {
    post,
    command,
    file,
    async find() {
      if ((await messenger.findNotice(aSession('unnoticed'))) === 'not-searchable') throw new Error('missing_scope');
    },
    members: () => directory.groupMembers(GROUP),
    member: () => directory.isFullMember(PERSON.id),
    address: () => directory.userByEmail(EMAIL),
  };
}

describe('each scope is needed', () => {
  const FEATURES: Record<string, [feature: string, keyof Awaited<ReturnType<typeof openApp>>, options?: object]> = {
    'channels:history': ['the app cannot look for a notice after an unknown outcome', 'find'],
    'groups:history': ['the app cannot look for a notice in a private channel', 'find', { isPrivate: true }],
    'chat:write': ['the app can neither post a notice nor warn an operator', 'post'],
    commands: ['there is no /bastion', 'command'],
    'files:write': ['nobody receives an export', 'file'],
    'usergroups:read': ['the app cannot read approvers from a group', 'members'],
    'users:read': ['the app cannot distinguish guests from members', 'member'],
    'users:read.email': ['the app cannot find an operator by e-mail', 'address'],
  };

  test('the table of features has every scope of the app but the one for which the app calls nothing', () => {
    // Slack sends reactions to an app with this scope; test/infra/slack-manifest.test.ts holds it to the event.
    expect([...SCOPES].sort()).toEqual([...Object.keys(FEATURES), 'reactions:read'].sort());
  });

  test.each(Object.entries(FEATURES))('without the scope %s, %s', async (scope, [, feature, options]) => {
    const without = await openApp(
      SCOPES.filter((one) => one !== scope),
      options,
    );
    await expect(without[feature]()).rejects.toThrow(/missing_scope|no scope "commands"|grant the scope/);
    const withAll = await openApp(SCOPES, options);
    await expect(withAll[feature]()).resolves.not.toThrow();
  });
});

describe('the manifest file', () => {
  test('the manifest names the slash command, and the endpoint of the app at a placeholder host', () => {
    const url = 'https://YOUR-ENDPOINT.example.com/slack/events';
    expect(manifest.features.slash_commands).toMatchObject([{ command: '/bastion', url }]);
    expect(manifest.settings).toEqual({
      event_subscriptions: { request_url: url, bot_events: ['app_home_opened', 'reaction_added'] },
      interactivity: { is_enabled: true, request_url: url },
      org_deploy_enabled: false,
      socket_mode_enabled: false,
      token_rotation_enabled: false,
    });
  });

  test('the hint of the slash command lists each subcommand of the help', () => {
    const [command] = manifest.features.slash_commands;
    const hinted = command?.usage_hint
      .slice(1, -1)
      .split(' | ')
      .map((words) => `/bastion ${words}`);
    const { overview: _, ...lines } = help.lines;
    expect(hinted).toEqual(Object.values(lines).map(([words]) => words));
  });

  test('the manifest stays within Slack’s length limits', () => {
    // https://docs.slack.dev/reference/app-manifest
    const { name, description } = manifest.display_information;
    expect(name.length).toBeLessThanOrEqual(35);
    expect(description.length).toBeLessThanOrEqual(140);
    expect(manifest.features.bot_user.display_name).toMatch(/^[\w.-]{1,80}$/);
    for (const command of manifest.features.slash_commands) {
      expect(command.description.length).toBeLessThanOrEqual(2000);
      expect(command.usage_hint.length).toBeLessThanOrEqual(1000);
    }
  });
});

describe('a filled manifest', () => {
  test.each([
    ['https://x.example.com/slack/events', 'https://x.example.com/slack/events'],
    ['https://x.example.com', 'https://x.example.com/slack/events'],
    ['https://x.example.com/', 'https://x.example.com/slack/events'],
    ['https://x.example.com:8443', 'https://x.example.com:8443/slack/events'],
    ['https://x.example.com/prod/slack/events', 'https://x.example.com/prod/slack/events'],
    ['https://x.example.com/slack/events/', 'https://x.example.com/slack/events'],
    ['HTTPS://X.example.com', 'https://x.example.com/slack/events'],
  ])('a manifest with the address %s makes Slack call %s, and is otherwise unchanged', (argument, url) => {
    const printed = JSON.stringify(fillManifest(argument, false));
    expect(printed.split(JSON.stringify(url))).toHaveLength(4);
    expect(printed.replaceAll(url, 'https://YOUR-ENDPOINT.example.com/slack/events')).toBe(JSON.stringify(manifest));
  });

  test('the manifest for Socket Mode has no address', () => {
    const printed = fillManifest(undefined, true);
    expect(JSON.stringify(printed)).not.toContain('https://');
    expect(printed).toEqual({
      ...manifest,
      features: {
        ...manifest.features,
        slash_commands: [
          {
            command: '/bastion',
            description: 'Sessions to acknowledge, and who is on the bastions',
            usage_hint:
              '[pending | who | history | acknowledge <session> | terminate <session> | export <period> | check | help]',
            should_escape: false,
          },
        ],
      },
      settings: {
        ...manifest.settings,
        event_subscriptions: { bot_events: ['app_home_opened', 'reaction_added'] },
        interactivity: { is_enabled: true },
        socket_mode_enabled: true,
      },
    });
  });

  test.each([
    [undefined],
    [''],
    ['foo'],
    ['x.example.com'],
    ['http://x.example.com'],
    ['https:x.example.com'],
    ['ftp://x.example.com'],
    ['https://'],
    ['https://user:secret@x.example.com'],
    ['https://x.example.com/?a=1'],
    ['https://x.example.com/#a'],
  ])('the manifest refuses the address %j in one sentence', (address) => {
    expect(() => fillManifest(address, false)).toThrow(UsageError);
    expect(() => fillManifest(address, false)).toThrow(/^[^\n]+$/);
  });

  test('a manifest for Socket Mode takes no address', () => {
    expect(() => fillManifest('https://x.example.com', true)).toThrow(UsageError);
  });
});

describe('npm run manifest', () => {
  const run = (...args: string[]) =>
    promisify(execFile)('npm', ['run', '--silent', 'manifest', '--', ...args], { cwd: root }).then(
      ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
      ({ code, stdout, stderr }) => ({ code, stdout, stderr }),
    );

  test('npm run manifest prints the manifest, and leaves the file unchanged', async () => {
    const before = fileOf('manifest.json');
    const filled = await run('https://x.example.com/slack/events');
    expect(filled).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(filled.stdout)).toEqual(fillManifest('https://x.example.com', false));
    const socket = await run('--socket');
    expect(JSON.parse(socket.stdout)).toEqual(fillManifest(undefined, true));
    expect(fileOf('manifest.json')).toBe(before);
  });

  test('npm run manifest prints the scopes that the settings need, and reports invalid settings', async () => {
    const settings = `${root}/infra/settings.example.json`;
    const { stdout } = await run('https://x.example.com', '--settings', settings);
    expect(JSON.parse(stdout).oauth_config).toEqual({
      scopes: {
        bot: ['channels:history', 'chat:write', 'commands', 'files:write', 'groups:history', 'users:read'],
        bot_optional: ['channels:history', 'files:write', 'groups:history'],
      },
    });
    const invalid = await run('https://x.example.com', '--settings', `${root}/package.json`);
    expect(invalid).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('cannot be deployed') });
  });

  test('npm run manifest refuses an invalid address in one sentence with status 2', async () => {
    expect(await run('http://x.example.com')).toEqual({
      code: 2,
      stdout: '',
      stderr:
        '"http://x.example.com" does not begin with https://, which Slack requires. Usage: npm run manifest -- [ADDRESS] [--socket] [--settings FILE] [--help]\n',
    });
    expect(await run()).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/^Give the address[^\n]+\n$/),
    });
  });
});
