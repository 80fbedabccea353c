// The program that the CDK command runs: one stack, from the settings that BASTION_ACK_SETTINGS names.
import { fileURLToPath } from 'node:url';
import { App } from 'aws-cdk-lib';
import { withNagChecks } from './nag.ts';
import { loadSettings } from './settings/settings.ts';
import { BastionAck } from './stack.ts';

const path = process.env.BASTION_ACK_SETTINGS;
if (path === undefined) throw new Error('BASTION_ACK_SETTINGS is not set. Use npm run synth, diff or deploy.');

const app = withNagChecks(new App());
const bundles = fileURLToPath(new URL('../dist/handlers', import.meta.url));
const settings = loadSettings(path);
// The CDK command names the template's file after this id.
new BastionAck(app, settings.name, settings, bundles);
app.synth();
