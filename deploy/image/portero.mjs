#!/nodejs/bin/node
// The operator's command inside the image: `kubectl exec deploy/portero -- portero doctor`.
await import('../dist/apps/cli/src/main.js');
