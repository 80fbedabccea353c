// The names of the fictitious deployment, as ARNs.
import { createSubscriptionPattern } from '../../../app/aws/cloudtrail/trail-filter.ts';
import { ACCOUNT, LOG_GROUP, REGION } from '../account.ts';

const functionArn = (name: string) => `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${name}`;
const roleArn = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`;

export const SESSION_EVENTS_ARN = functionArn('session-events');
export const AUDIT_EXPORT_ARN = functionArn('audit-export');
export const TERMINATING_ROLES = [roleArn('bastion-ack-slack'), roleArn('bastion-ack-watchdog')];
/** As the deployment makes it, for its own roles. */
export const RECORDS_PATTERN = createSubscriptionPattern(['bastion-ack-operator', 'bastion-ack-Functions*']);
export const ALARM_TOPIC = `arn:aws:sns:${REGION}:${ACCOUNT}:bastion-ack-alarms`;
export const ALARM_KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/0a1b2c3d-4e5f-4a6b-8c7d-8e9f0a1b2c3d`;
export const TRAIL_NAME = 'bastion-ack';
export const TRAIL_ARN = `arn:aws:cloudtrail:${REGION}:${ACCOUNT}:trail/${TRAIL_NAME}`;
export const LOG_GROUP_ARN = `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:${LOG_GROUP}:*`;
export const SECRETS_PATH = '/bastion-ack/slack';
