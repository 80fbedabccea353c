// The only public endpoint: POST /slack/events, throttled and logged, in front of the slack function's alias.
import {
  aws_apigatewayv2 as api,
  type aws_cloudwatch as cloudwatch,
  Duration,
  aws_apigatewayv2_integrations as integrations,
  type aws_lambda as lambda,
  aws_logs as logs,
  RemovalPolicy,
  Validations,
} from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { Construct } from 'constructs';
import { NAMESPACE } from '../../app/lib/metrics.ts';

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

export interface EndpointProps {
  readonly logDays: number;
  /** Of the deployment: another one in the account counts its own requests */
  readonly name: string;
}

/** Exists before the functions, since the watchdog knows its address; its route leads to one of them. */
export class Endpoint extends Construct {
  readonly url: string;
  /** Slack sends its requests there */
  readonly requestUrl: string;
  /** Requests that the limit turned away; the function never sees them */
  readonly throttled: cloudwatch.Metric;
  private readonly http: api.HttpApi;

  constructor(scope: Construct, id: string, { logDays, name }: EndpointProps) {
    super(scope, id);
    const http = new api.HttpApi(this, 'Api', {
      description: 'Receives Slack’s requests to bastion-ack. Requests without Slack’s signature are refused.',
      createDefaultStage: false,
    });
    this.http = http;
    const accessLog = new logs.LogGroup(this, 'AccessLog', {
      retention: logDays,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    const stage = new api.HttpStage(this, 'Stage', {
      httpApi: http,
      stageName: '$default',
      autoDeploy: true,
      throttle: THROTTLE,
      accessLogSettings: {
        destination: new api.LogGroupLogDestination(accessLog),
        format: AccessLogFormat.custom(JSON.stringify(ACCESS_LOG_FIELDS)),
      },
    });
    this.url = stage.url;
    this.requestUrl = `${stage.url}${PATH.slice(1)}`;
    this.throttled = accessLog
      .addMetricFilter('Throttled', {
        filterPattern: logs.FilterPattern.stringValue('$.status', '=', '429'),
        metricNamespace: `${NAMESPACE}/${name}`,
        metricName: 'RequestsThrottled',
        metricValue: '1',
      })
      .metric({ statistic: 'Sum', period: Duration.minutes(5) });
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
