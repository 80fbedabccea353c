// The actions of the page, each with the shape of its request.
import * as z from 'zod';
import { CHECKS } from '../app/checks/check-names.ts';
import { PRINCIPALS, START_KINDS, SWITCHES, TAMPERERS } from './snapshot.ts';
import type { World } from './world.ts';

const typedText = z.string().min(1).max(8_000);
const reason = z.string().max(256, 'A reason has at most 256 characters.');
const minutes = z
  .int()
  .min(1)
  .max(2 * 24 * 60, 'At most two days at once.');
const clickFields = {
  personId: typedText,
  messageTs: typedText.optional(),
  viewId: typedText.optional(),
  actionId: typedText,
  blockId: z.string().max(255),
  value: z.string().max(2_000),
  client: typedText.optional(),
};
/** The stand-in refuses what is too long for a field. */
const typedFields = z.record(z.string().max(255), z.string().max(20_000));

/** Action of each POST, by its name. */
export const ACTIONS = {
  click: createAction(z.object(clickFields), (world, click) => world.click(click)),
  submit: createAction(
    z.object({ personId: typedText, viewId: typedText, typed: typedFields }),
    async (world, submitted) => ({ submission: await world.submit(submitted) }),
  ),
  close: createAction(z.object({ personId: typedText, viewId: typedText }), (world, closed) =>
    world.closeModal(closed),
  ),
  home: createAction(z.object({ personId: typedText }), (world, opened) => world.openHome(opened)),
  react: createAction(
    z.object({ personId: typedText, messageTs: typedText, reaction: typedText, on: z.boolean() }),
    (world, reacted) => world.react(reacted),
  ),
  say: createAction(
    z.object({ personId: typedText, channelId: typedText.optional(), text: typedText }),
    (world, saying) => world.say(saying),
  ),
  start: createAction(
    z.object({ kind: z.enum(START_KINDS), target: typedText, principal: z.enum(PRINCIPALS), reason }),
    (world, start) => world.start(start),
  ),
  denied: createAction(z.object({ target: typedText }), (world, denied) => world.denied(denied)),
  tamper: createAction(z.object({ by: z.enum(TAMPERERS) }), (world, request) => world.tamper(request)),
  repeat: createAction(z.object({}), (world) => world.repeat()),
  end: createAction(z.object({ sessionId: typedText }), async (world, end) => world.end(end)),
  forward: createAction(z.object({ minutes }), (world, forward) => world.forward(forward)),
  check: createAction(z.object({}), (world) => world.runChecks()),
  break: createAction(z.object({ check: z.enum(CHECKS), broken: z.boolean() }), (world, request) =>
    world.breakCheck(request),
  ),
  switch: createAction(z.object({ name: z.enum(SWITCHES), on: z.boolean() }), (world, turn) => world.turn(turn)),
};

/** @throws {z.ZodError} from the returned function, for a body of another shape */
function createAction<T>(shape: z.ZodType<T>, act: (world: World, request: T) => Promise<unknown>) {
  return (world: World, body: unknown) => act(world, shape.parse(body));
}

export function isAction(name: string): name is keyof typeof ACTIONS {
  return Object.hasOwn(ACTIONS, name);
}
