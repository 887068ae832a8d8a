const BASE = ['publicUrl=https://auth.example.com', 'secrets.existing=portero'];
const with_ = (...values) => [...BASE, ...values];

/** Values that must render, by title of the case. */
export const RENDERS = {
  'the defaults': with_(),
  'a subfolder in the public URL': ['publicUrl=https://example.com/auth', 'secrets.existing=portero'],
  'a generated master key': ['publicUrl=https://auth.example.com', 'secrets.generateMasterKey=true'],
  'External Secrets': [
    'publicUrl=https://auth.example.com',
    'secrets.external.enabled=true',
    'secrets.external.storeName=vault',
  ],
  'the embedded database': with_('replicas=1', 'database.kind=embedded', 'database.storageClass=fast'),
  'CloudNativePG with a pooler': with_('database.kind=cloudnative-pg'),
  'CloudNativePG with reads from its standbys': with_(
    'database.kind=cloudnative-pg',
    'database.cloudnativePg.standbyReads=true',
  ),
  'CloudNativePG without a pooler': with_('database.kind=cloudnative-pg', 'database.cloudnativePg.poolers=0'),
  'CloudNativePG with back-ups': with_(
    'database.kind=cloudnative-pg',
    'database.cloudnativePg.backup.enabled=true',
    'database.cloudnativePg.backup.destinationPath=s3://b/p',
  ),
  'a migration Job': with_('migrations.mode=job'),
  Valkey: with_('valkey.enabled=true', 'valkey.passwordSecret=valkey'),
  'one replica': with_('replicas=1'),
  autoscaling: with_('autoscaling.enabled=true'),
  'no policy and no budget': with_('networkPolicy.enabled=false', 'podDisruptionBudget.enabled=false'),
  'a database range and further egress': with_(
    'networkPolicy.databaseCidr=10.0.0.0/8',
    'networkPolicy.egress[0].cidr=203.0.113.0/24',
    'networkPolicy.egress[0].port=443',
  ),
  'an Ingress with TLS': with_('ingress.enabled=true', 'ingress.tlsSecret=tls', 'ingress.annotations.a=b'),
  'an HTTPRoute': with_('httpRoute.enabled=true'),
  'a ServiceMonitor': with_('metrics.serviceMonitor=true'),
  'alerts and a dashboard': with_('metrics.rules=true', 'metrics.dashboard=true'),
  'settings by name': with_('settings.LOG_LEVEL=warn', 'settings.CODE_TTL=600'),
  'pull secrets': with_('image.pullSecrets[0]=registry', 'image.tag=1.2.3'),
};

/** Values that must be refused, and the expected error message. */
export const REFUSED = {
  'an unknown key': [with_('nonsense=1'), /additional properties 'nonsense' not allowed/u],
  'an unknown nested key': [with_('database.nonsense=1'), /additional properties 'nonsense' not allowed/u],
  'an unknown setting': [with_('settings.NONSENSE=1'), /NONSENSE is not a setting/u],
  'a secret among the settings': [with_('settings.MASTER_KEY=x'), /MASTER_KEY is a secret/u],
  'a setting that has a separate value': [with_('settings.PORT=1'), /PORT has a separate value/u],
  'a plain setting among the secrets': [
    with_('secrets.keys[0]=LOG_LEVEL'),
    /LOG_LEVEL, which is not a secret setting/u,
  ],
  'no public URL': [['secrets.existing=portero'], /publicUrl is required/u],
  'a public URL with a slash at its end': [['publicUrl=https://a.example/', 'secrets.existing=p'], /pattern/u],
  'no Secret': [['publicUrl=https://a.example'], /name a Secret/u],
  'two replicas on the embedded database': [with_('replicas=2', 'database.kind=embedded'), /serves one replica/u],
  'an unknown database': [with_('database.kind=mysql'), /database\/kind/u],
  'a Job before its Cluster': [with_('database.kind=cloudnative-pg', 'migrations.mode=job'), /use init/u],
  'Valkey without a password': [with_('valkey.enabled=true'), /passwordSecret is required/u],
};
