// Keeps zod from compiling its checks, which the page's Content-Security-Policy forbids: loaded before any schema is made.
import { config } from 'zod';

config({ jitless: true });
