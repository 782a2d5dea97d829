#pragma once

// The API's open questions, each a named choice. Nothing else in the twin decides one: code that
// needs an answer reads it here. The names and values on the wire, and each default's reason, stand
// in policy_table.cpp and docs/behaviour.md. Enumerators start at 0 and stand in the table's order.

#include <cstdint>

namespace invitro::organization {

enum class ListOrder { kNewestFirst, kOldestFirst };
enum class OutOfRange { kReject, kClamp, kDefault };
enum class MalformedLimit { kReject, kDefault };
enum class EmptyParameter { kAsAbsent, kReject };
enum class RepeatedParameter { kLast, kFirst, kReject };
enum class UnknownCursor { kReject400, kReject404, kEmptyPage };
enum class DeletedCursor { kKeyset, kAsUnknown };
enum class Duplicate { kReject400, kReject409, kAllow };
enum class EmailCase { kIgnored, kDistinct };
enum class EmailSyntax { kNone, kPlain };
enum class DeleteAcceptedStatus { k400, k403, k409, k422 };
enum class DeleteAcceptedCode { kNone, kInviteAlreadyAccepted };
enum class DeleteExpired { kAllow, kRefuse };
enum class Expiry { kAtOnce, kOneHourLate };
enum class OmittedProjects { kDefaultProject, kEmpty };
enum class NullProjects { kAsOmitted, kReject };
enum class UnknownFields { kIgnore, kReject };
enum class OptionalFields { kNull, kAbsent };
enum class Dialect { kBoth, kCreatedAt, kInvitedAt };
enum class IdPrefix { kInviteDash, kInviteUnderscore, kInvUnderscore };
enum class WrongScope { k401, k403 };
enum class RetryAfter { kAbsent, kPresent };
enum class CreatedStatus { k200, k201 };
enum class PermissionErrorForm { kText, kEnvelope };

struct Policies {
  ListOrder list_order = ListOrder::kOldestFirst;
  OutOfRange limit_below_range = OutOfRange::kReject;
  OutOfRange limit_above_range = OutOfRange::kReject;
  MalformedLimit malformed_limit = MalformedLimit::kReject;
  EmptyParameter empty_limit = EmptyParameter::kAsAbsent;
  EmptyParameter empty_after = EmptyParameter::kAsAbsent;
  RepeatedParameter repeated_parameter = RepeatedParameter::kLast;
  UnknownCursor unknown_cursor = UnknownCursor::kReject404;
  DeletedCursor deleted_cursor = DeletedCursor::kAsUnknown;
  CreatedStatus created_status = CreatedStatus::k200;
  Duplicate duplicate_pending = Duplicate::kReject400;
  Duplicate duplicate_accepted = Duplicate::kReject400;
  EmailCase email_case = EmailCase::kIgnored;
  EmailSyntax email_syntax = EmailSyntax::kNone;
  DeleteAcceptedStatus delete_accepted_status = DeleteAcceptedStatus::k400;
  DeleteAcceptedCode delete_accepted_code = DeleteAcceptedCode::kNone;
  DeleteExpired delete_expired = DeleteExpired::kAllow;
  Expiry expiry = Expiry::kAtOnce;
  OmittedProjects omitted_projects = OmittedProjects::kEmpty;
  NullProjects null_projects = NullProjects::kAsOmitted;
  UnknownFields unknown_fields = UnknownFields::kIgnore;
  OptionalFields optional_fields = OptionalFields::kNull;
  Dialect dialect = Dialect::kBoth;
  std::int64_t time_to_live_seconds = 7 * 24 * 60 * 60;  // 0: never expires by the clock
  IdPrefix id_prefix = IdPrefix::kInviteDash;
  WrongScope wrong_scope = WrongScope::k403;
  PermissionErrorForm permission_error_form = PermissionErrorForm::kText;
  std::int64_t rate_limit_per_minute = 0;  // of each operation; 0: off
  RetryAfter retry_after = RetryAfter::kAbsent;

  bool operator==(const Policies&) const = default;
};

}  // namespace invitro::organization
