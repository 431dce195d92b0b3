#pragma once

#include <string>
#include <string_view>

namespace ntop::proc {

// Decodes UTF-8 into JavaScript's UTF-16. A byte that is no part of well-formed UTF-8 becomes U+DC00 + byte, as in
// Python's PEP 383, so that nothing is lost and nothing fails.
std::u16string decodeUtf8(std::string_view bytes);

// The way back: a lone U+DC80 to U+DCFF becomes its byte; any other half of a pair becomes U+FFFD.
std::string encodeUtf8(std::u16string_view text);

}  // namespace ntop::proc
