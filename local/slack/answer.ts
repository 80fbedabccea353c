// Responses of the Web API.

export interface SlackAnswer {
  readonly ok: boolean;
  /** e.g. "channel_not_found" */
  readonly error?: string;
  readonly [field: string]: unknown;
}

export function refuse(error: string, more: object = {}): SlackAnswer {
  return { ok: false, error, ...more };
}
