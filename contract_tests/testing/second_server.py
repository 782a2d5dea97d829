#!/usr/bin/env python3
"""A server of the Invites API that shares no line with Invitro's: for trying the contract on. It
answers every open question differently from the twin, and can have one stated bug.

usage: second_server.py [FLAG...]    (second_flags.py has the flags)

Prints its port. On SIGTERM writes what is left, and what was asked, to --dump."""

import json
import random
import re
import signal
import ssl
import threading
import time
import urllib.parse
from http.server import BaseHTTPRequestHandler, HTTPServer, ThreadingHTTPServer

from second_flags import SWEEPS, read_flags
from wire import send
from wishes import DEPARTURES, DOCUMENTED, Refusal, check, check_strictly


class Book:
    """All that the server knows. Oldest first."""

    def __init__(self, args):
        self.args, self.bug, self.lock = args, args.bug, threading.Lock()
        self.status = DEPARTURES if args.departs else DOCUMENTED
        self.offset, self.stopped_at = 0, None
        self.asked, self.made, self.limited, self.foreign_deletions = 0, 0, 0, 0
        self.buckets, self.born, self.refused = {}, time.monotonic(), {}
        self.clear()
        for number in range(args.strangers):
            invite = self.create({"email": f"stranger{number}@elsewhere.example", "role": "reader"})
            if number % 17 == 5:
                invite.update(status="accepted", accepted_at=invite["created_at"])

    def clear(self):
        self.invites, self.gone, self.cursors = [], {}, {}
        self.offset, self.stopped_at, self.serial, self.born_at = 0, None, 0, {}

    def now(self):
        real = self.stopped_at if self.stopped_at is not None else int(time.time())
        return real + self.offset

    def admit(self, operation):
        if not self.args.rate:
            return
        minute = 60 / self.args.time_scale
        tokens, at = self.buckets.get(operation, (self.args.rate, self.born))
        now = time.monotonic()
        tokens = min(self.args.rate, tokens + (now - at) / minute * self.args.rate)
        self.buckets[operation] = (max(tokens - 1, 0) if tokens >= 1 else tokens, now)
        if tokens < 1:
            self.limited += 1
            raise Refusal(429, "Rate limit reached", "rate_limit_exceeded")

    def be_busy(self):
        """Others make an invite at each 5th request, and delete one of theirs at the 2nd after."""
        if self.asked % 5 == 0:
            self.create({"email": f"stranger-x{self.asked}@elsewhere.example", "role": "owner"})
        theirs = [one for one in self.invites if one["email"].startswith("stranger")]
        if self.asked % 5 == 2 and theirs:
            self.invites.remove(random.Random(self.asked).choice(theirs))

    def age(self):
        until = self.now()
        if self.args.sweep:
            until -= until % SWEEPS[self.args.sweep]
        for invite in self.invites:
            overdue = invite["status"] == "pending" and until >= invite["expires_at"]
            if overdue and self.bug != "never_expires":
                invite["status"] = "expired"

    def new_id(self):
        self.serial += 1
        if self.args.serial_ids:
            return str(1000 + self.serial)
        if self.bug == "ids_in_use_again":
            return f"inv_{len(self.invites):06d}"
        return f"inv_{random.Random(self.serial * 7919 + id(self)).getrandbits(64):016x}"

    def create(self, wish):
        now = self.now() * (1000 if self.bug == "milliseconds" else 1)
        projects, email = wish.get("projects") or [], wish["email"]
        for one in [one for one in self.invites if one["email"] == email]:
            if one["status"] == "pending" and self.args.supersede:  # the earlier one gives way
                self.invites.remove(one)
                self.gone[one["id"]] = one
            elif one["status"] != "expired" and self.bug != "duplicates_taken":
                raise Refusal(self.status["duplicate"], "invited already")
        invite = {
            "object": "organization.invite",
            "id": self.new_id(),
            "email": email.replace("+", " ") if self.bug == "plus_is_space" else email,
            "role": "reader" if self.bug == "always_reader" else wish.get("role", "reader"),
            "status": "accepted" if self.bug == "starts_accepted" else "pending",
            "created_at": str(now) if self.bug == "string_times" else now,
            "expires_at": (now if self.bug == "milliseconds" else self.now()) + self.args.lifetime,
            "projects": [] if self.bug == "projects_forgotten" else projects,
        }
        self.made += 1
        self.invites.append(invite)
        self.born_at[invite["id"]] = time.monotonic()
        return invite

    def shown(self):
        """All invites but those that are too new to be read (--lag)."""
        if not self.args.lag:
            return list(self.invites)
        then = time.monotonic() - self.args.lag / 1000
        return [invite for invite in self.invites if self.born_at[invite["id"]] <= then]

    def find(self, wanted):
        for invite in self.shown():
            same = invite["id"] == wanted
            if self.bug == "retrieve_by_prefix" and len(wanted) > 8:
                same = same or invite["id"].startswith(wanted)
            if same:
                return invite
        if wanted in self.gone and self.bug == "deleted_still_there":
            return self.gone[wanted]
        raise Refusal(404, "no such invite")

    def page(self, query):
        shown = self.shown()
        if self.bug == "listed_late" and shown:
            shown.pop()
        if self.bug == "restless_order" and self.asked % 2 and len(shown) > 1:
            shown[0], shown[1] = shown[1], shown[0]
        limit = query.get("limit", "10" if self.bug == "default_of_10" else "20")
        if not re.fullmatch("-?[0-9]+", limit):
            raise Refusal(400, "limit is no number")
        if self.bug == "limit_101_fails" and int(limit) == 101:
            raise Refusal(500, "assertion failed")
        limit = max(1, min(int(limit), 50 if self.bug == "at_most_50" else 100))
        start, after = 0, query.get("after")
        if after:
            ids = [invite["id"] for invite in shown]
            if self.bug == "offset_cursor" and after in self.cursors:
                start = self.cursors[after]
            elif after in ids:
                start = ids.index(after) + (0 if self.bug == "cursor_included" else 1)
            else:
                raise Refusal(self.status["cursor"], "unknown cursor")
        data = shown[start : start + limit]
        more = len(shown) > start + limit
        if self.bug == "more_on_full_last":
            more = len(data) == limit
        if data:
            self.cursors[data[-1]["id"]] = start + len(data)
        if self.bug == "listed_without_projects":
            data = [{**invite, "projects": [{"id": "x", "role": "owner"}]} for invite in data]
        answer = {"object": "list", "data": data, "has_more": more and self.bug != "never_more"}
        if data:
            last = data[0] if self.bug == "last_id_is_first" else data[-1]
            answer.update(first_id=data[0]["id"], last_id=last["id"])
        if self.bug == "no_object":
            del answer["object"]
        return answer

    def delete(self, wanted):
        for one in self.invites:
            if one["id"] == wanted and one["email"].startswith("stranger"):
                self.foreign_deletions += 1
        answer = {"object": "organization.invite.deleted", "id": wanted, "deleted": True}
        if self.bug == "deletion_without_object":
            del answer["object"]
        if self.bug == "delete_anything" and wanted not in self.gone:
            if all(invite["id"] != wanted for invite in self.invites):
                return answer
        if wanted in self.gone and self.bug == "delete_twice":
            return answer
        if wanted in self.gone:
            raise Refusal(404, "gone")
        invite = self.find(wanted)
        if invite["status"] == "accepted" and self.bug != "delete_accepted":
            if self.bug == "refused_and_deleted":
                self.gone[wanted] = invite
                self.invites.remove(invite)
            raise Refusal(self.status["accepted"], "Invite was already accepted")
        if invite["status"] == "expired":
            raise Refusal(409, "expired")
        if self.bug == "delete_hangs":
            time.sleep(60)
        at = self.invites.index(invite)
        if self.bug != "pretends_to_delete":
            self.gone[wanted] = self.invites.pop(at)
        if self.bug == "delete_next_too" and at < len(self.invites):
            self.invites.pop(at)
        return answer


