#include "../proc/utf16.h"

#include "harness.h"

using ntop::proc::decodeUtf8;
using ntop::proc::encodeUtf8;

TEST("well-formed UTF-8 of every length becomes UTF-16") {
  CHECK(decodeUtf8("a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80") == u"a\u00e9\u20ac\U0001F600");
  CHECK(decodeUtf8(std::string_view("\0", 1)) == std::u16string(1, u'\0'));
}

TEST("a byte that is no UTF-8 becomes one lone surrogate, so that it can be told again") {
  CHECK(decodeUtf8("\xff\xfe\x80x") == std::u16string({0xDCFF, 0xDCFE, 0xDC80, u'x'}));
}

TEST("overlong forms, surrogates, values beyond Unicode and cut sequences stay bytes") {
  CHECK(decodeUtf8("\xc0\x80") == std::u16string({0xDCC0, 0xDC80}));
  CHECK(decodeUtf8("\xe0\x80\x80") == std::u16string({0xDCE0, 0xDC80, 0xDC80}));
  CHECK(decodeUtf8("\xed\xa0\x80") == std::u16string({0xDCED, 0xDCA0, 0xDC80}));
  CHECK(decodeUtf8("\xf4\x90\x80\x80").size() == 4 && decodeUtf8("\xf5").size() == 1);
  CHECK(decodeUtf8("\xe2\x82") == std::u16string({0xDCE2, 0xDC82}));
  CHECK(decodeUtf8("\xe2X") == std::u16string({0xDCE2, u'X'}));
}

TEST("what was decoded is encoded to the same bytes, and half a pair to a replacement") {
  for (const std::string bytes : {"plain", "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80", "\xff\xfe\x80x\xe2\x82"}) {
    EQUAL(encodeUtf8(decodeUtf8(bytes)), bytes);
  }
  EQUAL(encodeUtf8(u"a\xD83Dz"), "a\xef\xbf\xbdz");
  EQUAL(encodeUtf8(std::u16string(1, u'\xDC7F')), "\xef\xbf\xbd");
}
