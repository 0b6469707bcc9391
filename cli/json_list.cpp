#include "cli/json_list.h"

#include <fmt/format.h>

namespace ioracle {

std::string decimal(double number) { return fmt::format("{:.6f}", number); }

}  // namespace ioracle
