// Applies the security rules of cdk-nag to a deployment.
import { type App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';

/** A resource that breaks a rule of AwsSolutions fails the synthesis unless it is acknowledged. Reasons go into the template. */
export function withNagChecks(app: App): App {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app, { writeSuppressionsToCloudFormation: true }));
  return app;
}
