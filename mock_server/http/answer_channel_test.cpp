#include "mock_server/http/answer_channel.h"

#include <gtest/gtest.h>

#include <thread>

#include "mock_server/http/handler.h"

namespace invitro::http {
namespace {

TEST(AnswerChannelTest, AWholeAnswerIsTakenOnce) {
  int woken = 0;
  AnswerChannel channel([&woken] { ++woken; });
  channel.Respond({.status = 201, .body = "first"});
  channel.Respond({.body = "second"});
  EXPECT_FALSE(channel.Begin({}));
  const auto progress = channel.Take();
  ASSERT_TRUE(progress.head);
  EXPECT_EQ(progress.head->body, "first");
  EXPECT_FALSE(progress.is_stream);
  EXPECT_TRUE(progress.ended);
  EXPECT_FALSE(channel.Take().head);
  EXPECT_EQ(woken, 1);
}

TEST(AnswerChannelTest, AStreamComesInPieces) {
  AnswerChannel channel(nullptr);
  EXPECT_FALSE(channel.Write("too early"));
  ASSERT_TRUE(channel.Begin({.status = 200, .body = "a"}));
  ASSERT_TRUE(channel.Write("b"));
  ASSERT_TRUE(channel.Write("c"));
  auto progress = channel.Take();
  EXPECT_TRUE(progress.is_stream);
  EXPECT_EQ(progress.bytes, "bc");
  EXPECT_FALSE(progress.ended);
  channel.End();
  EXPECT_FALSE(channel.Write("too late"));
  progress = channel.Take();
  EXPECT_TRUE(progress.ended);
  EXPECT_FALSE(progress.abandoned);
}

TEST(AnswerChannelTest, WhatWaitsIsBounded) {
  AnswerChannel channel(nullptr);
  ASSERT_TRUE(channel.Begin({}));
  EXPECT_TRUE(channel.Write(std::string(AnswerChannel::kMaxWaiting, 'x')));
  EXPECT_FALSE(channel.Write("y"));
  EXPECT_EQ(channel.Take().bytes.size(), AnswerChannel::kMaxWaiting);
  EXPECT_TRUE(channel.Write("y"));
}

TEST(AnswerChannelTest, APromiseThatIsDroppedIsAbandoned) {
  const auto channel = std::make_shared<AnswerChannel>(nullptr);
  { const DeferredResponse dropped(channel); }
  EXPECT_TRUE(channel->Take().abandoned);
  const auto moved = std::make_shared<AnswerChannel>(nullptr);
  {
    DeferredResponse first(moved);
    DeferredResponse second = std::move(first);
    second.Respond({});
  }
  EXPECT_FALSE(moved->Take().abandoned);
}

TEST(AnswerChannelTest, AfterCancelNothingIsTakenAndNothingWoken) {
  int woken = 0;
  AnswerChannel channel([&woken] { ++woken; });
  ASSERT_TRUE(channel.Begin({}));
  channel.Cancel();
  EXPECT_TRUE(channel.cancelled());
  EXPECT_FALSE(channel.Write("x"));
  channel.End();
  channel.Abandon();
  EXPECT_EQ(woken, 1);
  channel.Wait();  // ends at once
}

TEST(AnswerChannelTest, AClientThatSeemsGoneStillGetsAWholeAnswer) {
  AnswerChannel channel(nullptr);
  channel.ClientLeft();
  EXPECT_TRUE(channel.cancelled());
  channel.Respond({.body = "whole"});
  EXPECT_TRUE(channel.Take().head);
}

TEST(AnswerChannelTest, AWaitEndsInItsTime) {
  AnswerChannel channel(nullptr);
  EXPECT_FALSE(channel.WaitUntil(std::chrono::steady_clock::now()));
}

TEST(AnswerNowTest, CollectsAtOnceLaterAndInPieces) {
  const Request request;
  EXPECT_EQ(
      AnswerNow([](const Request&, Responder& r) { r.Respond({.body = "now"}); }, request).body,
      "now");
  std::thread later;
  const Response answer = AnswerNow(
      [&later](const Request&, Responder& responder) {
        later = std::thread([promise = responder.Defer()]() mutable {
          promise.Begin({.status = 202, .body = "a"});
          for (int i = 0; i < 100; ++i) {
            while (!promise.Write("b")) std::this_thread::yield();
          }
          promise.End();
        });
      },
      request);
  later.join();
  EXPECT_EQ(answer.status, 202);
  EXPECT_EQ(answer.body, "a" + std::string(100, 'b'));
  EXPECT_EQ(AnswerNow([](const Request&, Responder&) {}, request).status, 500);
  EXPECT_EQ(AnswerNow([](const Request&, Responder& r) { r.Defer(); }, request).status, 500);
}

}  // namespace
}  // namespace invitro::http
