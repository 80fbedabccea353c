// The only public endpoint: POST /slack/events, throttled and logged, in front of the slack function's alias.
import {
  aws_apigatewayv2 as api,
  aws_apigatewayv2_integrations as integrations,
  type aws_lambda as lambda,
  aws_logs as logs,
  RemovalPolicy,
  Validations,
} from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { Construct } from 'constructs';

/** Requests a second: Slack sends one for each click, and strangers must not use up the account's concurrency. */
const THROTTLE = { rateLimit: 20, burstLimit: 40 };

/** Never includes a body or a header, because these carry tokens and signatures. */
const ACCESS_LOG_FIELDS = {
  requestId: '$context.requestId',
  time: '$context.requestTime',
  ip: '$context.identity.sourceIp',
  route: '$context.routeKey',
  status: '$context.status',
  milliseconds: '$context.responseLatency',
  error: '$context.integrationErrorMessage',
};

const PATH = '/slack/events';

/** Exists before the functions, since the watchdog knows its address; its route leads to one of them. */
export class Endpoint extends Construct {
  readonly url: string;
  /** Slack sends its requests there */
  readonly requestUrl: string;
  private readonly http: api.HttpApi;

  constructor(scope: Construct, id: string, { logDays }: { logDays: number }) {
    super(scope, id);
    const http = new api.HttpApi(this, 'Api', {
      description: 'Receives Slack’s requests to bastion-ack. Requests without Slack’s signature are refused.',
      createDefaultStage: false,
    });
    this.http = http;
    const stage = new api.HttpStage(this, 'Stage', {
      httpApi: http,
      stageName: '$default',
      autoDeploy: true,
      throttle: THROTTLE,
      accessLogSettings: {
        destination: new api.LogGroupLogDestination(
          new logs.LogGroup(this, 'AccessLog', {
            retention: logDays,
            removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
          }),
        ),
        format: AccessLogFormat.custom(JSON.stringify(ACCESS_LOG_FIELDS)),
      },
    });
    this.url = stage.url;
    this.requestUrl = `${stage.url}${PATH.slice(1)}`;
  }

  routeTo(slack: lambda.IFunction): void {
    const [route] = this.http.addRoutes({
      path: PATH,
      methods: [api.HttpMethod.POST],
      integration: new integrations.HttpLambdaIntegration('Slack', slack),
    });
    if (route)
      Validations.of(route).acknowledge({
        id: 'AwsSolutions-APIG4',
        reason:
          'Slack supports no AWS authorizer. It signs each request, and the function refuses requests without its signature.',
      });
  }
}
