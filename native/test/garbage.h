#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace garbage {

// Calls `parse` with thousands of texts that are like `seed` but cut, repeated and flipped, the same in every run.
void tryMany(const std::string& seed, const std::function<void(std::string_view)>& parse);

}  // namespace garbage
