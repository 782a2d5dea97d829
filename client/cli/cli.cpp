#include "client/cli/cli.h"

#include <utility>
#include <vector>

#include "client/cli/flags.h"
#include "client/cli/output.h"
#include "client/codec.h"

namespace invitro::cli {
namespace {

Exit Complain(const World& world, const Error& error) {
  world.err << "invitro: " << Describe(error) << "\n";
  return std::holds_alternative<TransportError>(error) ? Exit::kUnreachable : Exit::kRefused;
}

Exit Show(const World& world, const Flags& flags, const Result<Invite>& invite) {
  if (!invite) return Complain(world, invite.error());
  if (flags.json) {
    world.out << EncodeInvite(*invite) << "\n";
  } else {
    PrintInvite(world.out, *invite);
  }
  return Exit::kOk;
}

Exit ListPage(const World& world, const Flags& flags, Client& client) {
  const auto page = client.List(flags.page);
  if (!page) return Complain(world, page.error());
  if (flags.json) {
    world.out << EncodePage(*page) << "\n";
    return Exit::kOk;
  }
  if (page->data.empty()) {
    world.out << (flags.page.after ? "No further invites.\n" : "No invites.\n");
    return Exit::kOk;
  }
  PrintTable(world.out, page->data, true);
  if (page->has_more) {
    world.err << "There are more: --all, or --after " << Printable(page->data.back().id) << "\n";
  }
  return Exit::kOk;
}

/// Prints as it walks, a hundred at a time, so that a long list begins at once and memory stays
/// small.
Exit ListAll(const World& world, const Flags& flags, Client& client) {
  constexpr std::int64_t kPage = 100;
  std::vector<Invite> waiting;
  bool with_head = true;
  const auto flush = [&] {
    if (!waiting.empty()) PrintTable(world.out, waiting, std::exchange(with_head, false));
    waiting.clear();
  };
  InviteRange range = client.ListAll(flags.page.limit.value_or(kPage), flags.page.after);
  for (const Result<Invite>& invite : range) {
    if (!invite) {
      flush();  // what came before the error is not lost
      world.out.flush();
      return Complain(world, invite.error());
    }
    if (flags.json) {
      world.out << EncodeInvite(*invite) << "\n";
    } else {
      waiting.push_back(*invite);
      if (waiting.size() == kPage) flush();
    }
    if (!world.out) break;  // nobody reads any more
  }
  flush();
  if (with_head && !flags.json) world.out << "No invites.\n";
  return Exit::kOk;
}

Exit Delete(const World& world, const Flags& flags, Client& client) {
  const auto id = client.Delete(flags.id);
  if (!id) return Complain(world, id.error());
  if (flags.json) {
    world.out << EncodeDeletion(*id) << "\n";
  } else {
    world.out << "Deleted " << Printable(*id) << ".\n";
  }
  return Exit::kOk;
}

/// A 404 with the API's words for an unknown URL: the target has no control plane, whatever the
/// invite.
Exit ShowMoved(const World& world, const Flags& flags, const Result<Invite>& invite) {
  const auto* refused = invite ? nullptr : std::get_if<ApiError>(&invite.error());
  const bool no_control = refused != nullptr && refused->status == 404 &&
                          !refused->message.starts_with("No such invite");
  const Exit exit = Show(world, flags, invite);
  if (no_control) {
    world.err << "invitro: accept and expire need a twin's control plane (/_mock/), which this "
                 "target seems not to have\n";
  }
  return exit;
}

Exit Execute(const World& world, const Flags& flags, Client& client) {
  switch (flags.command) {
    case Command::kList:
      return flags.all ? ListAll(world, flags, client) : ListPage(world, flags, client);
    case Command::kCreate:
      return Show(world, flags, client.Create(flags.wish));
    case Command::kGet:
      return Show(world, flags, client.Retrieve(flags.id));
    case Command::kDelete:
      return Delete(world, flags, client);
    case Command::kAccept:
      return ShowMoved(world, flags, client.Accept(flags.id));
    case Command::kExpire:
      return ShowMoved(world, flags, client.Expire(flags.id));
  }
  return Exit::kUsage;
}

}  // namespace

Exit Run(int argc, const char* const* argv, const World& world) {
  const auto flags = ReadFlags(argc, argv, world);
  if (!flags) return flags.error();
  if (flags->client.key.empty()) {
    world.err
        << "invitro: no key: set OPENAI_ADMIN_KEY to an admin key (a twin prints the one to use)\n";
    return Exit::kUsage;
  }
  auto client = world.connect(flags->client);
  if (!client) {
    world.err << "invitro: " << Describe(client.error()) << "\n";
    return Exit::kUsage;
  }
  const Exit exit = Execute(world, *flags, *client);
  if (exit == Exit::kOk && !world.out.flush()) {
    world.err << "invitro: cannot write the output\n";
    return Exit::kUnreachable;
  }
  return exit;
}

}  // namespace invitro::cli
