#pragma once
// Writes one call in C: its arguments (c_call_arguments.cpp), then the block around it
// (c_call.cpp).

#include <map>
#include <string>
#include <string_view>

#include "emit/c_objects.h"
#include "emit/c_signature.h"

namespace ioracle::emit {

class CallWriter {
 public:
  CallWriter(const Step& step, const CObjects& objects, bool in_routine)
      : step_(step),
        call_(step.call),
        objects_(objects),
        in_routine_(in_routine),
        function_(info(step.call.function)),
        signature_(*find_signature(step.call.function)) {}

  std::string write(const std::string& indent);

 private:
  const Argument* find(Parameter parameter) const { return call_.find(parameter); }
  std::string argument(const ParameterInfo& parameter);
  std::string number(const Argument& argument) const;
  std::string handle(const Value& value) const;
  std::string pointer(const Value& value) const;
  std::string overlapped(const ParameterInfo& parameter, const Argument& argument);
  std::string variable(const ParameterInfo& parameter, const Argument& argument);
  std::string buffer(const ParameterInfo& parameter, const Argument& argument);
  std::string place(const ParameterInfo& parameter, const BufferValue& buffer);
  std::string buffers(const ParameterInfo& parameter, const Argument& argument);
  std::string handles(const ParameterInfo& parameter, const Argument& argument);
  std::string packets();
  std::string address(const ParameterInfo& parameter, const Argument& argument);
  std::string count(const ParameterInfo& parameter, const Argument* argument) const;
  std::string routine(const Argument& argument) const;
  std::string path(const Argument& argument) const;
  void set_option();
  void find_callee();
  std::string control_room() const;
  void store_message();
  void store_words(const ParameterInfo& parameter, const Argument& argument);
  std::string fill_in(std::string_view text) const;
  void tell_result();
  std::string timeout() const;

  const Step& step_;
  const Event& call_;
  const CObjects& objects_;
  bool in_routine_;
  const FunctionInfo& function_;
  const Signature& signature_;
  std::map<std::string, std::string, std::less<>> arguments_;
  std::string definitions_;
  std::string before_;
  std::string message_members_;
  std::string after_;
};

}  // namespace ioracle::emit
