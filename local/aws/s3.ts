// The S3 stand-in: one versioned bucket for the real SDK client.
import { randomUUID } from 'node:crypto';
import type { Archive } from '../../app/audit/ports.ts';
import { type IsBroken, nothingIsBroken } from './deployment/breakage.ts';
import { type Loopback, type LoopbackRequest, type LoopbackResponse, startLoopback } from './loopback.ts';

export interface S3StandIn extends Loopback {
  /** While true, refuses every request, as a bucket policy does. */
  refuse(refusing: boolean): void;
}

export interface S3Options {
  readonly bucket: string;
  /** Archive that keeps the objects; in memory only without it. */
  readonly kept?: Archive | undefined;
  /**
   * Keys in one page of a list; a small number makes many pages.
   * @default 1000
   */
  readonly keysPerPage?: number | undefined;
  readonly isBroken?: IsBroken | undefined;
}

interface Version {
  readonly id: string;
  /** Undefined in a delete marker */
  readonly bytes: Uint8Array | undefined;
}

const XML = { 'content-type': 'application/xml' };

/** @throws {Error} if the kept objects cannot be read */
export async function startS3({
  bucket,
  kept,
  keysPerPage = 1_000,
  isBroken = nothingIsBroken,
}: S3Options): Promise<S3StandIn> {
  /** Versions of each key, newest first */
  const objects = new Map<string, Version[]>();
  let refusing = false;
  for (const key of (await kept?.list('')) ?? []) add(key, await kept?.read(key));

  async function answer(request: LoopbackRequest): Promise<LoopbackResponse> {
    const [, name, ...rest] = request.path.split('/');
    if (name !== bucket) return refuseRequest(404, 'NoSuchBucket');
    if (refusing) return refuseRequest(403, 'AccessDenied');
    const key = decodeURIComponent(rest.join('/'));
    if (request.method === 'GET' && key === '' && request.query.has('object-lock')) return describeLock(isBroken);
    if (request.method === 'GET' && key === '') {
      return request.query.has('versions') ? listVersions(request.query) : list(request.query);
    }
    if (request.method === 'GET') return read(key);
    if (request.method === 'PUT') return write(key, request);
    if (request.method === 'DELETE') return remove(key);
    return refuseRequest(405, 'MethodNotAllowed');
  }

  function read(key: string): LoopbackResponse {
    const bytes = objects.get(key)?.at(0)?.bytes;
    return bytes
      ? { status: 200, headers: { 'content-type': 'binary/octet-stream' }, body: bytes }
      : refuseRequest(404, 'NoSuchKey');
  }

  async function write(key: string, { headers, bytes }: LoopbackRequest): Promise<LoopbackResponse> {
    if (headers['content-encoding']?.includes('aws-chunked')) return refuseRequest(501, 'NotImplemented');
    if (headers['if-none-match'] === '*' && objects.get(key)?.at(0)?.bytes)
      return refuseRequest(412, 'PreconditionFailed');
    await kept?.put(key, bytes);
    return { status: 200, headers: { 'x-amz-version-id': add(key, bytes) }, body: '' };
  }

  function remove(key: string): LoopbackResponse {
    return {
      status: 204,
      headers: { 'x-amz-version-id': add(key, undefined), 'x-amz-delete-marker': 'true' },
      body: '',
    };
  }

  function add(key: string, bytes: Uint8Array | undefined): string {
    const id = randomUUID();
    objects.set(key, [{ id, bytes }, ...(objects.get(key) ?? [])]);
    return id;
  }

  function list(query: URLSearchParams): LoopbackResponse {
    const kept = listKeys(query).filter((key) => objects.get(key)?.at(0)?.bytes);
    const all = isBroken('last-seal') ? OLD_KEYS.filter((key) => key.startsWith(query.get('prefix') ?? '')) : kept;
    const from = Number(query.get('continuation-token') ?? 0);
    const page = all.slice(from, from + keysPerPage);
    const more = from + keysPerPage < all.length;
    return respondXml('ListBucketResult', [
      formatElement('IsTruncated', String(more)),
      more ? formatElement('NextContinuationToken', String(from + keysPerPage)) : '',
      ...page.map((key) => `<Contents>${formatElement('Key', key)}</Contents>`),
    ]);
  }

  function listVersions(query: URLSearchParams): LoopbackResponse {
    const all = listKeys(query).flatMap((key) => (objects.get(key) ?? []).map((version) => ({ key, ...version })));
    const marker = query.get('version-id-marker');
    const from = marker === null ? 0 : all.findIndex(({ id }) => id === marker) + 1;
    const page = all.slice(from, from + keysPerPage);
    const last = page.at(-1);
    const more = from + keysPerPage < all.length;
    return respondXml('ListVersionsResult', [
      formatElement('IsTruncated', String(more)),
      more && last ? formatElement('NextKeyMarker', last.key) + formatElement('NextVersionIdMarker', last.id) : '',
      ...page.map(({ key, id, bytes }) => {
        const what = bytes === undefined ? 'DeleteMarker' : 'Version';
        return `<${what}>${formatElement('Key', key)}${formatElement('VersionId', id)}</${what}>`;
      }),
    ]);
  }

  function listKeys(query: URLSearchParams): string[] {
    const prefix = query.get('prefix') ?? '';
    return [...objects.keys()].filter((key) => key.startsWith(prefix)).sort();
  }

  return {
    ...(await startLoopback(answer)),
    refuse: (now) => {
      refusing = now;
    },
  };
}

/** The keys of an archive in which nothing was sealed for long. */
const OLD_KEYS = ['days/2026-01-01/00000001.jsonl.gz', 'seals/00000001.json'];

function describeLock(isBroken: IsBroken): LoopbackResponse {
  const mode = isBroken('archive') ? 'GOVERNANCE' : 'COMPLIANCE';
  const retention = `<DefaultRetention>${formatElement('Mode', mode)}${formatElement('Years', '5')}</DefaultRetention>`;
  return respondXml('ObjectLockConfiguration', [
    formatElement('ObjectLockEnabled', 'Enabled'),
    `<Rule>${retention}</Rule>`,
  ]);
}

function respondXml(name: string, elements: readonly string[]): LoopbackResponse {
  return {
    status: 200,
    headers: XML,
    body: `<?xml version="1.0" encoding="UTF-8"?><${name}>${elements.join('')}</${name}>`,
  };
}

function refuseRequest(status: number, code: string): LoopbackResponse {
  return {
    status,
    headers: XML,
    body: `<Error>${formatElement('Code', code)}${formatElement('Message', code)}</Error>`,
  };
}

function formatElement(name: string, text: string): string {
  return `<${name}>${text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')}</${name}>`;
}
