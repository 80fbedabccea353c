// AWS's Query protocol: a form in, XML out.
import type { LoopbackRequest, LoopbackResponse } from '../loopback.ts';

const HEADERS = { 'content-type': 'text/xml' };

/** The fields of a form, and its lists, e.g. "ActionNames.member.1" */
export interface QueryInput {
  readonly action: string;
  field(name: string): string | undefined;
  list(name: string): string[];
}

export function readQuery({ body }: Pick<LoopbackRequest, 'body'>): QueryInput {
  const form = new URLSearchParams(body);
  const field = (name: string) => form.get(name) ?? undefined;
  return {
    action: form.get('Action') ?? '',
    field,
    list(name) {
      const values: string[] = [];
      for (let index = 1; form.has(`${name}.member.${index}`); index++)
        values.push(form.get(`${name}.member.${index}`) ?? '');
      return values;
    },
  };
}

/** @param content XML within `<ActionResult>` */
export function succeedByQuery(action: string, content: string): LoopbackResponse {
  return {
    status: 200,
    headers: HEADERS,
    body: `<${action}Response><${action}Result>${content}</${action}Result><ResponseMetadata><RequestId>local</RequestId></ResponseMetadata></${action}Response>`,
  };
}

export function refuseByQuery(status: number, code: string, message: string): LoopbackResponse {
  return {
    status,
    headers: HEADERS,
    body: `<ErrorResponse><Error><Type>Sender</Type>${formatElement('Code', code)}${formatElement('Message', message)}</Error><RequestId>local</RequestId></ErrorResponse>`,
  };
}

export function formatElement(name: string, text: string): string {
  return `<${name}>${text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')}</${name}>`;
}
