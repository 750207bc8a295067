export { AuditEntry, Grant, Role, Scope } from './access.ts';
export { Session, Token } from './accounts.ts';
export { closeCodes } from './close-codes.ts';
export { type Contract, contract, type Input, type MethodName, type Output, type Parsed } from './contract.ts';
export {
  Attachment,
  Conversation,
  ConversationKind,
  ConversationOutline,
  Draft,
  Folder,
  Member,
  MemberRole,
  Message,
  MessageDraft,
  MyState,
  NotifyLevel,
  Saved,
} from './conversation-shapes.ts';
export { NeedReason, Notification, NotificationSettings, PresenceStatus } from './delivery.ts';
export { type ErrorCode, type ErrorParams, errorCatalogue, Fault, type Language, type Problem, problemOf } from './errors.ts';
export { excerptLength, excerptOf } from './excerpt.ts';
export { filePaths, type PreviewSize, previewSizes } from './file-paths.ts';
export { type Conversion, File, FileLimits } from './files.ts';
export { type FormProblem, formProblems, formWords, tidyForm } from './form-check.ts';
export {
  type FormCell,
  type FormField,
  FormSchema,
  formLimits,
  TalkChannel,
  TemplateDefinition,
  Words,
} from './form-schema.ts';
export { Form, FormAction, FormSource, Participant, RecordedForm } from './forms.ts';
export {
  CallFrame,
  HelloFrame,
  LossyFrame,
  OrganizationFrame,
  type ServerFrame,
  StateFrame,
  StreamFrame,
} from './frames.ts';
export { HealthCheck, StatementFigures, Trace } from './health.ts';
export {
  ClientId,
  ConversationId,
  Counter,
  DepartmentId,
  FileId,
  FolderId,
  Instant,
  RoleId,
  SessionId,
  TemplateId,
  TokenId,
  UserId,
} from './ids.ts';
export { type Mentions, mentionsOf } from './mention-syntax.ts';
export { messageLimits } from './message-limits.ts';
export type { Method, RateClass } from './method.ts';
export {
  Department,
  Email,
  Invitation,
  LanguageTag,
  Me,
  Organization,
  OrganizationSettings,
  Password,
  personName,
  Status,
  TimeZone,
  User,
  UserKind,
  WorkingHours,
} from './people.ts';
export { permissionCatalogue, permissions } from './permission-catalogue.ts';
export { BaseRole, builtInRoles, Permission, ScopeKind } from './permissions.ts';
export { LedgerState, RecordProof } from './records.ts';
export { ConversationHit, FileHit, Highlights, MessageHit, SearchPlace } from './search.ts';
export { Template, TemplateOutline } from './templates.ts';
