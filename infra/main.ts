// What the CDK command runs: the settings named in the environment, as one stack, checked by cdk-nag.
import { fileURLToPath } from 'node:url';
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { loadSettings } from './settings.ts';
import { BastionAck } from './stack.ts';

const path = process.env.BASTION_ACK_SETTINGS;
if (path === undefined) throw new Error('BASTION_ACK_SETTINGS is not set: run npm run synth, diff or deploy.');

const app = new App();
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
new BastionAck(app, 'bastion-ack', loadSettings(path), fileURLToPath(new URL('../dist/handlers', import.meta.url)));
app.synth();
