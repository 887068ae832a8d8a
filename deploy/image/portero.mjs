#!/nodejs/bin/node
// The `portero` command inside the image: `kubectl exec deploy/portero -- portero doctor`.
await import('../dist/apps/cli/src/main.js');
