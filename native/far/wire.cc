#include "wire.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "../proc/utf16.h"

namespace ntop::far {

namespace {

// As in src/model/codec/plain-values.ts, and the last as in src/remote/answer-reader.ts.
enum Tag : uint8_t {
  kUndefined = 0,
  kFalse = 1,
  kTrue = 2,
  kNatural = 3,
  kNumber = 4,
  kText = 5,
  kUnits = 6,
  kTextAgain = 7,
  kList = 8,
  kRecord = 9,
  kFloat64s = 11,
  kInt32s = 12,
  kUint32s = 13,
  kUint8s = 14,
  kChanges = 15,
};

constexpr double kMostWhole = 9007199254740991;  // 2^53 - 1
// A difference below it, with its sign and mark, is a natural number of JavaScript's.
constexpr double kMostDifference = 0x1p50;
constexpr int kDeepest = 16;

bool isWhole(double number) { return std::abs(number) <= kMostWhole && std::trunc(number) == number; }

}  // namespace

std::string Writer::take() {
  const auto length = static_cast<uint32_t>(bytes_.size() - 4);
  std::memcpy(bytes_.data(), &length, sizeof length);
  std::string taken = std::string(4, '\0');
  taken.swap(bytes_);
  return taken;
}

void Writer::natural(uint64_t value) {
  for (; value >= 128; value >>= 7) byte(static_cast<uint8_t>(value & 127) | 128);
  byte(static_cast<uint8_t>(value));
}

void Writer::value(const Value& value, uint32_t stream) {
  place_ = 0;
  write(value, stream);
}

void Writer::write(const Value& value, uint32_t stream) {
  switch (value.kind) {
    case Kind::kBoolean:
      return byte(value.flag ? kTrue : kFalse);
    case Kind::kNumber:
      return number(value.number);
    case Kind::kText:
      return text(value.text);
    case Kind::kColumn:
      return column(value, stream);
    case Kind::kArray:
      byte(kList);
      natural(value.items.size());
      for (const Ref& item : value.items) write(*item.get(), stream);
      return;
    case Kind::kObject:
      byte(kRecord);
      natural(value.parts.size());
      for (const auto& [key, part] : value.parts) {
        name(key);
        write(*part.get(), stream);
      }
      return;
    default:
      return byte(kUndefined);
  }
}

void Writer::number(double value) {
  if (isWhole(value) && value >= 0 && !std::signbit(value)) {
    byte(kNatural);
    return natural(static_cast<uint64_t>(value));
  }
  byte(kNumber);
  raw(&value, sizeof value);
}

void Writer::text(const std::u16string& text) {
  const bool ascii = std::all_of(text.begin(), text.end(), [](char16_t unit) { return unit < 128; });
  byte(ascii ? kText : kUnits);
  natural(text.size());
  if (ascii) bytes_.append(text.begin(), text.end());
  else raw(text.data(), text.size() * sizeof(char16_t));
}

void Writer::name(const std::string& name) {
  byte(kText);
  natural(name.size());
  bytes_ += name;
}

void Writer::column(const Value& value, uint32_t stream) {
  const uint8_t* now = value.bytes->data() + value.offset;
  const auto write = [&](auto number, Tag tag) {
    using Number = decltype(number);
    const size_t size = value.length * sizeof(Number);
    const uint32_t place = place_++;
    std::vector<uint8_t>* sent = stream == 0 ? nullptr : &sent_[{stream, place}];
    if (sent != nullptr && sent->size() == size && size > 0) {
      byte(kChanges);
      natural(place);
      changes(reinterpret_cast<const Number*>(sent->data()), reinterpret_cast<const Number*>(now), value.length);
    } else {
      byte(tag);
      natural(value.length);
      raw(now, size);
    }
    if (sent != nullptr) sent->assign(now, now + size);
  };
  switch (value.columnType) {
    case napi_float64_array:
      return write(double{}, kFloat64s);
    case napi_int32_array:
      return write(int32_t{}, kInt32s);
    case napi_uint32_array:
      return write(uint32_t{}, kUint32s);
    default:
      return write(uint8_t{}, kUint8s);
  }
}

// How many changed; then of each how many lie between it and the last, and its difference, or its bytes after a 0.
template <typename Number>
void Writer::changes(const Number* before, const Number* now, size_t length) {
  std::vector<size_t> changed;
  for (size_t at = 0; at < length; ++at) {
    if (std::memcmp(&before[at], &now[at], sizeof(Number)) != 0) changed.push_back(at);
  }
  natural(changed.size());
  size_t next = 0;
  for (const size_t at : changed) {
    natural(at - next);
    next = at + 1;
    const auto from = static_cast<double>(before[at]);
    const auto to = static_cast<double>(now[at]);
    const double difference = to - from;
    if (isWhole(from) && isWhole(to) && !std::signbit(from) && !std::signbit(to) && std::abs(difference) < kMostDifference) {
      const auto size = static_cast<uint64_t>(std::abs(difference));
      natural((size << 2) | (difference < 0 ? 2 : 0) | 1);
    } else {
      natural(0);
      raw(&now[at], sizeof(Number));
    }
  }
}

namespace {

// What is asked; a text that came before is given by its number.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}

