// Slack's error words, each in a class that says what became of the call.

/**
 * - `ours`: refused; the app, its token or its permissions need a fix
 * - `recipient`: refused; the channel or the person cannot receive the message
 * - `gone`: the message to change or to reply to is deleted
 * - `limited`: nothing was done; all writers wait
 * - `passing`: nothing was done; the same call may succeed later
 * - `unknown`: Slack failed, and says that part of the operation may have succeeded
 */
export type ErrorClass = 'ours' | 'recipient' | 'gone' | 'limited' | 'passing' | 'unknown';

/** Slack refuses the token itself: it was replaced or revoked. */
const TOKEN = ['invalid_auth', 'not_authed', 'token_revoked', 'token_expired', 'account_inactive'] as const;

/** Each class with its words. A comment gives the reason if the word does not. */
const WORDS: Readonly<Record<ErrorClass, readonly string[]>> = {
  ours: [
    ...TOKEN,
    // The token is valid, but lacks the permission.
    'missing_scope',
    'not_allowed_token_type',
    'no_permission',
    'permission_denied',
    'access_denied',
    'ekm_access_denied',
    'enterprise_is_restricted',
    'team_access_not_granted',
    'two_factor_setup_required',
    'accesslimited',
    'as_user_not_supported',
    'plan_upgrade_required',
    // The app must be invited, or its settings changed. The readers of the message cannot do that.
    'not_in_channel',
    'messages_tab_disabled',
    'restricted_action',
    'restricted_action_read_only_channel',
    'restricted_action_thread_only_channel',
    'restricted_action_non_threadable_channel',
    'restricted_action_thread_locked',
    // The call or the message is malformed.
    'no_text',
    'msg_too_long',
    'msg_blocks_too_long',
    'invalid_blocks',
    'invalid_blocks_format',
    'invalid_attachments',
    'too_many_attachments',
    'markdown_text_conflict',
    'block_mismatch',
    'invalid_metadata_format',
    'invalid_metadata_schema',
    'metadata_too_large',
    'metadata_must_be_sent_from_app',
    'invalid_arguments',
    'invalid_arg_name',
    'invalid_array_arg',
    'invalid_charset',
    'invalid_form_data',
    'invalid_post_type',
    'missing_post_type',
    'missing_charset',
    'invalid_json',
    'json_not_object',
    'invalid_cursor',
    'invalid_limit',
    'invalid_ts_oldest',
    'invalid_ts_latest',
    'unknown_method',
    'method_deprecated',
    'deprecated_endpoint',
    // A message of ours that Slack does not let us change.
    'cant_update_message',
    'edit_window_closed',
    'no_such_subteam',
    'subteam_not_found',
  ],
  recipient: [
    'channel_not_found',
    'is_archived',
    'channel_is_archived',
    'is_inactive',
    'user_not_found',
    'users_not_found',
    'user_not_visible',
    'user_not_in_channel',
    'user_disabled',
    'cannot_dm_bot',
    'user_is_bot',
    'user_is_restricted',
    'user_is_ultra_restricted',
    'team_not_found',
    'cannot_reply_to_message',
    'external_channel_migrating',
  ],
  gone: ['message_not_found', 'thread_not_found'],
  limited: ['ratelimited', 'rate_limited'],
  passing: ['message_limit_exceeded', 'request_timeout', 'team_added_to_org', 'org_login_required'],
  /** @see https://docs.slack.dev/reference/methods/chat.postMessage#errors */
  unknown: ['internal_error', 'fatal_error', 'service_unavailable'],
};

const CLASS_OF: ReadonlyMap<string, ErrorClass> = new Map(
  Object.entries(WORDS).flatMap(([name, words]) => words.map((word) => [word, name as ErrorClass] as const)),
);

/** @returns undefined for a word that is not listed */
export function findErrorClass(word: string): ErrorClass | undefined {
  return CLASS_OF.get(word);
}

export function isTokenRefusal(word: string): boolean {
  return (TOKEN as readonly string[]).includes(word);
}
