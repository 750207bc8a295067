export { AuditEntry, Grant, Role, Scope } from './access.ts';
export { Session, Token } from './accounts.ts';
export { ArchiveRule, Inspection, InspectionScope, Look, mostInspectionDays } from './archive.ts';
export {
  CaseClock,
  CaseEvent,
  CaseKind,
  CaseOutline,
  CasePane,
  CasePriority,
  CaseStatus,
  Complaint,
  Rating,
} from './case-shapes.ts';
export { TimelineEntry } from './cases.ts';
export { ChannelSetup, ChannelSort, DeadLetter, OutboxItem, RefusedCall, VendorTemplate } from './channels.ts';
export { closeCodes } from './close-codes.ts';
export { Commitment } from './commitments.ts';
export { contactPaths } from './contact-paths.ts';
export {
  Contact,
  type ContactId,
  ContactKind,
  ContactOutline,
  ContactUse,
  type Datum,
  type DatumSource,
  type GivenDatum,
  type GivenHandle,
  type Handle,
  HandleKind,
  type HandleStrength,
  Label,
  ListedContact,
  usedFields,
} from './contact-shapes.ts';
export type { ContactImport } from './contact-transfer.ts';
export type { ContactChange, ContactField, ContactRemark, ContactSuggestion, ContactType } from './contacts.ts';
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
export {
  type Addressee,
  type CustomerPlace,
  type Delivery,
  DeliveryState,
  type Envelope,
  type Inbound,
  type Outward,
} from './customer-messages.ts';
export { CaseNotices, NeedReason, Notification, NotificationSettings, PresenceStatus } from './delivery.ts';
export { type ErrorCode, type ErrorParams, errorCatalogue, Fault, type Language, type Problem, problemOf } from './errors.ts';
export { excerptLength, excerptOf } from './excerpt.ts';
export {
  ExportedConversation,
  ExportedEvent,
  ExportedMessage,
  ExportedPerson,
  ExportHead,
  exportLineSchema,
  exportLinesFormat,
} from './export-lines.ts';
export { ExportFormat, RecordExport } from './exports.ts';
export { filePaths, type PreviewSize, previewSizes } from './file-paths.ts';
export { type Conversion, File, FileLimits } from './files.ts';
export { type FormProblem, formProblems, formWords, tidyForm } from './form-check.ts';
export {
  envelopeParts,
  type FormCell,
  type FormField,
  FormSchema,
  formLimits,
  TalkChannel,
  TemplateDefinition,
  Words,
} from './form-schema.ts';
export { Form, FormAction, FormSource, Occurred, Participant, RecordedForm } from './forms.ts';
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
export { Hold, HoldScope, Matter } from './holds.ts';
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
export { LiveAgent, LiveCase, type ReportGroup, ReportRow, reportGroups, reportSpans } from './inbox-reports.ts';
export {
  CannedReply,
  CaseAct,
  GivenInboxSettings,
  GivenRule,
  HolidayCalendar,
  type HoursSpan,
  Inbox,
  InboxAgent,
  InboxRule,
  InboxSettings,
  type InboxSource,
  LookUpAnswer,
  LookUpCard,
  Macro,
  type RuleConditions,
  type RuleEvent,
  WorkHours,
} from './inbox-shapes.ts';
export { labelsMost } from './labels.ts';
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
export { Consent, ContactWay, ContactWish, Evidence, PolicyDecision, PolicyVerdict } from './policy.ts';
export {
  Cap,
  CapLimit,
  ConsentPurpose,
  PolicyRule,
  PolicyRules,
  Pressure,
  Purpose,
  QuietHours,
  usualPolicyRules,
} from './policy-rules.ts';
export {
  AccountId,
  Capabilities,
  ChannelAccount,
  ChannelKind,
  PartKind,
  ReplyWindow,
  WindowTrigger,
} from './policy-shapes.ts';
export { Completeness, LedgerState, RecordEvent, RecordProof } from './records.ts';
export { fillVariables, isReplyVariable, type ReplyVariable, replyVariables, variablesIn } from './reply-variables.ts';
export { Disposition, DispositionItem, Erasure, Explanation } from './retention.ts';
export { RetentionConflict, Review, ReviewState } from './retention-reviews.ts';
export { AppliedRule, DryRun, RetentionRule, RetentionRules, RulesVersion, TwoBy } from './retention-rules.ts';
export { loosens, type TwoSwitch } from './retention-switches.ts';
export {
  ConversationHit,
  Direction,
  Facets,
  FileHit,
  Highlights,
  MessageHit,
  RecordHit,
  RecordKind,
  SearchPlace,
} from './search.ts';
export { type SigningCapture, type SigningContent, SigningEvent } from './signing-shapes.ts';
export { Supplement, SupplementSource } from './supplements.ts';
export { Template, TemplateOutline } from './templates.ts';
export { withoutName } from './unnamed-reply.ts';
export {
  type AskedField,
  type AskedRating,
  type HouseFrame,
  type SiteIdentity,
  VisitInput,
  type VisitorFile,
  VisitorFrame,
  type VisitorMessage,
  WidgetSettings,
  type WidgetSetup,
} from './widget.ts';
