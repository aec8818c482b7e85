#include "core/quoted.h"

#include <gtest/gtest.h>

namespace ravine {
namespace {

TEST(Quoted, PlainTextStaysAsItIs) {
  EXPECT_EQ(in_quotes("sepal length"), "'sepal length'");
  EXPECT_EQ(in_quotes("Größe €, 😀"), "'Größe €, 😀'");
  EXPECT_EQ(in_quotes(""), "''");
}

TEST(Quoted, ControlCharactersAreEscaped) {
  EXPECT_EQ(escaped(std::string_view("a\n\t\x1b[31m\x7f\0z", 11)),
            "a\\x0a\\x09\\x1b[31m\\x7f\\x00z");
  EXPECT_EQ(escaped("a\xC2\x85z\u2028"), "a\\xc2\\x85z\\xe2\\x80\\xa8");
}

// Unicode 15, table 3-7: overlong forms, surrogates and what is above U+10FFFF are no UTF-8.
TEST(Quoted, WhatIsNoUtf8IsEscaped) {
  EXPECT_EQ(escaped("caf\xE9"), "caf\\xe9");
  EXPECT_EQ(escaped("\xC0\xAF"), "\\xc0\\xaf");
  EXPECT_EQ(escaped("\xE0\x80\xAF"), "\\xe0\\x80\\xaf");
  EXPECT_EQ(escaped("\xED\xA0\x80"), "\\xed\\xa0\\x80");
  EXPECT_EQ(escaped("\xF4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80");
  EXPECT_EQ(escaped("\xE2\x82"), "\\xe2\\x82");
}

TEST(Quoted, LongTextIsCutBetweenCharacters) {
  EXPECT_EQ(in_quotes(std::string(1000000, 'a'), 5), "'aaaaa...'");
  EXPECT_EQ(in_quotes("ééé", 2), "'éé...'");
  EXPECT_EQ(in_quotes("\n\n", 5), "'\\x0a...'");
  EXPECT_EQ(in_quotes("abcde", 5), "'abcde'");
}

}  // namespace
}  // namespace ravine
