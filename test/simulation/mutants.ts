// Faults put into the rules and the workflow on purpose, at least one a rule: a simulation that does not see them proves nothing.

/** One change of one place in the sources. */
export interface Mutant {
  /** The rule of the design that it breaks */
  readonly rule: number;
  readonly what: string;
  /** From the root of the repository, e.g. "app/session/decide.ts" */
  readonly file: string;
  /** Occurs exactly once in the file. */
  readonly find: string;
  readonly replace: string;
}

export const MUTANTS: readonly Mutant[] = [
  {
    rule: 1,
    what: 'whoever takes a lease that ran out does not look for the notice before it posts',
    file: 'app/workflow/reconcile.ts',
    find: 'const look = options.takeovers > 0;',
    replace: 'const look = false;',
  },
  {
    rule: 1,
    what: 'a lease of somebody else is taken before it runs out',
    file: 'app/workflow/append.ts',
    find: 'held.owner !== owner && isHeld(held.until, now)',
    replace: 'held.owner === owner',
  },
  {
    rule: 1,
    what: 'an unknown outcome of a post is taken for none',
    file: 'app/workflow/reconcile.ts',
    find: "const found = await findNotice(ports, entry);\n    return found && found !== 'unknown' ? record(ports, entry, found, progress, undefined) : 'unknown';",
    replace: "return 'not-sent';",
  },
  {
    rule: 1,
    what: 'a garbled answer is taken for a refusal',
    file: 'app/slack/outcome.ts',
    find: "return { outcome: 'sent', ...(await write()) };\n  } catch (error) {",
    replace:
      "return { outcome: 'sent', ...(await write()) };\n  } catch (error) { if (error instanceof GarbledAnswerError) return { outcome: 'refused', fault: 'recipient', cause: error };",
  },
  {
    rule: 4,
    what: 'a garbled answer is taken for success',
    file: 'app/slack/outcome.ts',
    find: "return { outcome: 'unknown', cause };\n  }\n}",
    replace:
      "if (error instanceof GarbledAnswerError) return { outcome: 'sent' }; return { outcome: 'unknown', cause };\n  }\n}",
  },
  {
    rule: 4,
    what: 'what was sent twice and never confirmed counts as told',
    file: 'app/session/announcements.ts',
    find: 'direct?.deliveredAt ?? direct?.refusedAt',
    replace: 'direct?.deliveredAt ?? direct?.refusedAt ?? (direct && inThread)',
  },
  {
    rule: 1,
    what: 'a write does not look at the version',
    file: 'test/simulation/table.ts',
    find: "if ((before?.version ?? 0) !== stored.version) return 'conflict';",
    replace: '',
  },
  {
    rule: 1,
    what: 'active sessions without an item are left alone',
    file: 'app/workflow/found.ts',
    find: 'const taken: Written[] = [];',
    replace: 'const taken: Written[] = []; if (strangers.length >= 0) return taken;',
  },
  {
    rule: 1,
    what: 'the trail is not read again',
    file: 'app/workflow/replay.ts',
    find: 'if (trail === undefined) return [];',
    replace: 'return [];',
  },
  {
    rule: 1,
    what: 'what became stale while it was shown is forgotten',
    file: 'app/workflow/append.ts',
    find: 'earliest(nextDue(entry, deadlines), lease?.until ?? now.toISOString()),',
    replace: 'nextDue(entry, deadlines),',
  },
  {
    rule: 2,
    what: 'a second acknowledgement is recorded',
    file: 'app/session/decide.ts',
    find: "return { refusal: { reason: 'already-acknowledged', by, at, yours: by === actor.userId } };",
    replace: 'void [by, at];',
  },
  {
    rule: 3,
    what: 'an acknowledged session is cut at its deadline',
    file: 'app/session/policy.ts',
    find: 'return !session.ended && !session.acknowledged && !session.termination;',
    replace: 'return !session.ended && !session.termination;',
  },
  {
    rule: 3,
    what: 'the deadline is decided on what was read before, and written whatever is there now',
    file: 'app/workflow/append.ts',
    find: 'const decision = decide(seen?.entry, command, now);',
    replace:
      "const stale = seen?.entry.type === 'session' && command.type === 'passTime' ? { ...seen.entry, acknowledged: undefined } : seen?.entry; const decision = decide(stale, command, now);",
  },
  {
    rule: 4,
    what: 'nothing is cut at the deadline',
    file: 'app/session/due.ts',
    find: "return isLongEnough ? [{ type: 'terminationRequested', because: 'deadline' }] : [];",
    replace: 'return isLongEnough ? [] : [];',
  },
  {
    rule: 4,
    what: 'it is cut without a warning',
    file: 'app/session/due.ts',
    find: 'if (!told.answerable || !remindedAt || !warnedAt) return [postponed];',
    replace: "if (told.answerable) return [{ type: 'terminationRequested', because: 'deadline' }];",
  },
  {
    rule: 4,
    what: 'it is cut while nobody could answer',
    file: 'app/workflow/tend.ts',
    find: 'const answerable = isNear && (await sight.answerable());',
    replace: 'const answerable = isNear;',
  },
  {
    rule: 4,
    what: 'it is reminded each time that somebody looks',
    file: 'app/session/due.ts',
    find: 'session.reminded === undefined && isDue(remindAt(session, deadlines))',
    replace: 'isDue(remindAt(session, deadlines))',
  },
  {
    rule: 4,
    what: 'the deadline counts from the start',
    file: 'app/session/policy.ts',
    find: 'return noticed && latest(',
    replace: "if (entry.type === 'session') return noticed && entry.startedAt; return noticed && latest(",
  },
  {
    rule: 4,
    what: 'an announcement is taken for told before it is',
    file: 'app/workflow/announce.ts',
    find: "if (there?.has(key)) return 'delivered';",
    replace: "if (there?.has(key) || audience === 'thread') return 'delivered';",
  },
  {
    rule: 5,
    what: 'a notice that is not out raises no alarm',
    file: 'app/workflow/deliver.ts',
    find: "monitor.count('NoticesOverdue', others.length + 1);",
    replace: '',
  },
  {
    rule: 5,
    what: 'a session is cut for want of a notice, whatever the team wants',
    file: 'app/session/due.ts',
    find: "deadlines.onNoNotice === 'terminate' && isDue",
    replace: 'isDue',
  },
  {
    rule: 6,
    what: 'an answer of TerminateSession is taken for the end',
    file: 'app/workflow/confirm.ts',
    find: 'if (found && isOver(found)) return commit',
    replace: 'if (found) return commit',
  },
  {
    rule: 6,
    what: 'absence from the list is taken for the end',
    file: 'app/workflow/tend.ts',
    find: 'if (now.getTime() - Date.parse(since) < patience) return;',
    replace: '',
  },
  {
    rule: 6,
    what: 'an end that was none is not undone',
    file: 'app/workflow/found.ts',
    find: "if (found?.state !== 'active') return [];",
    replace: 'if (found !== null) return [];',
  },
  {
    rule: 6,
    what: 'after five tries SSM is never asked again',
    file: 'app/workflow/confirm.ts',
    find: 'if (ended || termination?.failed === undefined) return false;',
    replace: 'return false;',
  },
  {
    rule: 7,
    what: 'a denied attempt is shown as a session, with its buttons',
    file: 'app/slack/denied-notice.ts',
    find: 'richText([text.nothingToDo]),',
    replace: "{ type: 'actions', elements: [] },",
  },
  {
    rule: 7,
    what: 'a denied attempt is taken for a start that came to nothing',
    file: 'app/aws/cloudtrail.ts',
    find: 'if (from.errorCode !== undefined) {\n    return {\n',
    replace: 'if (from.errorCode === null) {\n    return {\n',
  },
  {
    rule: 8,
    what: 'anybody can acknowledge',
    file: 'app/session/decide.ts',
    find: "if (actor.approver !== 'yes') return refuse(actor.approver === 'no' ? 'not-an-approver' : 'approvers-unknown');",
    replace: '',
  },
  {
    rule: 8,
    what: 'the operator can acknowledge',
    file: 'app/session/decide.ts',
    find: "if (isOperator(session.operator, actor.userId)) return refuse('own-session');",
    replace: '',
  },
  {
    rule: 8,
    what: 'anybody can terminate',
    file: 'app/session/decide.ts',
    find: "if (actor.approver !== 'yes' && !isOperator(session.operator, actor.userId)) {",
    replace: "if (actor.userId === '') {",
  },
  {
    rule: 9,
    what: 'what people typed is markup',
    file: 'app/slack/parts.ts',
    find: "return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');",
    replace: 'return text;',
  },
  {
    rule: 10,
    what: 'the chain does not hold the hash before',
    file: 'app/session/decide.ts',
    find: 'chainHash(last?.hash ?? key, unlinked)',
    replace: 'chainHash(key, unlinked)',
  },
  {
    rule: 10,
    what: 'an event is left out of the list',
    file: 'app/session/session.ts',
    find: '{ ...continueSession(entry, event), events }',
    replace: "{ ...continueSession(entry, event), events: event.type === 'reminded' ? entry.events : events }",
  },
  {
    rule: 11,
    what: 'a record that could not be stored is swallowed',
    file: 'app/aws/delivery.ts',
    find: 'failed.push(fault);\n      return undefined;',
    replace: 'return undefined;',
  },
  {
    rule: 8,
    what: 'the button of any message will do',
    file: 'app/session/decide.ts',
    find: "return same ? undefined : refuse('wrong-message');",
    replace: 'void same; return undefined;',
  },
  {
    rule: 8,
    what: 'four eyes are verified, whoever the operator is',
    file: 'app/session/operator.ts',
    find: "return operator.verified && operator.foundBy === 'settings' ? 'verified' : 'unverified';",
    replace: "return 'verified';",
  },
  {
    rule: 4,
    what: 'what ended lapses at once',
    file: 'app/session/policy.ts',
    find: 'return later(since, deadlines.lapseAfterHours * 3_600_000);',
    replace: 'return later(since, 0);',
  },
  {
    rule: 4,
    what: 'the deadline is four times as long',
    file: 'app/session/policy.ts',
    find: 'const first = later(since, minutes(deadlines.acknowledgeWithinMinutes));',
    replace: 'const first = later(since, minutes(deadlines.acknowledgeWithinMinutes * 4));',
  },
  {
    rule: 4,
    what: 'the operator is never told directly',
    file: 'app/workflow/announce.ts',
    find: "if (audience === 'operator' && progress.mayTell !== key) return recordFirst(session, key, progress);",
    replace: "if (audience === 'operator') return 'delivered';",
  },
  {
    rule: 6,
    what: 'nobody is told that a session is still connected',
    file: 'app/workflow/confirm.ts',
    find: "return found?.state === 'active' ? reportStillConnected(ports, entry, asked) : undefined;",
    replace: 'return undefined;',
  },
];
