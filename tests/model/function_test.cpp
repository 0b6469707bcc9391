// The enumerators of the vocabulary and the tables of names agree.

#include "model/function.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <regex>
#include <string>
#include <vector>

namespace ioracle {
namespace {

// The enumerators of `enum class <name>` in the source, in order.
std::vector<std::string> enumerators(const std::string& name) {
  std::ifstream stream(std::string(IORACLE_SOURCE_FOLDER) + "/model/function_list.h");
  std::vector<std::string> found;
  bool inside = false;
  static const std::regex enumerator(R"(^\s*([A-Za-z0-9_]+),$)");
  std::smatch match;
  for (std::string line; std::getline(stream, line);) {
    if (line.starts_with("enum class " + name)) inside = true;
    if (line.starts_with("};")) inside = false;
    if (inside && std::regex_match(line, match, enumerator)) found.push_back(match[1]);
  }
  return found;
}

TEST(Vocabulary, FunctionsAgreeWithTheirEnumerators) {
  const auto names = enumerators("Function");
  ASSERT_EQ(names.size(), all_functions().size());
  for (std::size_t index = 0; index < names.size(); ++index) {
    EXPECT_EQ(names[index], all_functions()[index].name);
    EXPECT_EQ(find_function(names[index]), static_cast<Function>(index));
  }
}

TEST(Vocabulary, ParametersAgreeWithTheirEnumerators) {
  const auto names = enumerators("Parameter");
  ASSERT_EQ(names.size(), all_parameter_names().size());
  for (std::size_t index = 0; index < names.size(); ++index) {
    const auto parameter = static_cast<Parameter>(index);
    const std::string name(name_of(parameter));
    EXPECT_EQ(find_parameter(name), parameter);
    // A member of a member has a dot.
    std::string spelt = name;
    std::ranges::replace(spelt, '.', '_');
    EXPECT_EQ(names[index], spelt);
  }
}

TEST(Vocabulary, UnknownNamesAreNotFound) {
  EXPECT_EQ(find_function("WSARecvv"), std::nullopt);
  EXPECT_EQ(find_function(""), std::nullopt);
  EXPECT_EQ(find_parameter("lpBuffer s"), std::nullopt);
}

TEST(Vocabulary, NoFunctionHasAParameterTwice) {
  for (const FunctionInfo& function : all_functions()) {
    for (const ParameterInfo& parameter : function.parameters) {
      EXPECT_EQ(find_parameter(function, parameter.parameter), &parameter)
          << function.name << ' ' << name_of(parameter.parameter);
    }
    EXPECT_LE(function.parameters.size(), 32U) << function.name;
  }
}

}  // namespace
}  // namespace ioracle
