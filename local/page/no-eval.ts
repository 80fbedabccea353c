// Stops zod from compiling schemas, which the page's Content-Security-Policy forbids. It must load before any schema.
import { config } from 'zod';

config({ jitless: true });