class Handler(BaseHTTPRequestHandler):
    protocol_version, disable_nagle_algorithm = "HTTP/1.1", True
    book: Book

    def log_message(self, *_):
        pass

    def body(self):
        text = self.rfile.read(int(self.headers.get("content-length") or 0))
        try:
            return json.loads(text) if text else None
        except (ValueError, RecursionError):
            raise Refusal(self.book.status["body"], "no JSON") from None

    def control(self, path, body):
        book = self.book
        if path == ["health"]:
            return {"status": "ok"}
        if path == ["reset"]:
            book.clear()
            return {"status": "ok"}
        if path == ["clock"]:
            if body and body.get("frozen"):
                book.stopped_at = int(time.time())
            book.offset += (body or {}).get("advance_seconds", 0)
            return {"now": book.now()}
        if len(path) != 3 or path[0] != "invites":
            raise Refusal(404, "no such call")
        book.age()
        invite = book.find(path[1])
        if invite["status"] != "pending":
            if not (book.bug == "accepts_expired" and invite["status"] == "expired"):
                raise Refusal(409, "not pending")
        invite["status"] = "accepted" if path[2] == "accept" else "expired"
        if path[2] == "accept" and book.bug != "accepted_at_forgotten":
            invite["accepted_at"] = book.now()
        if path[2] == "expire":
            early = 10 if book.bug == "ends_before_it_begins" else 0
            invite["expires_at"] = min(book.now(), invite["expires_at"]) - early
        return invite

    def authorize(self, path):
        book, given = self.book, self.headers.get("authorization", "")
        if given == "Bearer " + book.args.key:
            return
        scope = "read" if self.command == "GET" else "write"
        if given in ("Bearer sk-admin-reads", "Bearer sk-admin-writes"):
            if given.startswith("Bearer sk-admin-" + scope):
                return
            raise Refusal(book.status["scope"], f"Missing scopes: api.management.{scope}.")
        if book.bug == "open_door" and not given:
            return
        if book.bug == "project_key_opens" and given.startswith("Bearer sk-proj-"):
            return
        if book.bug == "bad_key_deletes" and self.command == "DELETE":
            book.invites = [invite for invite in book.invites if invite["id"] != path[-1]]
        raise Refusal(401, "who are you?", "invalid_api_key")

    def answer_to(self, url):
        book = self.book
        path = [urllib.parse.unquote(part) for part in url.path.split("/") if part]
        if path[:1] == ["_mock"]:
            body = self.body()
            if not book.args.control:
                raise Refusal(404, "no such page")
            return self.control(path[1:], body)
        if path[:3] != ["v1", "organization", "invites"] or len(path) > 4:
            raise Refusal(404, "no such page")
        try:
            body, broken = self.body(), None
        except Refusal as refusal:
            body, broken = None, refusal
        self.authorize(path)
        book.admit((self.command, len(path)))
        if broken:
            raise broken
        book.age()
        if self.command == "POST" and len(path) == 3:
            wish = check(body, book.bug, book.status["body"])
            return book.create(check_strictly(wish) if book.args.strict else wish)
        if self.command == "GET" and len(path) == 3:
            if book.bug == "list_fails":
                raise Refusal(500, "assertion failed")
            return book.page(dict(urllib.parse.parse_qsl(url.query)))
        if self.command == "GET":
            return book.find(path[3])
        if self.command == "DELETE" and len(path) == 4:
            return book.delete(path[3])
        raise Refusal(405, "not so")

    def serve(self):
        book, kind, status = self.book, "application/json", 200
        time.sleep(book.args.slow / 1000)
        with book.lock:
            book.asked += 1
            if book.args.busy:
                book.be_busy()
            try:
                answer = self.answer_to(urllib.parse.urlsplit(self.path))
                if self.command == "POST" and self.path.startswith("/v1"):
                    status = 201
                if self.command == "DELETE" and book.bug == "delete_says_202":
                    status = 202
            except Refusal as refusal:
                status = refusal.status
                answer = {
                    "error": {
                        "message": str(refusal),
                        "type": "invalid_request_error",
                        "param": None,
                        "code": refusal.code,
                    }
                }
                if book.bug == "bare_errors":
                    answer = {"error": str(refusal)}
                if book.bug == "html_errors":
                    kind = "text/html"
            text = json.dumps(answer).encode()
            if self.command == "POST" and book.made == book.args.swallow:
                book.args.swallow = self.close_connection = -1  # it is done, and nobody is told
                return
        send(self, status, kind, text)

    do_GET = do_POST = do_DELETE = serve


class Server(ThreadingHTTPServer):
    def handle_error(self, *_):
        pass  # whoever asked was killed


def main():
    args = read_flags()
    Handler.book = Book(args)
    before = json.dumps(Handler.book.invites)
    Handler.book.made = 0
    server = (HTTPServer if args.one_connection else Server)(("127.0.0.1", 0), Handler)
    if args.tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*args.tls)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    print(server.server_address[1], flush=True)
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
    server.serve_forever()
    book = Handler.book
    if args.dump:
        with open(args.dump, "w", encoding="utf-8") as file:
            same = json.dumps(book.invites) == before
            counts = {"asked": book.asked, "made": book.made, "limited": book.limited,
                      "foreign_deletions": book.foreign_deletions}
            json.dump({"as_before": same, "left": len(book.invites), **counts}, file)


if __name__ == "__main__":
    main()
