#pragma once
// What the rules of service providers share: calls, upcall, query and single writes.

#include "model/rules/rules.h"

namespace ioracle::rules {

// What asks for this never comes; told as an alternative, its clauses say why.
Atom never();

// SOCKET_ERROR or FALSE, and the code where lpErrno points.
Alternatives::Builder fails_with(const Subject& subject, const AlternativeInfo& info,
                                 std::uint32_t code);

}  // namespace ioracle::rules
