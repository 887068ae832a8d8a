// The checks of every rendered object: its schema, and Kubernetes' restricted Pod Security Standard.
import assert from 'node:assert/strict';
import { parseAllDocuments } from 'yaml';

const GROUPS = {
  'postgresql.cnpg.io': '@kubernetes-models/cloudnative-pg',
  'gateway.networking.k8s.io': '@kubernetes-models/gateway-api',
  'external-secrets.io': '@kubernetes-models/external-secrets',
  'monitoring.coreos.com': '@kubernetes-models/prometheus-operator',
};

/** The objects of a rendering. */
export function objectsIn(text) {
  return parseAllDocuments(text)
    .map((document) => {
      assert.deepEqual(document.errors, []);
      return document.toJS();
    })
    .filter((object) => object !== null);
}

/** The module that exports the class of an object, and its type as `I<Kind>`. */
export function modelOf({ apiVersion }) {
  const group = apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
  return `${GROUPS[group] ?? 'kubernetes-models'}/${apiVersion}`;
}

/** Checks types, enums, quantities and missing fields. */
export async function validate(object) {
  const model = (await import(modelOf(object)))[object.kind];
  assert.ok(model, `no schema for ${object.apiVersion} ${object.kind}`);
  new model(object).validate();
}

/** A module that compiles only if no object has an unknown field. */
export function typeCheck(objects) {
  return objects
    .map((object, index) => {
      const type = `import('${modelOf(object)}').I${object.kind}`;
      return `export const object${index} = ${JSON.stringify(object, null, 2)} satisfies ${type};`;
    })
    .join('\n');
}

/** The pod templates of a list of objects. */
export function podsIn(objects) {
  return objects.filter(({ spec }) => spec?.template?.spec?.containers).map(({ spec }) => spec.template.spec);
}

/** https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted, and also a read-only root. */
export function assertRestricted(pod) {
  for (const forbidden of ['hostNetwork', 'hostPID', 'hostIPC']) assert.equal(pod[forbidden], undefined);
  assert.equal(pod.automountServiceAccountToken, false);
  assert.equal(pod.securityContext.runAsNonRoot, true);
  assert.notEqual(pod.securityContext.runAsUser, 0);
  assert.equal(pod.securityContext.seccompProfile.type, 'RuntimeDefault');
  const allowed = ['configMap', 'downwardAPI', 'emptyDir', 'ephemeral', 'persistentVolumeClaim', 'projected', 'secret'];
  for (const { name, ...source } of pod.volumes ?? []) assert.ok(allowed.includes(Object.keys(source)[0]), name);
  for (const container of [...(pod.initContainers ?? []), ...pod.containers]) {
    const { securityContext: context, ports = [], resources } = container;
    assert.equal(context.allowPrivilegeEscalation, false, container.name);
    assert.equal(context.readOnlyRootFilesystem, true, container.name);
    assert.deepEqual(context.capabilities, { drop: ['ALL'] }, container.name);
    assert.equal(context.privileged, undefined, container.name);
    assert.ok(resources.requests.cpu && resources.requests.memory && resources.limits.memory, container.name);
    for (const port of ports) assert.equal(port.hostPort, undefined, container.name);
  }
}

/** Names of variables that are not settings, except those that other values refer to by `$(NAME)`. */
export function unknownVariables(pod, known) {
  return [...(pod.initContainers ?? []), ...pod.containers].flatMap(({ name: container, env = [], args = [] }) => {
    const text = JSON.stringify([env, args]);
    const unknown = env.filter(({ name }) => !known.has(name) && !text.includes(`$(${name})`));
    return unknown.map(({ name }) => `${container}: ${name}`);
  });
}
