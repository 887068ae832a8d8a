import type { DatabaseLoad } from '@portero/database';
import {
  currentRequest,
  HASH_REJECTED,
  LEGACY_ASKED,
  LEGACY_WRITTEN_BACK,
  LOG_IN_DECIDED,
  MAIL_SETTLED,
  PASSWORD_HASHED,
  RATE_LIMITED,
  REFRESH_DECIDED,
  TOKEN_CHECKED,
  TOKENS_ISSUED,
  WEBHOOK_SETTLED,
} from '@portero/identity';
import type { Instruments } from './instruments';

/** Counts the signals of the core and the database. @returns a function that stops it */
export function listenToSignals(instruments: Instruments, load: DatabaseLoad): () => void {
  const { logIns, issued, checks, refreshes, hashes, hashRejected, rateLimited, mails, webhooks } = instruments;
  const ends = [
    ...listenToDatabase(instruments, load),
    ...listenToOldBackEnds(instruments),
    LOG_IN_DECIDED.listen((outcome) => {
      logIns.inc({ dialect: currentRequest()?.wire ?? 'none', outcome });
    }),
    TOKENS_ISSUED.listen(({ profile, kinds }) => {
      for (const kind of kinds) issued.inc({ dialect: profile, kind });
    }),
    TOKEN_CHECKED.listen(({ profile, outcome }) => {
      checks.inc({ dialect: profile ?? 'unknown', outcome });
    }),
    REFRESH_DECIDED.listen(({ profile, outcome }) => {
      refreshes.inc({ dialect: profile, outcome });
    }),
    PASSWORD_HASHED.listen((seconds) => {
      hashes.observe(seconds);
    }),
    HASH_REJECTED.listen(() => {
      hashRejected.inc();
    }),
    RATE_LIMITED.listen((limit) => {
      rateLimited.inc({ limit });
    }),
    MAIL_SETTLED.listen((outcome) => {
      mails.inc({ outcome });
    }),
    WEBHOOK_SETTLED.listen((outcome) => {
      webhooks.inc({ outcome });
    }),
  ];
  return () => {
    for (const end of ends) end();
  };
}

function listenToDatabase({ queries, reads }: Instruments, load: DatabaseLoad): readonly (() => void)[] {
  return [
    load.onRead((server) => {
      reads.inc({ server });
    }),
    load.onStatement((seconds) => {
      queries.observe(seconds);
    }),
  ];
}

function listenToOldBackEnds({ legacyLogIns, writtenBack }: Instruments): readonly (() => void)[] {
  return [
    LEGACY_ASKED.listen((labels) => {
      legacyLogIns.inc(labels);
    }),
    LEGACY_WRITTEN_BACK.listen((labels) => {
      writtenBack.inc(labels);
    }),
  ];
}