  std::optional<Ref> all() {
    const Ref value = read(0);
    if (failed_ || at_ != bytes_.size()) return std::nullopt;
    return value;
  }

 private:
  Ref read(int depth) {
    if (depth > kDeepest) failed_ = true;
    const uint8_t tag = byte();
    if (failed_) return make(Kind::kUndefined);
    switch (tag) {
      case kUndefined:
        return make(Kind::kUndefined);
      case kFalse:
      case kTrue: {
        Value* value = make(Kind::kBoolean);
        value->flag = tag == kTrue;
        return value;
      }
      case kNatural:
        return number(static_cast<double>(natural()));
      case kNumber: {
        double value = 0;
        const std::string_view from = take(sizeof value);
        if (!failed_) std::memcpy(&value, from.data(), sizeof value);
        return number(value);
      }
      case kText:
      case kUnits:
      case kTextAgain: {
        Value* value = make(Kind::kText);
        value->text = text(tag);
        return value;
      }
      case kList: {
        Value* list = make(Kind::kArray);
        for (uint64_t left = count(); left > 0 && !failed_; --left) list->items.push_back(read(depth + 1));
        return list;
      }
      case kRecord:
        return record(depth);
      default:
        failed_ = true;
        return make(Kind::kUndefined);
    }
  }

  // { callback: number } is a function of the near side's.
  Ref record(int depth) {
    Value* record = make(Kind::kObject);
    for (uint64_t left = count(); left > 0 && !failed_; --left) {
      std::string key = proc::encodeUtf8(text(byte()));
      record->parts.emplace_back(std::move(key), read(depth + 1));
    }
    const Value* callback = partOf(*record, "callback");
    if (callback == nullptr) return record;
    Value* function = make(Kind::kFunction);
    function->function = std::make_unique<Function>();
    function->function->nearId = static_cast<uint32_t>(callback->number);
    return function;
  }

  static Ref number(double number) {
    Value* value = make(Kind::kNumber);
    value->number = number;
    return value;
  }

  std::u16string text(uint8_t tag) {
    std::u16string text;
    if (tag == kTextAgain) {
      const uint64_t number = natural();
      if (number < texts_.size()) return texts_[number];
      failed_ = true;
      return text;
    }
    if (tag == kUnits) {
      const uint64_t length = natural();
      const std::string_view units = take(length > bytes_.size() ? bytes_.size() + 1 : 2 * length);
      if (failed_) return text;
      text.resize(length);
      if (length > 0) std::memcpy(text.data(), units.data(), units.size());
    } else if (tag == kText) {
      text = proc::decodeUtf8(take(natural()));
    } else {
      failed_ = true;
    }
    texts_.push_back(text);
    return text;
  }

  // Of things that take at least a byte each.
  uint64_t count() {
    const uint64_t count = natural();
    if (count > bytes_.size() - at_) failed_ = true;
    return count;
  }

  uint64_t natural() {
    uint64_t value = 0;
    for (int shift = 0; shift < 63 && !failed_; shift += 7) {
      const uint8_t next = byte();
      value |= static_cast<uint64_t>(next & 127) << shift;
      if (next < 128) return value;
    }
    failed_ = true;
    return 0;
  }

  uint8_t byte() {
    const std::string_view one = take(1);
    return failed_ ? 0 : static_cast<uint8_t>(one[0]);
  }

  std::string_view take(uint64_t length) {
    if (failed_ || length > bytes_.size() - at_) {
      failed_ = true;
      return {};
    }
    const std::string_view taken = bytes_.substr(at_, length);
    at_ += length;
    return taken;
  }

  const std::string_view bytes_;
  size_t at_ = 0;
  bool failed_ = false;
  std::vector<std::u16string> texts_;
};

}  // namespace

std::optional<Ref> readValue(std::string_view bytes) { return Reader(bytes).all(); }

}  // namespace ntop::far
