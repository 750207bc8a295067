export type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
export { carryDatabase } from './backup/carry-database.ts';
export { checkPlace, type PlaceTrouble } from './backup/check-place.ts';
export { type BackupProgress, createBackup } from './backup/create-backup.ts';
export { type Erasable, type ErasableTable, type ErasableUnits, nothingErasable } from './backup/erasable.ts';
export { filesMayGo } from './backup/hold-files.ts';
export { BackupDamagedError, type Manifest } from './backup/manifest.ts';
export { KeyBookError } from './backup/open-book.ts';
export { NotEmptyError, type Restored, restoreBackup, verifyBackup } from './backup/restore-backup.ts';
export { HalfRestoredError, isHalfRestored } from './backup/restore-mark.ts';
export { PassphraseError } from './backup/sealed-key.ts';
export { renewBook } from './backup/write-book.ts';
export { Batcher } from './batcher.ts';
export { BlobError, type Blobs, type BlobTrouble } from './blobs/blobs.ts';
export { createBlobs } from './blobs/create-blobs.ts';
export { storeIdOf } from './blobs/store-id.ts';
export { createLocalBus } from './bus/local.ts';
export { createNatsBus, type NodeBus } from './bus/nats.ts';
export type { Bus, HintOrigin, Hints, Subject } from './bus.ts';
export { type Clock, manualClock, systemClock } from './clock.ts';
export { composeMail } from './compose-mail.ts';
export { type Config, readConfig, readSettings, type Setting, type Settings, settingsOf } from './config.ts';
export { csvLine, csvMark } from './csv-line.ts';
export { pageOf, readCursor, writeCursor } from './cursor.ts';
export { assertTx, createDb, type Db, measureDb, pgCode, type Queryable, type Row, type Tx } from './db.ts';
export { type Limits, usualLimits } from './doctor/database.ts';
export { readerLags } from './doctor/database-reader.ts';
export { type Examination, examine, type RoomCheck, unreadable } from './doctor/examine.ts';
export { type Found, found, type NamedCheck } from './doctor/found.ts';
export { listenProblem } from './doctor/machine.ts';
export { examineRunning, vitalsOf } from './doctor/running.ts';
export { epochNow, openEpoch, watchEpoch } from './epoch.ts';
export { parseExact } from './exact-json.ts';
export type { Caller, Handler, Handlers, Origin } from './gateway/calls.ts';
export { afterWrites, Connection } from './gateway/connection.ts';
export { Connections } from './gateway/connections.ts';
export { bytesOfFrame, type LiveFrame, textFrame, textOfFrame } from './gateway/frame.ts';
export { createGateway, type Gateway } from './gateway/gateway.ts';
export type { GuestDoor, GuestLine, GuestTalk } from './gateway/guest-sockets.ts';
export { credentialsOf, languageOf, sendProblem, sessionCookie } from './gateway/http.ts';
export { forgetOldKeys } from './gateway/idempotency-writer.ts';
export { openApiOf } from './gateway/openapi.ts';
export { isAllowedOrigin } from './gateway/origin.ts';
export { type PageLanguage, pageLanguage, plainPages, readForms, safeText } from './gateway/plain-page.ts';
export { RateLimiter } from './gateway/rate-limit.ts';
export { createJobs, type Job, type Jobs } from './jobs.ts';
export { currentKey, takeKey, useCurrentKey, WrongKeyError } from './keys/key-mark.ts';
export { formatKeyRing, type KeyRing, keyLength, newestIn, parseKeyRing } from './keys/key-ring.ts';
export { hasKeys, keyFileOf, masterKeyFile, readKeys, sealKeyFile, writeKeys } from './keys/key-source.ts';
export {
  forgetKey,
  makeCurrent,
  nodesWithout,
  resealAll,
  type SealedColumn,
  sealedWith,
} from './keys/rotate-keys.ts';
export { watchKeys } from './keys/watch-keys.ts';
export { type Appended, type Change, createLog, type Log } from './log/append.ts';
export type { NumberedChange, StreamHead } from './log/append-bulk.ts';
export { frameText } from './log/frame.ts';
export type { LogEntry } from './log/pages.ts';
export { logHead, logRange } from './log/range.ts';
export { LogReader } from './log/reader.ts';
export { type MovedStream, streamLookOf } from './log/stream-look.ts';
export { breathe } from './log/turns.ts';
export { createLogger, type Logger } from './logger.ts';
export { addressOf, type MailHost, MailHostError, type MailTrouble } from './mail/mail-host.ts';
export { type FetchedMail, Mailbox, type MailboxServer } from './mail/mailbox.ts';
export { type HandedOver, MailSender, type OutgoingServer } from './mail/send-mail.ts';
export { type DoorMail, openSmtpDoor, type SmtpDoor } from './mail/smtp-door.ts';
export { createMailer, type Mail, type Mailer } from './mailer.ts';
export { measureHouse } from './measure-house.ts';
export { Counter, createMetrics, Histogram, type Metrics } from './metrics.ts';
export { type MigrationSource, migrate, pendingMigrations } from './migrate.ts';
export { CallRefused, callServer, type ServerAddress } from './net/call-server.ts';
export {
  type FetchTrouble,
  type GuardedAnswer,
  GuardedFetchError,
  type GuardedFetchOptions,
  guardedFetch,
  type ResolvedAddress,
  type Resolver,
} from './net/guarded-fetch.ts';
export { KeptConnections } from './net/kept-connections.ts';
export { networkOf } from './net/network-of.ts';
export { isPublicAddress } from './net/public-address.ts';
export { retryAfter } from './net/retry-after.ts';
export { webhookHeaders, webhookSignature } from './net/standard-webhooks.ts';
export { type NodeRow, nodesNow } from './nodes/node-table.ts';
export { Nodes } from './nodes/nodes.ts';
export { type ConvertLimits, convertToPdf, type OfficeKind, sweepOffice, type Unconverted } from './office/convert.ts';
export { findOffice, type NoOffice, type Office } from './office/find-office.ts';
export { keeper, type Platform } from './platform.ts';
export type { PushNote, PushOutcome, PushTarget, PushTransport } from './push/push-transport.ts';
export { createWebPush, newPushKeys, type PushKeys } from './push/web-push.ts';
export { isId, newBytes, newId, newSecret, randomInt, sameBytes, secretHash } from './random.ts';
export { type Authenticate, type Credentials, handlerOf, type Room } from './room.ts';
export { dayAt, wallClock, zoneOffsetAt } from './time-zone.ts';
export type { Trace } from './trace/trace.ts';
export { Tracer } from './trace/tracer.ts';
export { createTrust, type Trust } from './trust.ts';
export { findingLine } from './upgrade/finding.ts';
export type { Preflight } from './upgrade/preflight.ts';
export { renewOwnBook } from './upgrade/renew-own-book.ts';
export { checkUpgrade, type UpgradeOptions, UpgradeRefusedError, upgradeDatabase } from './upgrade/upgrade-database.ts';
export { lastBackup, noteBackup } from './upkeep.ts';
export { createVault, KeyNotHereError, macOf, type Vault } from './vault.ts';
export { inOwnLanguage, ownLanguage } from './words.ts';
