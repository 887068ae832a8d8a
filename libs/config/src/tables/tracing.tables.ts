import { httpUrl } from '../kinds/network.kinds';
import { choice, text } from '../kinds/plain.kinds';
import { settingsTable } from '../settings-table';

export const TRACING = settingsTable({
  OTEL_EXPORTER_OTLP_ENDPOINT: {
    kind: httpUrl(),
    unset: 'no traces',
    sample: 'http://localhost:4318',
    description:
      'The OpenTelemetry collector that gets the traces, without `/v1/traces`. All `OTEL_` variables of the OpenTelemetry SDK for traces are understood beside the ones below, from the environment alone.',
  },
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: {
    kind: httpUrl(),
    unset: '`OTEL_EXPORTER_OTLP_ENDPOINT` and `/v1/traces`',
    description: 'The whole URL for traces.',
  },
  OTEL_EXPORTER_OTLP_PROTOCOL: {
    kind: choice('http/protobuf', 'http/json', 'grpc'),
    unset: '`http/protobuf`',
    description: 'How traces are sent.',
  },
  OTEL_SDK_DISABLED: {
    kind: choice('true', 'false'),
    default: 'false',
    description: '`true`: no traces, whatever else is set.',
  },
  OTEL_TRACES_SAMPLER: {
    kind: choice(
      'always_on',
      'always_off',
      'traceidratio',
      'parentbased_always_on',
      'parentbased_always_off',
      'parentbased_traceidratio',
    ),
    unset: '`parentbased_always_on`',
    description: 'Which traces are kept. `parentbased_` follows the `traceparent` of a trusted proxy.',
  },
  OTEL_TRACES_SAMPLER_ARG: {
    kind: text({ expects: 'number from 0 to 1', pattern: /^(?:0(?:\.\d+)?|1(?:\.0+)?)$/u }),
    unset: '`1`',
    description: 'The share of the traces that the two `traceidratio` samplers keep.',
  },
  OTEL_SERVICE_NAME: {
    kind: text({ expects: 'name' }),
    unset: '`portero`',
    description: 'The name of the service in traces.',
  },
  OTEL_RESOURCE_ATTRIBUTES: {
    kind: text({ expects: 'comma-separated list of `name=value`' }),
    unset: 'none',
    description: 'What else every span says about the service, as `deployment.environment.name=production`.',
  },
});
