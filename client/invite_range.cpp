#include <utility>

#include "invitro/client.h"

namespace invitro {

InviteRange::Iterator InviteRange::begin() {
  Advance();
  return Iterator(this);
}

void InviteRange::Advance() {
  const bool failed = current_ && !*current_;
  current_.reset();
  if (failed) return;
  while (at_ == page_.data.size() && next_ && !current_)
    Fetch();  // a page may be empty, and more behind it
  if (!current_ && at_ < page_.data.size()) current_ = std::move(page_.data[at_++]);
}

/// The next page into page_, or an error into current_.
void InviteRange::Fetch() {
  auto page = client_->List(*next_);
  if (!page) return Fail(std::move(page).error());
  page_ = *std::move(page);
  at_ = 0;
  if (!page_.has_more) {
    next_.reset();
    return;
  }
  auto cursor = CursorOf(page_);
  if (!cursor) {
    return Fail(ProtocolError{
        "'has_more' is true, but neither 'last_id' nor an invite says where it goes on", "", ""});
  }
  if (cursor == next_->after || !cursors_.insert(*cursor).second) {
    return Fail(ProtocolError{
        "'has_more' is true, but the list does not move on: page after page ends with '" + *cursor +
            "'",
        "", ""});
  }
  next_->after = std::move(cursor);
}

std::optional<std::string> InviteRange::CursorOf(const InvitePage& page) const {
  if (page.last_id && !page.last_id->empty()) return page.last_id;
  if (!page.data.empty()) return page.data.back().id;
  return std::nullopt;
}

/// What came before the error has been given already; the error is the last thing.
void InviteRange::Fail(Error error) {
  current_ = tl::unexpected(std::move(error));
  next_.reset();
  page_ = {};
  at_ = 0;
}

}  // namespace invitro
