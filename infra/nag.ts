// The rules that a deployment must not break.
import { type App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';

/** Whatever breaks a rule of AwsSolutions, and is not acknowledged where it stands, fails the synthesis. Reasons go into the template. */
export function withNagChecks(app: App): App {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app, { writeSuppressionsToCloudFormation: true }));
  return app;
}
