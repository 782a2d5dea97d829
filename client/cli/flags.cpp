#include "client/cli/flags.h"

#include <CLI/CLI.hpp>
#include <limits>

namespace invitro::cli {
namespace {

constexpr const char* kExamples = R"(Examples:
  export OPENAI_ADMIN_KEY=sk-admin-invitro OPENAI_BASE_URL=http://127.0.0.1:8765/v1
  invitro invites create anna@example.com --role reader --project proj_a:owner
  invitro invites list --limit 5
  invitro invites list --all --json | jq -r .email
  invitro invites accept invite-…        (on a twin)

The key is taken from OPENAI_ADMIN_KEY alone: a command line can be read by every user of a machine.
Exit codes: 0 done, 1 refused by the API, 2 could not reach it, 3 wrong usage.)";

struct Typed {  // what CLI11 fills in
  Flags flags;
  std::vector<std::string> projects;
  bool no_projects = false;
  double timeout_s = 60;
};

void AddCommonFlags(CLI::App& app, Typed& typed) {
  ClientOptions& client = typed.flags.client;
  app.add_option("--base-url", client.base_url, "Where the API is (OPENAI_BASE_URL)")
      ->capture_default_str();
  app.add_option("--timeout", typed.timeout_s, "Seconds that a call may take, retries included")
      ->check(CLI::Range(0.001, 86'400.0))
      ->capture_default_str();
  app.add_option("--retries", client.max_retries,
                 "How often a call that failed is made again, where that is safe")
      ->check(CLI::Range(0, 100))
      ->capture_default_str();
  app.add_option("--ca-file", client.ca_file,
                 "Trust this certificate authority (PEM; SSL_CERT_FILE)")
      ->check(CLI::ExistingFile);
  app.add_flag("--json", typed.flags.json, "JSON for scripts instead of a table for people");
}

void AddList(CLI::App& invites, Typed& typed) {
  CLI::App* list = invites.add_subcommand("list", "List invites, a page or --all of them");
  list->add_option("--limit", typed.flags.page.limit,
                   "Invites of a page (the API takes 1 to 100; 20 without it)");
  list->add_option("--after", typed.flags.page.after, "Begin behind this invite");
  list->add_flag("--all", typed.flags.all, "Walk all pages; with --json one invite a line");
  list->callback([&typed] { typed.flags.command = Command::kList; });
}

void AddCreate(CLI::App& invites, Typed& typed) {
  CLI::App* create =
      invites.add_subcommand("create", "Invite an e-mail address (the real API sends an e-mail)");
  create->add_option("email", typed.flags.wish.email, "The address")->required();
  create->add_option("--role", typed.flags.wish.role, "reader or owner")->capture_default_str();
  CLI::Option* project =
      create
          ->add_option("--project", typed.projects,
                       "A project of the user: ID or ID:ROLE, member or owner (repeatable)")
          ->allow_extra_args(false);
  create
      ->add_flag("--no-projects", typed.no_projects,
                 "None at all; without these flags: the default project")
      ->excludes(project);
  create->callback([&typed] { typed.flags.command = Command::kCreate; });
}

void AddWithId(CLI::App& invites, Typed& typed, const char* name, const char* what,
               Command command) {
  CLI::App* sub = invites.add_subcommand(name, what);
  sub->add_option("id", typed.flags.id, "The invite's id")->required();
  sub->callback([&typed, command] { typed.flags.command = command; });
}

ProjectGrant ParseProject(const std::string& text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string::npos) return {text, "member"};
  return {text.substr(0, colon), text.substr(colon + 1)};
}

Flags Finish(Typed typed) {
  constexpr double kMillisecondsInOne = 1000;
  typed.flags.client.timeout =
      std::chrono::milliseconds(static_cast<std::int64_t>(typed.timeout_s * kMillisecondsInOne));
  if (typed.no_projects || !typed.projects.empty()) typed.flags.wish.projects.emplace();
  for (const std::string& project : typed.projects)
    typed.flags.wish.projects->push_back(ParseProject(project));
  return std::move(typed.flags);
}

}  // namespace

tl::expected<Flags, Exit> ReadFlags(int argc, const char* const* argv, const World& world) {
  CLI::App app("Manages the invites of an OpenAI organization, or of its twin.", "invitro");
  app.set_version_flag("--version", std::string("invitro ") + INVITRO_VERSION);
  app.footer(kExamples);
  app.require_subcommand(1);
  app.fallthrough();
  Typed typed;
  typed.flags.client = OptionsFromEnvironment(world.environment);
  CLI::App* invites =
      app.add_subcommand("invites", "List, create, get, delete; on a twin also accept, expire");
  invites->require_subcommand(1);
  invites->fallthrough();
  AddCommonFlags(app, typed);
  AddList(*invites, typed);
  AddCreate(*invites, typed);
  AddWithId(*invites, typed, "get", "Show one invite", Command::kGet);
  AddWithId(*invites, typed, "delete", "Delete an invite that is not accepted", Command::kDelete);
  AddWithId(*invites, typed, "accept", "Accept a pending invite (a twin's control plane)",
            Command::kAccept);
  AddWithId(*invites, typed, "expire", "Expire a pending invite (a twin's control plane)",
            Command::kExpire);
  try {  // CLI11 reports by throwing; nothing of it goes beyond this function
    app.parse(argc, argv);
  } catch (const CLI::Success& asked) {
    app.exit(asked, world.out, world.err);
    return tl::unexpected(Exit::kOk);
  } catch (const CLI::ParseError& wrong) {
    world.err << "invitro: " << wrong.what() << " (see --help)\n";
    return tl::unexpected(Exit::kUsage);
  }
  return Finish(std::move(typed));
}

}  // namespace invitro::cli
