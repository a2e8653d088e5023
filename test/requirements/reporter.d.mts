export default class RequirementsReporter {
  constructor(globalConfig: object, options?: { print?: (text: string) => void; isAsked?: boolean });
  onTestResult(test: object, result: object): void;
  onRunComplete(): void;
  getLastError(): Error | undefined;
}
