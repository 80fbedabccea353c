// The banner at the start of a session: it says that the session is announced, to whom, and when it is terminated.
import type { Locale } from '../../app/lib/locale.ts';
import type { Sessions } from './session-settings.ts';

export interface BannerProps extends Pick<Sessions, 'announcedTo' | 'art'> {
  readonly locale: Locale;
  readonly acknowledgeWithinMinutes: number;
  readonly terminates: boolean;
}

/** pam_motd shows this file in SSH sessions; the session document shows it in the others. */
const LINUX_FILE = '/etc/motd.d/50-bastion-ack';
const WINDOWS_FOLDER = 'C:\\ProgramData\\bastion-ack';

/** @returns the team's art, then the sentences; each line ends with a line feed */
export function bannerText({ art, ...props }: BannerProps): string {
  return `${[...art, ...sentences(props)].join('\n')}\n`;
}

const ANNOUNCED: Readonly<Record<Locale, (to: string) => string>> = {
  en: (to) =>
    `This session is announced to ${to}. It is recorded who connected, when, and who acknowledged the session.`,
  ja: (to) => `このセッションは ${to} に通知されます。だれが、いつ接続し、だれが確認したかが記録されます。`,
};
const TERMINATED: Readonly<Record<Locale, (minutes: number) => string>> = {
  en: (minutes) =>
    `It is terminated, after a warning, unless it is acknowledged within ${minutes} minutes of the notice.`,
  ja: (minutes) => `通知から${minutes}分以内に確認されない場合は、警告のあとで切断されます。`,
};

function sentences({ locale, announcedTo, acknowledgeWithinMinutes, terminates }: Omit<BannerProps, 'art'>): string[] {
  return [ANNOUNCED[locale](announcedTo), ...(terminates ? [TERMINATED[locale](acknowledgeWithinMinutes)] : [])];
}

/**
 * Commands for the session document, which SSM runs at the start of each shell. On a host without the file they print the
 * first sentence. The settings refuse shell characters in `announcedTo`.
 * @returns at most 512 characters for each kind of host, SSM's limit:
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/session-preferences-shell-config.html
 */
export function shellProfile({ announcedTo }: Pick<BannerProps, 'announcedTo'>): { linux: string; windows: string } {
  const short = `This session is announced to ${announcedTo}.`;
  return {
    linux: `cat ${LINUX_FILE} 2>/dev/null || echo '${short}'\nexec bash -l`,
    windows: `if (Test-Path '${WINDOWS_FOLDER}\\banner.txt') { Get-Content -Encoding UTF8 '${WINDOWS_FOLDER}\\banner.txt' } else { '${short}' }`,
  };
}

/** @returns a Command document that writes the text to the host, as base64, so that no part of it can run as a command */
export function bannerDocument(text: string): object {
  // Without a byte order mark Windows reads the file in its legacy encoding.
  const [linux, windows] = [text, `\uFEFF${text.replaceAll('\n', '\r\n')}`].map((one) =>
    Buffer.from(one).toString('base64'),
  );
  const step = (action: string, name: string, platform: string, runCommand: string[]) => ({
    action,
    name,
    precondition: { StringEquals: ['platformType', platform] },
    inputs: { timeoutSeconds: '60', runCommand },
  });
  return {
    schemaVersion: '2.2',
    description: 'Writes the banner of bastion-ack where SSH and the session document show it.',
    mainSteps: [
      step('aws:runShellScript', 'writeOnLinux', 'Linux', [
        'set -e',
        `mkdir -p ${LINUX_FILE.slice(0, LINUX_FILE.lastIndexOf('/'))}`,
        `printf %s '${linux}' | base64 -d > ${LINUX_FILE}`,
        `chmod 0644 ${LINUX_FILE}`,
      ]),
      step('aws:runPowerShellScript', 'writeOnWindows', 'Windows', [
        `New-Item -ItemType Directory -Force -Path '${WINDOWS_FOLDER}' | Out-Null`,
        `[IO.File]::WriteAllBytes('${WINDOWS_FOLDER}\\banner.txt', [Convert]::FromBase64String('${windows}'))`,
      ]),
    ],
  };
}
