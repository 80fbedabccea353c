// The events with which one function starts another. The clients that send them are in files of their own, since those who
// only read an event need no client.
import * as v from 'valibot';
import { utcTime } from '../lib/schema-error.ts';
import type { ExportJob } from '../ports.ts';

/** Asks the watchdog for the checks. The URL is a secret, and stands in no log. */
export const checkEventSchema = v.object({ check: v.object({ responseUrl: v.string() }) });

/** Asks the audit export for a file. */
export const exportEventSchema = v.object({
  export: v.object({
    from: utcTime,
    to: utcTime,
    // It becomes part of a file name.
    label: v.pipe(v.string(), v.regex(/^[\d.-]{1,64}$/)),
    format: v.picklist(['csv', 'jsonl']),
    userId: v.pipe(v.string(), v.regex(/^[UW][A-Z0-9]+$/)),
  }) satisfies v.GenericSchema<unknown, ExportJob>,
});
