// Document and parameters of each kind of session that the page starts.
import { isDeepStrictEqual } from 'node:util';
import { START_KINDS, type StartKind } from '../snapshot.ts';

export interface SessionPreset {
  /** Absent for the account's default shell */
  readonly documentName?: string | undefined;
  readonly parameters?: Record<string, string[]> | undefined;
}

const FORWARD = 'AWS-StartPortForwardingSession';
const FORWARD_TO_HOST = 'AWS-StartPortForwardingSessionToRemoteHost';

const PRESETS: Readonly<Record<StartKind, SessionPreset>> = {
  shell: {},
  ssh: { documentName: 'AWS-StartSSHSession', parameters: { portNumber: ['22'] } },
  'remote-desktop': { documentName: FORWARD, parameters: { portNumber: ['3389'], localPortNumber: ['56789'] } },
  'remote-desktop-via-host': {
    documentName: FORWARD_TO_HOST,
    parameters: { host: ['10.0.3.15'], portNumber: ['3389'], localPortNumber: ['56789'] },
  },
  database: {
    documentName: FORWARD_TO_HOST,
    parameters: { host: ['db.internal.example.com'], portNumber: ['5432'], localPortNumber: ['15432'] },
  },
  'port-forward': { documentName: FORWARD, parameters: { portNumber: ['8080'], localPortNumber: ['18080'] } },
  command: { documentName: 'AWS-StartInteractiveCommand', parameters: { command: ['top'] } },
  'custom-document': { documentName: 'Team-MaintenanceSession' },
};

export function copyPreset(kind: StartKind): SessionPreset {
  return structuredClone(PRESETS[kind]);
}

/** The kind with this document and these parameters; undefined if the page offers none. */
export function findPresetKind({ documentName, parameters }: SessionPreset): StartKind | undefined {
  return START_KINDS.find((kind) => {
    const preset = PRESETS[kind];
    return preset.documentName === documentName && isDeepStrictEqual(preset.parameters, parameters);
  });
}

/** Documents that StartSession accepts here. */
export const SESSION_DOCUMENTS: readonly string[] = [
  'SSM-SessionManagerRunShell',
  'AWS-StartNonInteractiveCommand',
  'AWS-StartPortForwardingSessionToSocket',
  ...Object.values(PRESETS).flatMap(({ documentName }) => documentName ?? []),
];
